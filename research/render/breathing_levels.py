# SPDX-License-Identifier: GPL-3.0-or-later
"""Render random people who lie still, at every depth of a breath.

    python breathing_levels.py                  all scenes
    python breathing_levels.py --scenes 3 7     those

``work/breathing_levels/NN/LL.png`` is the clean picture with the belly and ribs moved out by
LL / (LEVELS - 1) of a deep breath; ``scene.json`` says how far that is, from where, and where the
joints are. benchmarks/breathing.py makes clips of any rhythm, depth and noise of them: neighbouring
pictures are less than half a pixel apart, so what lies between is a mixture of the two.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from clips import BOTH, _background
from people import Outfit, Person
from pose import ARMS, Leg, Pose, Roller, placed, solve
from record import camera_record, picture_record
from stills import possible
from studio import Camera, Studio
from variety import random_person, random_room

OUT = Path(__file__).parent / "work/breathing_levels"
COUNT = 14
LEVELS = 13
BELLY_M, RIBS_M = 0.020, 0.009
"""The deepest breath."""

KINDS = ("flat", "roller", "flat", "flat", "roller")
"""Lying flat as for the breathing exercise, or over the roller with one knee lowered."""


def scene(number: int) -> tuple[Studio, Pose, Camera, float]:
    """The scene of that number: always the same person, room, camera and posture."""
    rng = np.random.default_rng([71, number])
    u = rng.uniform
    kind = KINDS[number % len(KINDS)]
    while True:
        person, outfit = _dressed(rng, number % 3 == 1)
        studio = Studio(person, outfit, random_room(rng), samples=5, threads=1)
        pose = _pose(rng, kind)
        if possible(solve(studio.human, pose)):
            break
    yaw = float(rng.choice([0.0, 180.0]))
    distance = u(2.0, 2.8)
    camera = Camera(
        azimuth=u(-40, 15) if kind == "roller" else u(-30, 30),
        distance=distance,
        height=u(0.35, 1.1),
        look=(u(-0.25, -0.1) * (1 if yaw == 0 else -1), 0.0, u(0.18, 0.3)),
        lens=2 * math.degrees(math.atan(u(1.2, 1.5) / distance)),
    )
    studio.set_light(u(0.5, 1.1), u(0.2, 1.3))
    return studio, pose, camera, yaw


def _dressed(rng: np.random.Generator, loose: bool) -> tuple[Person, Outfit]:
    while True:
        person, outfit = random_person(rng)
        if (outfit.sportswear is None) == loose:
            return person, replace(outfit, loose=rng.uniform(0.05, 0.13)) if loose else outfit


def _pose(rng: np.random.Generator, kind: str) -> Pose:
    u = rng.uniform
    legs = {s: Leg(u(68, 90), planted=True, stance=0.03) for s in BOTH}
    arms = str(rng.choice(["along", "head", "belly", "away"]))
    if kind == "flat":
        return Pose(tilt=u(-18, -10), neck=8, head_turn=u(-15, 15), legs=legs,
                    arms=dict.fromkeys(BOTH, ARMS[arms]), breath="in")  # fmt: skip
    side = str(rng.choice(BOTH))
    legs[side] = replace(legs[side], fall_out=u(30, 55), stance=0.04)
    return Pose(tilt=-2, recline=3, neck=16, legs=legs, arms=dict.fromkeys(BOTH, ARMS["head"]),
                roller=Roller(position=u(0.28, 0.45)), breath="in")  # fmt: skip


def make(number: int) -> None:
    studio, pose, camera, yaw = scene(number)
    work = OUT / f"{number:02d}"
    work.mkdir(parents=True, exist_ok=True)
    studio.set_camera(camera)
    background = _background(studio, work / "room.png")
    for level in range(LEVELS):
        share = level / (LEVELS - 1)
        posed = placed(
            solve(studio.human, replace(pose, belly_m=BELLY_M * share, ribs_m=RIBS_M * share)), yaw
        )
        path = work / f"{level:02d}.png"
        if not path.exists():
            cv2.imwrite(str(path), _clean(studio, posed, background))
    about = {
        "belly_m": BELLY_M,
        "ribs_m": RIBS_M,
        "camera": camera_record(camera),
        **picture_record(posed, camera),
    }
    (work / "scene.json").write_text(json.dumps(about, separators=(",", ":")) + "\n")
    print(number, about["view"], about["off_side_deg"], about["fully_in_view"], flush=True)


def _clean(studio: Studio, posed, background: np.ndarray) -> np.ndarray:
    """The picture with the person, without the camera's noise; the grain of the light is the same
    at every level, so that nothing but the breath differs."""
    studio.show(posed)
    height, width = background.shape[:2]
    ys, xs = np.nonzero(studio.labels())
    pad = round(0.07 * width)
    x1, x2 = max(xs.min() - pad, 0), min(xs.max() + pad, width)
    y1, y2 = max(ys.min() - pad // 2, 0), min(ys.max() + pad, height)
    seen = studio.picture(1, (int(x1), int(y1), int(x2), int(y2))).astype(np.float32)
    part = np.zeros((height, width), np.float32)
    part[y1 + 2 : y2 - 2, x1 + 2 : x2 - 2] = 1
    soft = cv2.GaussianBlur(part, (0, 0), pad * 0.2, borderType=cv2.BORDER_REPLICATE)
    share = np.clip((soft - 0.5) * 2, 0, 1)[:, :, None] * part[:, :, None]
    return np.clip(background * (1 - share) + seen * share, 0, 255).astype(np.uint8)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, nargs="*", default=[*range(COUNT)])
    for wanted in parser.parse_args().scenes:
        if not (OUT / f"{wanted:02d}/scene.json").exists():
            make(wanted)
