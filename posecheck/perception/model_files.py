"""Load the model files that come with posecheck, and check that they are not damaged."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from posecheck.data_files import data_path
from posecheck.errors import ModelError

POSE_LANDMARKER = "pose_landmarker_full.task"
"""MediaPipe's pose landmarker."""

LYING_READER = "lying_reader.onnx"
"""The network of :mod:`posecheck.perception.body.lying`."""

LEG_ORDER = "leg_order.onnx"
"""The network of :mod:`posecheck.perception.body.leg_order`."""

ROLLER = "roller.onnx"
"""The network of :mod:`posecheck.perception.roller.network`."""

WHICH_WAY_UP = "which_way_up.onnx"
"""The network of :mod:`posecheck.perception.body.which_way_up`."""

SHA256 = {
    POSE_LANDMARKER: "01100fb6686febf1af80f6c585d059b8eda528484bb87d786776078c2f17abd7",
    LYING_READER: "413b9d4c07e64a1248d6e6eadb7ca90ac9bae31c096bf84f2637ab258c47dfb0",
    LEG_ORDER: "dfcc9c0203291ad30a18c9f89bb6c57c99f837f1cff33be9a258e0a0e379e0fb",
    ROLLER: "cd0ccbe92fa57ff92ec105fef202725a846f956b807021c20a893b54f588c077",
    WHICH_WAY_UP: "6c6a9c6e50fc7894e0d3543630a40b8c2e031322e9b85ce2c9bd37daf3377dc2",
}
"""Checksum of each model file, as in its card, ``models/NAME.md``, which names the command that
makes it."""

BUNDLE_ENTRIES = frozenset({"pose_detector.tflite", "pose_landmarks_detector.tflite"})
"""Files that the ZIP archive of a MediaPipe pose landmarker holds."""

DAMAGED_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,  # a place before the start
    EOFError,
    OSError,  # a place after the end
    NotImplementedError,  # a compression that Python does not know
    RuntimeError,  # a password is asked for
)
"""What :mod:`zipfile` raises for damaged archives."""


def load_model(path: Path | None = None) -> bytes:
    """The bytes of a pose landmarker bundle.

    Parameters
    ----------
    path
        Another bundle (MediaPipe's official lite, full or heavy), or None for the one that comes
        with posecheck, whose SHA-256 is verified.

    Raises
    ------
    ModelError
        The file is missing, unreadable, damaged or not a landmarker bundle.
    """
    if path is None:
        return load_bundled_model(POSE_LANDMARKER)
    data = _read(path, "check the path given with --model")
    _require_bundle(data, path)
    return data


def load_bundled_model(name: str) -> bytes:
    """The bytes of a model that comes with posecheck. Its SHA-256 is verified.

    Parameters
    ----------
    name
        A key of :data:`SHA256`.

    Raises
    ------
    ModelError
        The file is missing, unreadable or damaged.
    """
    file = data_path("models", name)
    data = _read(file, "reinstall posecheck")
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise ModelError(
            f"The model {file} is damaged (its checksum is wrong): reinstall posecheck."
        )
    return data


def _read(file: Path, hint: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise ModelError(f"Cannot read the model {file}: {reason}; {hint}.") from error


def _require_bundle(data: bytes, file: Path) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as bundle:
            is_bundle = bundle.testzip() is None and set(bundle.namelist()) >= BUNDLE_ENTRIES
    except DAMAGED_ZIP_ERRORS:
        is_bundle = False
    if not is_bundle:
        raise ModelError(
            f"{file} is not a MediaPipe pose landmarker bundle: "
            "give one of the official .task files (lite, full or heavy)."
        )
