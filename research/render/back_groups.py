# SPDX-License-Identifier: GPL-3.0-or-later
"""Render groups of pictures of one person who lies with the back flat and arched, with their truth.

    python back_groups.py --count 1200 --out work/training/backs

A group is one person in one room, before one camera that does not move: eight pictures with other
gaps under the lower back, other legs, another breath. Two of a group show a change with everything
else alike: ``benchmarks/back_motion.py`` fits to them how the trunk's motion tells of it. Group
number n is always the same, and a run can stop and continue; several processes can share a folder
(``--part 0/2``, ``1/2``).
``00042-3.jpg`` is picture 3 of group 42, ``00042.json`` the truth of all eight.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import cv2
import numpy as np
import truth
from pose import ARMS, Arm, Leg, Pose, Posed, place_on_floor, solve
from record import SCHEMA, describe_camera, describe_picture
from stills import add_camera_noise, is_possible
from studio import Camera, Studio
from variety import draw_person, draw_room

SEED = 71

PER_GROUP = 8
"""Number of pictures of a group."""

SIZES = ((320, 240), (320, 240), (320, 180), (240, 320), (400, 300))
"""Widths and heights of the pictures in pixels."""

ACROSS_M = (1.0, 2.0)
"""Least and greatest width that the picture shows at the person, in metres: the close ones show the
trunk and the thighs."""

ARM_CHOICES = ("along", "along", "along", "away", "belly", "chest", "head")
"""Where the arms lie: real people lay them along the body."""

ARM_MOVES = 0.15
"""Share of the pictures in which the arms lie elsewhere than in the others of the group."""

MOST_GAP_M = 0.09
"""Poses with a larger gap are left out."""

FLAT_SHARE = 0.5
"""Share of the pictures with a flat back; the others are arched more or less."""

FLAT_TILT, ARCHED_TILT = (-25.0, -5.0), (-5.0, 32.0)
"""Least and greatest tilt of the pelvis for each, in degrees. Bodies differ in the gap that a tilt
gives."""

TRIES = 12
"""Number of impossible poses after which another person is drawn."""


def draw_legs(rng) -> dict[str, Leg]:
    """Draw legs that stand, lie, or are at any point of the self-test or of a leg raise."""
    u = rng.uniform

    def leg() -> Leg:
        kind = rng.random()
        if kind < 0.45:
            return Leg(u(60, 110), planted=True, fall_out=u(-4, 8), stance=u(0.0, 0.06))
        if kind < 0.7:
            return Leg(u(168, 179), flexion=u(0, 6), abduction=u(0, 8), rotation=u(-5, 25))
        way = u(0, 1)
        knee = float(np.clip(60 + 118 * way + u(-25, 10), 50, 179))
        return Leg(knee, flexion=118 * (1 - way) + 2 + u(-8, 8) * (1 - way), abduction=u(-3, 8))

    return {"left": leg(), "right": leg()}


def draw_camera(rng) -> Camera:
    """Draw a camera at the side, low or on a chair, some so close that the legs are cut off."""
    u = rng.uniform
    size = SIZES[rng.integers(len(SIZES))]
    distance = u(1.2, 3.0)
    lens = 2 * math.degrees(math.atan(u(*ACROSS_M) / 2 / distance))
    if size[0] < size[1]:  # the lens is that of the width
        lens = min(lens, 60.0)
    look = (u(-0.2, 0.1), u(-0.05, 0.05), u(0.05, 0.35))
    return Camera(u(-30, 30), distance, u(0.15, 1.1), look, lens, size)


def draw_pose(human, rng, arms: dict[str, Arm]) -> Posed:
    """Draw one pose of a group and solve it."""
    u = rng.uniform
    pose = Pose(
        tilt=u(*(FLAT_TILT if rng.random() < FLAT_SHARE else ARCHED_TILT)),
        neck=u(2, 14),
        head_turn=u(-20, 20),
        roll=u(-4, 4),
        legs=draw_legs(rng),
        arms=arms,
        belly_m=u(0, 0.014),
        ribs_m=u(0, 0.008),
    )
    return solve(human, pose)


def draw_group(number: int) -> tuple[Studio, Camera, list[Posed], str, str]:
    """Draw a group: the studio with its person, the camera, the poses, who it is, the arms."""
    rng = np.random.default_rng([SEED, number])
    while True:
        person, outfit = draw_person(rng)
        studio = Studio(person, outfit, draw_room(rng), samples=2, threads=1)
        yaw = float(rng.choice([0.0, 180.0])) + rng.uniform(-5, 5)
        usual = str(rng.choice(ARM_CHOICES))
        poses: list[Posed] = []
        for _ in range(TRIES + PER_GROUP):
            name = str(rng.choice(ARM_CHOICES)) if rng.random() < ARM_MOVES else usual
            arms = dict.fromkeys(("left", "right"), ARMS[name])
            posed = place_on_floor(draw_pose(studio.human, rng, arms), yaw)
            if is_possible(posed) and truth.lumbar_gap(posed) < MOST_GAP_M:
                poses.append(posed)
            if len(poses) == PER_GROUP:
                camera = draw_camera(rng)
                studio.set_camera(camera)
                studio.set_light(rng.uniform(0.35, 1.15), rng.uniform(0.1, 1.5))
                studio.mat.hide_render = bool(rng.random() < 0.4)
                studio.lay_clutter(rng)
                return studio, camera, poses, f"{person.sex} {SEED}-{number}", usual


def render_group(number: int, out: Path) -> None:
    """Render one group and write its pictures and their truth."""
    studio, camera, poses, who, arms = draw_group(number)
    rng = np.random.default_rng([SEED, number, 1])
    pictures = []
    for i, posed in enumerate(poses):
        studio.show(posed)
        picture = add_camera_noise(studio.picture(seed=int(rng.integers(1 << 30))), rng)
        name = f"{number:05d}-{i}.jpg"
        cv2.imwrite(str(out / name), picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
        pictures.append({"file": name, **describe_picture(posed, camera)})
    about = {
        "schema": SCHEMA,
        "who": who,
        "arms": arms,
        "camera": describe_camera(camera),
        "pictures": pictures,
    }
    (out / f"{number:05d}.json").write_text(json.dumps(about, separators=(",", ":")))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1200, help="number of groups")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "work/training/backs")
    parser.add_argument("--part", default="0/1", help="I/N: do every Nth group, starting at I")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    first, of = map(int, options.part.split("/"))
    for group in range(first, options.count, of):
        if not (options.out / f"{group:05d}.json").exists():
            render_group(group, options.out)
