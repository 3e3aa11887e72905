"""Build ``pose_landmarker_full.task`` from the wheel of mediapipe 0.10.21.

MediaPipe 1.2 ships no weights. Its 0.10.21 wheel holds the two networks as bare TensorFlow Lite
files. MediaPipe 1.2 refuses these, because they do not say how their input picture is scaled. This
module adds that one fact to each (TFLite metadata, ``NormalizationOptions``) and stores both in the
ZIP that ``PoseLandmarker`` expects.

Every input and every output is checked against a recorded SHA-256. Nothing in the output depends
on the clock, so the bundle is the same byte for byte each time. It needs what posecheck itself
installs (``mediapipe`` brings ``flatbuffers``).
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import flatbuffers
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as tflite_schema

from networks.pose_landmarker.settings import PoseLandmarkerBuild

METADATA_NAME = b"TFLITE_METADATA"


class ChecksumError(Exception):
    """A file is not the one that the configuration names."""


def build(configuration: PoseLandmarkerBuild, wheel: Path | None, out: Path) -> None:
    """Build the bundle and write it to ``out``.

    Parameters
    ----------
    wheel
        The mediapipe wheel; None fetches it with pip from the package registry.

    Raises
    ------
    ChecksumError
        A network in the wheel, or the finished bundle, has another SHA-256 than recorded. Nothing
        is written.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = wheel or fetch_wheel(configuration.package_version, Path(folder))
        data = make_bundle(configuration, wheel)
    check(data, configuration.bundle_sha256, "the bundle")
    out.write_bytes(data)
    print(f"{out}: {len(data)} bytes, SHA-256 {configuration.bundle_sha256}")


def fetch_wheel(version: str, folder: Path) -> Path:
    """Download the mediapipe wheel of this version into ``folder``."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version", "3.11"]
    command += ["--platform", "manylinux_2_28_x86_64", "--dest", str(folder)]
    subprocess.run([*command, f"mediapipe=={version}"], check=True)
    return next(folder.glob("mediapipe-*.whl"))


def make_bundle(configuration: PoseLandmarkerBuild, wheel: Path) -> bytes:
    """Make the bundle from ``wheel``: a stored ZIP with fixed dates."""
    bundle = io.BytesIO()
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(bundle, "w") as target:
        for network in configuration.networks:
            data = source.read(network.source)
            check(data, network.source_sha256, network.source)
            data = add_metadata(data, make_normalization_metadata(network.mean, network.std))
            info = zipfile.ZipInfo(network.entry, date_time=(1980, 1, 1, 0, 0, 0))
            info.external_attr, info.create_system = 0o644 << 16, 3
            target.writestr(info, data, zipfile.ZIP_STORED)
    return bundle.getvalue()


def make_normalization_metadata(mean: float, std: float) -> bytes:
    """Make the TFLite metadata that says that input 0 is ``(pixel - mean) / std``."""
    options = metadata_schema.NormalizationOptionsT()
    options.mean, options.std = [mean], [std]
    unit = metadata_schema.ProcessUnitT()
    unit.optionsType = metadata_schema.ProcessUnitOptions.NormalizationOptions
    unit.options = options
    tensor = metadata_schema.TensorMetadataT()
    tensor.name = "image"
    tensor.processUnits = [unit]
    subgraph = metadata_schema.SubGraphMetadataT()
    subgraph.inputTensorMetadata = [tensor]
    model = metadata_schema.ModelMetadataT()
    model.subgraphMetadata = [subgraph]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"M001")
    return bytes(builder.Output())


def add_metadata(network: bytes, metadata: bytes) -> bytes:
    """Attach ``metadata`` to the TFLite file ``network``; nothing else changes."""
    model = tflite_schema.ModelT.InitFromObj(tflite_schema.Model.GetRootAsModel(network, 0))
    buffer = tflite_schema.BufferT()
    buffer.data = list(metadata)
    model.buffers.append(buffer)
    entry = tflite_schema.MetadataT()
    entry.name = METADATA_NAME
    entry.buffer = len(model.buffers) - 1
    model.metadata = [m for m in model.metadata or [] if m.name != METADATA_NAME] + [entry]
    builder = flatbuffers.Builder(len(network))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def check(data: bytes, expected: str, what: str) -> None:
    """Compare a file's SHA-256 with the recorded one.

    Raises
    ------
    ChecksumError
        They differ.
    """
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise ChecksumError(f"{what}: SHA-256 is {found}, expected {expected}.")
