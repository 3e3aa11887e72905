"""Photos: one frame at time zero."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from posecheck.errors import InputError
from posecheck.readable import readable
from posecheck.video.frame import Frame
from posecheck.video.heic import has_hole
from posecheck.video.jpeg import is_sound
from posecheck.video.reading import AS_IT_IS, ReadingOptions
from posecheck.video.source import FrameSource
from posecheck.video.upright import Image, turn

if TYPE_CHECKING:  # a clip needs none of it
    from PIL import Image as Pillow

HEIF_SUFFIXES = frozenset({".heic", ".heif", ".hif", ".avif"})
"""Ends of the names of photos in the container HEIF, in lower case: what phones make."""

PHOTO_SUFFIXES = HEIF_SUFFIXES | {
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".webp", ".tif", ".tiff",
}  # fmt: skip
"""Ends of the names of files that are read as photos, in lower case."""

AVIF_BRANDS = frozenset({b"avif", b"avis"})
"""Brands of AVIF photos. Pillow reads them itself."""

HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
"""Brands of HEIC photos, and of HEIF in general."""

JPEG_FORMATS = frozenset({"JPEG", "MPO"})
"""What Pillow calls JPEG, and JPEG with a second picture behind the first."""

PILLOW_FORMATS = JPEG_FORMATS | {"PNG", "WEBP", "BMP"}
"""Formats that Pillow reads: it tells where data is missing, which some versions of OpenCV fill
with grey, and prints no warnings. It reads not every kind of TIFF: OpenCV does those."""

TIFF_MAGIC = frozenset({b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"})
"""The first bytes of TIFF files."""

MAX_PIXELS = 64_000_000
"""A photo with more pixels is refused before any memory is taken for them. One of 50 megapixels
takes 1.0 GB to measure."""


class Photo(FrameSource):
    """A photo as a source of one frame.

    Greyscale, 16 bit and transparent pictures become plain RGB. The orientation that a phone
    stored in the file is applied. What the file is, its content says, not its name.

    Parameters
    ----------
    path
        The photo's file.
    reading
        How it is read.

    Raises
    ------
    InputError
        The file cannot be read, is too large, or is not a whole picture that can be decoded.
    """

    is_photo = True
    frame_count = 1

    def __init__(self, path: Path, reading: ReadingOptions = AS_IT_IS) -> None:
        name = self.name = readable(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(f"{name} cannot be read: {error.strerror}.") from error
        brands = _heif_brands(data)
        if brands and _is_cut_short(data):
            raise _damaged(name)
        if brands & AVIF_BRANDS:
            image = _read_avif(name, data)
        else:
            image = _read_heic(name, data) if brands else _read_other(name, data)
        self._image = turn(image, reading.rotate, mirrored=reading.mirrored)

    def __iter__(self) -> Iterator[Frame]:
        yield Frame(self._image, 0.0, 0)


def _heif_brands(data: bytes) -> frozenset[bytes]:
    """The brands of HEIF that a file names in its first box; empty where it is no HEIF."""
    if data[4:8] != b"ftyp":
        return frozenset()
    box = data[8 : min(int.from_bytes(data[:4], "big"), len(data))]
    named = frozenset(box[i : i + 4] for i in (0, *range(8, len(box), 4)))
    return named & (HEIF_BRANDS | AVIF_BRANDS)


def _is_cut_short(data: bytes) -> bool:
    """Whether a box of an HEIF file ends behind the file's end: libheif leaves its tiles green."""
    at = 0
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if kind in (b"mdat", b"meta") and at + size > len(data):
            return True
        if size < 8:  # 0: up to the file's end
            return False
        at += size
    return False


def _read_heic(name: str, data: bytes) -> Image:
    """The main picture of an HEIC file: all its tiles, upright."""
    try:
        import pillow_heif
    except ImportError as error:
        raise InputError(
            f"{name} is an HEIC photo, which needs one more package: run "
            "`pip install pillow-heif`, or save the photo as JPEG."
        ) from error
    with _sentences(name):
        heif = pillow_heif.open_heif(io.BytesIO(data))  # nothing is decoded yet
        _check_size(name, heif.size)
        if has_hole(data):
            raise _damaged(name)
        # libheif has turned and mirrored it as the file says
        return np.array(heif.to_pillow().convert("RGB"), np.uint8)


def _read_avif(name: str, data: bytes) -> Image:
    from PIL import Image as Pillow
    from PIL import ImageOps

    with _sentences(name), Pillow.open(io.BytesIO(data)) as picture:
        _check_size(name, picture.size)
        # Pillow tells the file's orientation as EXIF does
        return np.array(ImageOps.exif_transpose(picture).convert("RGB"), np.uint8)


def _read_other(name: str, data: bytes) -> Image:
    picture = _load_whole(name, data)
    if picture is not None and picture.format in PILLOW_FORMATS:
        from PIL import ImageOps

        with _sentences(name):
            return _to_rgb(ImageOps.exif_transpose(picture))
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # the error below says it
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        image = None
    finally:
        cv2.utils.logging.setLogLevel(level)
    if image is None:
        raise _damaged(name)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def _load_whole(name: str, data: bytes) -> Pillow.Image | None:
    """A picture as Pillow reads it, which knows where one ends too early.

    Returns
    -------
    Image or None
        None for a kind of TIFF that only OpenCV may know.

    Raises
    ------
    InputError
        It is too large, damaged, or ends too early.
    """
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    with _sentences(name):
        try:
            picture = Pillow.open(io.BytesIO(data))
        except UnidentifiedImageError:
            if data[:4] in TIFF_MAGIC:
                return None
            raise
        _check_size(name, picture.size)
        if picture.format in PILLOW_FORMATS:
            picture.load()
        if picture.format in JPEG_FORMATS and not is_sound(data):
            raise _damaged(name)
        return picture


def _to_rgb(picture: Pillow.Image) -> Image:
    """Three channels of 8 bits; transparency is left out, as OpenCV does."""
    if picture.mode.startswith("I"):  # 16 bits, in some versions of Pillow within 32
        return np.repeat((np.asarray(picture)[..., None] >> 8).astype(np.uint8), 3, axis=2)
    return np.array(picture.convert("RGB"), np.uint8)


def _check_size(name: str, size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise _too_large(name)


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    """Turn whatever a picture library raises into one sentence, and keep its warnings quiet."""
    from PIL import Image as Pillow

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Pillow.DecompressionBombWarning)
        try:
            yield
        except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
            raise _too_large(name) from error
        except InputError:
            raise
        except Exception as error:  # a damaged picture makes the libraries raise almost anything
            raise _damaged(name) from error


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name} is not a picture that can be read: it is damaged, cut short or empty."
    )


def _too_large(name: str) -> InputError:
    return InputError(
        f"{name} is too large: make it smaller than {MAX_PIXELS // 1_000_000} megapixels."
    )
