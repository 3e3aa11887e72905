"""The networks that come with posecheck, ready to run."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.perception.model_files import load_bundled_model


def load_network(name: str) -> cv2.dnn.Net:
    """A network for OpenCV's DNN module.

    Parameters
    ----------
    name
        The name of its ONNX file, of those in :mod:`posecheck.perception.model_files`.

    Raises
    ------
    ModelError
        The file is missing or damaged.
    """
    return cv2.dnn.readNetFromONNX(np.frombuffer(load_bundled_model(name), np.uint8))
