"""A model file is loaded, or one sentence says what is wrong with it."""

from __future__ import annotations

import zipfile

import pytest

from posecheck.errors import ModelError
from posecheck.perception import model_files as model


def test_the_pose_landmarker_is_not_damaged():
    assert len(model.load_model()) > 9_000_000


def test_a_damaged_model(tmp_path, monkeypatch):
    data = bytearray(model.load_model())
    data[1000] ^= 1
    (tmp_path / model.POSE_LANDMARKER).write_bytes(data)
    monkeypatch.setattr(model, "data_path", lambda folder, name: tmp_path / name)
    with pytest.raises(ModelError, match="damaged"):
        model.load_model()


def test_no_model_that_comes_with_posecheck_is_damaged():
    for name in model.SHA256:
        assert model.load_bundled_model(name)


def test_a_missing_model(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "data_path", lambda folder, name: tmp_path / name)
    with pytest.raises(ModelError, match="reinstall"):
        model.load_model()


def test_a_file_that_is_no_bundle_is_refused(tmp_path):
    (tmp_path / "text.task").write_text("hello")
    with zipfile.ZipFile(tmp_path / "other.task", "w") as bundle:
        bundle.writestr("something.tflite", b"")
    for name in ("text.task", "other.task"):
        with pytest.raises(ModelError, match="not a MediaPipe pose landmarker bundle"):
            model.load_model(tmp_path / name)
    with pytest.raises(ModelError, match="--model"):
        model.load_model(tmp_path / "missing.task")
