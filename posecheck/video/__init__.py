"""Frames in (file, photo, camera, network camera) and out (H.264 writer)."""

# First of all: where PyAV's libraries are loaded before OpenCV's, OpenCV's window hangs on Linux.
import cv2  # noqa: F401

from posecheck.video.frame import Frame
from posecheck.video.opening import open_source
from posecheck.video.reading import ReadingOptions
from posecheck.video.source import FrameSource
from posecheck.video.writer import VideoWriter

__all__ = ["Frame", "FrameSource", "ReadingOptions", "VideoWriter", "open_source"]
