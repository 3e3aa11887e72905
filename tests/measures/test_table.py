"""The table of measures: what it gives of a frame, and that it keeps nothing of it."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

from skeletons import lying, read_as

from posecheck.measures.table import measure_scene
from posecheck.perception.scene import scene_of


def test_a_measured_scene_and_its_mask_are_freed():
    # a mask of every frame that stays alive fills the memory of a long session
    body = replace(lying(), reading=read_as(lying()))
    scene = scene_of(body)
    measurements = measure_scene(scene)
    alive = weakref.ref(scene), weakref.ref(body)
    del scene, body
    gc.collect()
    assert [reference() for reference in alive] == [None, None]
    assert measurements.value("fallout", "left") == 0
