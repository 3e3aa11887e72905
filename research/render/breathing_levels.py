# SPDX-License-Identifier: GPL-3.0-or-later
"""Render random people who lie still, at every depth of a breath.

    python breathing_levels.py                  all scenes
    python breathing_levels.py --scenes 3 7     those

In ``work/breathing_levels/NN/LL.png`` belly and ribs are moved out by LL / (LEVELS - 1) of a deep
breath; the pictures have no noise. ``scene.json`` holds the depth of that breath, the camera and
the joints. benchmarks/breathing.py makes clips of any rhythm, depth and noise from them.
Neighbouring pictures are less than half a pixel apart, so the ones between can be mixed from two.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from clips import BOTH, render_clean_frame, render_empty_room
from people import Outfit, Person
from pose import ARMS, Leg, Pose, Roller, place_on_floor, solve
from record import describe_camera, describe_picture
from stills import is_possible
from studio import Camera, Studio
from variety import draw_person, draw_room

OUT = Path(__file__).parent / "work/breathing_levels"
COUNT = 14
"""Number of scenes."""

LEVELS = 13
"""Number of pictures of a scene, from breathed out to breathed in."""

BELLY_M = 0.020
"""How far the deepest breath moves the belly."""

RIBS_M = 0.009
"""How far the deepest breath moves the ribs."""

KINDS = ("flat", "roller", "flat", "flat", "roller")
"""What the scenes show, in turn: lying flat as for the breathing exercise, or over the roller with
one knee lowered."""


def draw_scene(number: int) -> tuple[Studio, Pose, Camera, float]:
    """Draw the scene of that number: always the same person, room, camera and pose.

    Returns
    -------
    tuple
        Studio with its person, pose, camera, and the body's turn on the floor in degrees.
    """
    rng = np.random.default_rng([71, number])
    u = rng.uniform
    kind = KINDS[number % len(KINDS)]
    while True:
        person, outfit = _draw_clothes(rng, number % 3 == 1)
        studio = Studio(person, outfit, draw_room(rng), samples=5, threads=1)
        pose = _draw_pose(rng, kind)
        if is_possible(solve(studio.human, pose)):
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


def _draw_clothes(rng: np.random.Generator, loose: bool) -> tuple[Person, Outfit]:
    """Draw somebody in a loose suit, or in fitting sportswear."""
    while True:
        person, outfit = draw_person(rng)
        if (outfit.sportswear is None) == loose:
            return person, replace(outfit, loose=rng.uniform(0.05, 0.13)) if loose else outfit


def _draw_pose(rng: np.random.Generator, kind: str) -> Pose:
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


def render_scene(number: int) -> None:
    """Render one scene at every level and write pictures and truth."""
    studio, pose, camera, yaw = draw_scene(number)
    work = OUT / f"{number:02d}"
    work.mkdir(parents=True, exist_ok=True)
    studio.set_camera(camera)
    background = render_empty_room(studio, work / "room.png")
    for level in range(LEVELS):
        share = level / (LEVELS - 1)
        posed = place_on_floor(
            solve(studio.human, replace(pose, belly_m=BELLY_M * share, ribs_m=RIBS_M * share)), yaw
        )
        path = work / f"{level:02d}.png"
        if not path.exists():
            # the same seed at every level, so that nothing but the breath differs
            picture = render_clean_frame(studio, posed, background, 1)
            cv2.imwrite(str(path), np.clip(picture, 0, 255).astype(np.uint8))
    about = {
        "belly_m": BELLY_M,
        "ribs_m": RIBS_M,
        "camera": describe_camera(camera),
        **describe_picture(posed, camera),
    }
    (work / "scene.json").write_text(json.dumps(about, separators=(",", ":")) + "\n")
    print(number, about["view"], about["off_side_deg"], about["fully_in_view"], flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, nargs="*", default=[*range(COUNT)])
    for wanted in parser.parse_args().scenes:
        if not (OUT / f"{wanted:02d}/scene.json").exists():
            render_scene(wanted)
