# SPDX-License-Identifier: GPL-3.0-or-later
"""Put four frames of every sample clip on one sheet.

python contact_sheet.py
"""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np

CLIPS = Path(__file__).resolve().parents[2] / "sample_videos"
OUT = CLIPS / "contact_sheet.jpg"
SHARES = (0.05, 0.35, 0.65, 0.95)
"""Where a clip's frames are taken, as shares of its length."""

SIZE = (240, 180)
"""Width and height of a frame on the sheet, in pixels."""

COLUMNS = 2
"""Clips side by side."""


def make_row(clip: Path) -> np.ndarray:
    """Make one clip's row: its name above its frames."""
    with av.open(str(clip)) as container:
        frames = [f.to_ndarray(format="bgr24") for f in container.decode(video=0)]
    chosen = [frames[round(share * (len(frames) - 1))] for share in SHARES]
    pictures = np.hstack([cv2.resize(f, SIZE, interpolation=cv2.INTER_AREA) for f in chosen])
    title = np.full((24, pictures.shape[1], 3), 255, np.uint8)
    cv2.putText(
        title, clip.stem, (4, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 40), 1, cv2.LINE_AA
    )
    return np.vstack([title, pictures])


def main() -> None:
    """Write the sheet."""
    rows = [make_row(clip) for clip in sorted(CLIPS.glob("*.mp4"))]
    rows += [np.full_like(rows[0], 255)] * (-len(rows) % COLUMNS)
    per_column = len(rows) // COLUMNS
    columns = [np.vstack(rows[i * per_column : (i + 1) * per_column]) for i in range(COLUMNS)]
    cv2.imwrite(str(OUT), np.hstack(columns), [cv2.IMWRITE_JPEG_QUALITY, 80])


if __name__ == "__main__":
    main()
