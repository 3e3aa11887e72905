"""How the pose landmarker is built. Needs no PyTorch."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from settings import Positive, Settings


class SourceNetwork(Settings):
    """One network of the bundle.

    Attributes
    ----------
    source, source_sha256
        Path inside the wheel, and the file's checksum.
    entry
        Name inside the bundle.
    mean, std
        The network gets (pixel - mean) / std, with pixels from 0 to 255.
    """

    source: str
    source_sha256: str
    entry: str
    mean: float
    std: Positive


class PoseLandmarkerBuild(Settings):
    """How ``pose_landmarker_full.task`` is built.

    Attributes
    ----------
    package_version
        Version of the mediapipe wheel that holds the networks.
    bundle_sha256
        Checksum that the finished bundle must have.
    """

    network: Literal["pose_landmarker"]
    package_version: str
    bundle_sha256: str
    networks: Annotated[tuple[SourceNetwork, ...], Field(min_length=1)]
