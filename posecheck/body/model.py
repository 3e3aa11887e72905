"""The model bundle: where it lies, and that it is whole."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

from posecheck.data_files import data_path
from posecheck.errors import ModelError

BUNDLED_NAME = "pose_landmarker_full.task"
BUNDLED_SHA256 = "01100fb6686febf1af80f6c585d059b8eda528484bb87d786776078c2f17abd7"
"""As recorded in models/README.md; models/build_pose_landmarker.py makes this very file."""

BUNDLE_ENTRIES = frozenset({"pose_detector.tflite", "pose_landmarks_detector.tflite"})


def load_model(path: Path | None = None) -> bytes:
    """The bytes of a pose landmarker bundle.

    Args:
        path: another bundle (MediaPipe's official lite, full or heavy), or None for the
            one that comes with posecheck, whose SHA-256 is verified.

    Raises:
        ModelError: the file is missing, unreadable, damaged or no landmarker bundle.
    """
    bundled = path is None
    file = data_path("models", BUNDLED_NAME) if path is None else path
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        hint = "reinstall posecheck" if bundled else "check the path given with --model"
        raise ModelError(f"Cannot read the model {file}: {reason}; {hint}.") from error
    if bundled and hashlib.sha256(data).hexdigest() != BUNDLED_SHA256:
        raise ModelError(
            f"The model {file} is damaged (its checksum is wrong): reinstall posecheck."
        )
    if not bundled:
        _require_bundle(data, file)
    return data


def _require_bundle(data: bytes, file: Path) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as bundle:
            whole = bundle.testzip() is None and set(bundle.namelist()) >= BUNDLE_ENTRIES
    except zipfile.BadZipFile:
        whole = False
    if not whole:
        raise ModelError(
            f"{file} is not a MediaPipe pose landmarker bundle: "
            "give one of the official .task files (lite, full or heavy)."
        )
