"""Cutting a piece out of a frame at a network's own size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

FILL = 110
"""Grey where the piece reaches beyond the frame."""


def crop(
    image: NDArray[np.uint8], from_frame: NDArray[np.float64], size: tuple[int, int]
) -> NDArray[np.uint8]:
    """The piece of ``image`` (H, W, 3) that an affine map takes to ``size`` (width, height).

    Args:
        from_frame: (2, 3), a pixel of the frame to one of the piece.
    """
    scale = float(np.sqrt(abs(np.linalg.det(from_frame[:, :2]))))
    if scale < 0.5:  # the warp takes the four nearest pixels only: not to lose the others
        factor = 2 ** int(np.log2(1 / scale))
        smaller = (max(1, image.shape[1] // factor), max(1, image.shape[0] // factor))
        ratio = np.array([image.shape[1] / smaller[0], image.shape[0] / smaller[1]])
        image = np.asarray(cv2.resize(image, smaller, interpolation=cv2.INTER_AREA), np.uint8)
        from_frame = from_frame.copy()
        from_frame[:, 2] += from_frame[:, :2] @ ((ratio - 1) / 2)
        from_frame[:, :2] *= ratio
    piece = cv2.warpAffine(
        image,
        from_frame,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(FILL, FILL, FILL),
    )
    return np.asarray(piece, np.uint8)


def network_input(piece: NDArray[np.uint8], mean: float, spread: float) -> NDArray[np.float32]:
    """(1, 3, H, W): the piece's values, 0..1, less ``mean``, in units of ``spread``."""
    values = (piece.astype(np.float32) / 255.0 - mean) / spread
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])
