"""Rebuild ``pose_landmarker_full.task`` from the wheel of mediapipe 0.10.21.

    python research/training/build_pose_landmarker.py [--wheel FILE.whl] [--out FILE]

MediaPipe 1.2 ships no weights; its 0.10.21 wheel carries the two networks as bare
TensorFlow Lite files, which 1.2 refuses because they do not say how their input
picture is scaled. This script adds that one fact to each (TFLite metadata,
``NormalizationOptions``) and stores both in the ZIP that ``PoseLandmarker`` expects.

Every input and every output is checked against a recorded SHA-256, and nothing in the
output depends on the clock, so the bundle is the same byte for byte each time. Needs
what posecheck itself installs (``mediapipe`` brings ``flatbuffers``). Without
``--wheel`` the wheel is fetched with pip from the package registry.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import flatbuffers
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as tflite_schema

SOURCE_VERSION = "0.10.21"
METADATA_NAME = b"TFLITE_METADATA"
BUNDLE_SHA256 = "01100fb6686febf1af80f6c585d059b8eda528484bb87d786776078c2f17abd7"
BUNDLE_PATH = Path(__file__).resolve().parents[2] / "models/pose_landmarker_full.task"


@dataclass(frozen=True)
class Network:
    """One network of the bundle: where it comes from and how its input is scaled."""

    source: str  # path inside the wheel
    source_sha256: str
    entry: str  # name inside the bundle
    mean: float  # the network sees (pixel - mean) / std, pixel 0..255
    std: float


NETWORKS = (
    Network(
        source="mediapipe/modules/pose_detection/pose_detection.tflite",
        source_sha256="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
        entry="pose_detector.tflite",
        mean=127.5,
        std=127.5,
    ),
    Network(
        source="mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        source_sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        entry="pose_landmarks_detector.tflite",
        mean=0.0,
        std=255.0,
    ),
)


def normalization_metadata(mean: float, std: float) -> bytes:
    """The TFLite metadata flatbuffer that says ``(pixel - mean) / std`` for input 0."""
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


def with_metadata(network: bytes, metadata: bytes) -> bytes:
    """The TFLite file ``network`` with ``metadata`` attached, all else as it was."""
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


def checked(data: bytes, expected: str, what: str) -> bytes:
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        sys.exit(f"{what}: SHA-256 is {found}, expected {expected}")
    return data


def fetch_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version", "3.11"]
    command += ["--platform", "manylinux_2_28_x86_64", "--dest", str(folder)]
    subprocess.run([*command, f"mediapipe=={SOURCE_VERSION}"], check=True)
    return next(folder.glob("mediapipe-*.whl"))


def build(wheel: Path) -> bytes:
    """The bundle made from ``wheel``: a stored ZIP with fixed dates."""
    bundle = io.BytesIO()
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(bundle, "w") as target:
        for network in NETWORKS:
            data = checked(source.read(network.source), network.source_sha256, network.source)
            data = with_metadata(data, normalization_metadata(network.mean, network.std))
            info = zipfile.ZipInfo(network.entry, date_time=(1980, 1, 1, 0, 0, 0))
            info.external_attr, info.create_system = 0o644 << 16, 3
            target.writestr(info, data, zipfile.ZIP_STORED)
    return bundle.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description="Rebuild pose_landmarker_full.task.")
    parser.add_argument("--wheel", type=Path, help="the mediapipe 0.10.21 wheel")
    parser.add_argument("--out", type=Path, default=BUNDLE_PATH)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = build(args.wheel or fetch_wheel(Path(folder)))
    checked(data, BUNDLE_SHA256, "the bundle")
    args.out.write_bytes(data)
    print(f"{args.out}: {len(data)} bytes, SHA-256 {BUNDLE_SHA256}")


if __name__ == "__main__":
    main()
