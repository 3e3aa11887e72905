"""Frames in (file, photo, camera, network camera) and out (H.264 writer)."""

from posecheck.video.frame import Frame
from posecheck.video.opening import open_source
from posecheck.video.reading import ReadingOptions
from posecheck.video.source import FrameSource
from posecheck.video.writer import VideoWriter

__all__ = ["Frame", "FrameSource", "ReadingOptions", "VideoWriter", "open_source"]
