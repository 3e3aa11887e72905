# SPDX-License-Identifier: GPL-3.0-or-later
"""Render random stills with their truth and labels, for training and tuning.

    python stills.py --count 3000 --out work/stills

Still number n is always the same picture, whatever ran before. A run can stop and continue, and
several processes can share a folder (``--part 0/2`` and ``--part 1/2``). Beside ``00042.jpg`` lie
``00042.png`` (0 room, 1 person, 2 roller) and ``00042.json``.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import truth
from human import Human
from pose import ARMS, SIDES, SINK, Arm, Leg, Pose, Posed, Roller, place_on_floor, solve
from record import SCHEMA, describe_camera, describe_picture, describe_roller_place
from studio import COLOURS, Camera, Studio
from variety import draw_colour, draw_person, draw_room

PER_STUDIO = 20
"""Pictures of one person in one room: building both takes a second."""

SIZES = ((320, 240), (320, 240), (320, 240), (320, 180), (240, 320))
"""Widths and heights of the pictures in pixels; three in five are 320x240."""

BODY_LENGTH = 1.75
"""Metres that somebody lying takes up across the picture, for the choice of the lens."""

KINDS = {
    "release": 0.26, "selftest": 0.14, "free_legs": 0.13, "side_lying": 0.11, "rolling": 0.08,
    "prone": 0.04, "sitting": 0.04,
    "standing": 0.07, "lunge": 0.06, "kneeling": 0.04, "quadruped": 0.03,
}  # fmt: skip
"""Kinds of pose, and the share of the stills that show each."""

MIDDLE_M = {
    "sitting": 0.40, "standing": 0.85, "lunge": 0.75, "kneeling": 0.60, "quadruped": 0.35,
}  # fmt: skip
"""Height of the middle of the body, for the kinds in which nobody lies."""

LOOSE_ROLLER = 0.4
"""Share with a roller that lies about, of the pictures without one under the person."""

DEEPEST = 0.05
"""Metres. A pose with a part deeper than this in the floor or the roller is impossible."""

HOVERING = 0.015
"""Metres. A pose with a larger gap between pelvis and floor was not solved."""

LEG_PLACES = (("knee", "knee"), ("knee", "ankle"), ("ankle", "ankle"))
"""Pairs of joints. The point half way between them must keep clear of the other leg's."""

NEAR_SHARE = dict.fromkeys(KINDS, 0.5) | {"release": 0.75}
"""Share of the stills in which the working leg is the near one.

In the release it should be. Elsewhere a network must learn nothing from which leg is raised.
"""

TRIES = 20
"""Number of impossible poses of one kind after which another kind is tried."""

LENGTHS = (0.30, 0.33, 0.45, 0.60, 0.90)
"""Lengths of rollers, in metres."""


def release(rng, side: str) -> Pose:
    """The supine release: ``side`` falls out in most stills, over a roller in most."""
    u = rng.uniform
    legs = {}
    for s in ("left", "right"):
        out = u(15, 80) if s == side and rng.random() < 0.65 else u(-6, 14)
        legs[s] = Leg(u(48, 115), planted=True, fall_out=out, stance=u(-0.01, 0.07))
    roller = None
    if rng.random() < 0.8:
        roller = Roller(
            length=float(rng.choice(LENGTHS)), radius=u(0.05, 0.075), position=u(0.15, 0.70),
            turn=u(-45, 45), shift=u(-0.12, 0.12),
        )  # fmt: skip
    arms = _draw_arms(rng, ("head", "head", "chest", "belly", "along", "away"))
    tilt = u(-15, 5) if roller is None else u(-8, 8)
    return Pose(
        tilt=tilt, recline=u(-8, 14), roll=u(-8, 8), neck=u(5, 28), head_turn=u(-25, 25),
        legs=legs, arms=arms, roller=roller, belly_m=u(0, 0.014), ribs_m=u(0, 0.008),
    )  # fmt: skip


def selftest(rng, side: str) -> Pose:
    """The self-test: ``side`` anywhere between the knee at the chest and the leg on the floor."""
    u = rng.uniform
    other = "right" if side == "left" else "left"
    way = u(0, 1)  # from the knee at the chest to the leg on the floor
    leg = Leg(
        float(np.clip(60 + 118 * way + u(-25, 10), 50, 179)),
        flexion=118 * (1 - way) + 2 + u(-8, 8) * (1 - way),
        abduction=u(-3, 8),
        rotation=u(-10, 15),
    )
    still = (
        Leg(u(60, 110), planted=True, fall_out=u(-4, 8))
        if rng.random() < 0.8
        else Leg(177, flexion=3)
    )
    return Pose(
        tilt=u(-28, 28),
        roll=u(-5, 5),
        neck=u(2, 14),
        head_turn=u(-20, 20),
        legs={side: leg, other: still},
        arms=_draw_arms(rng, ("chest", "belly", "along", "away")),
        belly_m=u(0, 0.014),
        ribs_m=u(0, 0.008),
    )


def free_legs(rng, side: str) -> Pose:
    """Supine, each leg anywhere by itself.

    So nothing that is learnt from stills takes the exercises' usual angles, or the other leg's, for
    granted.
    """
    u = rng.uniform

    def leg():
        if rng.random() < 0.4:
            out = u(-10, 80) if rng.random() < 0.5 else u(-8, 12)
            return Leg(u(42, 140), planted=True, fall_out=out, stance=u(-0.02, 0.12))
        return Leg(
            u(40, 179),
            flexion=u(-5, 130),
            abduction=u(-6, 30),
            rotation=u(-25, 45),
            plantar=u(-10, 45),
        )

    roller = None
    if rng.random() < 0.3:
        roller = Roller(length=float(rng.choice(LENGTHS)), position=u(0.2, 0.6), turn=u(-30, 30))
    return Pose(
        tilt=u(-8, 8) if roller else u(-25, 20),
        recline=u(-8, 14),
        roll=u(-12, 12),
        neck=u(2, 30),
        head_turn=u(-30, 30),
        legs={s: leg() for s in ("left", "right")},
        arms=_draw_arms(rng, ("head", "chest", "belly", "along", "away")),
        roller=roller,
        belly_m=u(0, 0.014),
        ribs_m=u(0, 0.008),
    )


def side_lying(rng, side: str) -> Pose:
    """The side-lying release; ``side`` is the lower one."""
    u = rng.uniform
    top = "right" if side == "left" else "left"
    front = -1.0  # written for the left side down; arms mirror y for the right arm
    roller = None
    if rng.random() < 0.7:
        roller = Roller(
            length=float(rng.choice(LENGTHS)),
            radius=u(0.05, 0.07),
            position=u(0.9, 1.05),
            turn=u(-30, 30),
        )
    lowered = 12 if roller else 0
    sign = 1 if side == "left" else -1
    own = {"left": 1, "right": -1}
    arms = {
        side: Arm(
            "head", (0.02, own[side] * sign * -0.06, -0.06), (0.8, own[side] * sign * -0.5, 0)
        ),
        top: Arm(
            "shoulder",
            (u(-0.2, 0.05), own[top] * sign * front * 0.34, 0),
            (0, own[top] * sign * front, 1),
            on_floor=True,
        ),
    }
    flexed, bent = (0, 175) if rng.random() < 0.6 else (u(10, 70), u(80, 150))
    return Pose(
        attitude=f"side_lying_{side}",
        tilt=u(-8, 8),
        neck=4,
        under="hip" if roller else "back",
        roller=roller,
        legs={
            side: Leg(
                ankle=(-u(0.5, 0.8), sign * front * u(0.0, 0.35), 0.06), pole=(0, sign * front, 0)
            ),
            top: Leg(
                bent,
                flexion=flexed + u(-5, 5),
                abduction=u(-18, 14) - lowered,
                rotation=u(-25, 15),
            ),
        },
        arms=arms,
    )


def prone(rng, side: str) -> Pose:
    """Prone, ``side`` bent at the knee."""
    u = rng.uniform
    arms = {s: Arm("head", (0.14, 0.10, -0.05), (0.2, 1.0, 0.0)) for s in ("left", "right")}
    legs = {s: Leg(u(165, 179), flexion=u(-6, 2), abduction=u(0, 8)) for s in ("left", "right")}
    legs[side] = Leg(u(90, 178), flexion=0, abduction=4)
    return Pose(attitude="prone", tilt=u(-5, 8), neck=-6, legs=legs, arms=arms)


def sitting(rng, side: str) -> Pose:
    """On the floor, upright or leaning back; each leg stands, lies or is raised."""
    u = rng.uniform
    pitch = u(35, 95)

    def leg():
        if rng.random() < 0.5:
            return Leg(u(50, 120), planted=True, fall_out=u(-5, 40), stance=u(-0.01, 0.1))
        return Leg(u(60, 179), flexion=pitch + u(-2, 30), abduction=u(-2, 30), rotation=u(-15, 40))

    behind = Arm("shoulder", (u(-0.05, 0.3), -0.12, 0.0), (1.0, -0.4, 0.0), on_floor=True)
    arms = dict.fromkeys(("left", "right"), behind)
    if rng.random() < 0.5:
        arms = _draw_arms(rng, ("chest", "belly", "head"))
    return Pose(
        posture="sitting",
        pitch=pitch,
        tilt=u(-20, 5),
        neck=u(-5, 20),
        head_turn=u(-40, 40),
        legs={s: leg() for s in ("left", "right")},
        arms=arms,
    )


def standing(rng, side: str) -> Pose:
    """On both legs, or on one with ``side`` anywhere."""
    u = rng.uniform
    bend = u(0, 50)
    legs = {s: Leg(180 - bend, flexion=bend / 2, abduction=u(0, 6)) for s in ("left", "right")}
    if rng.random() < 0.7:
        legs[side] = Leg(u(60, 179), flexion=u(-30, 110), abduction=u(-5, 40), rotation=u(-15, 30))
    return _upright(rng, "standing", legs, lean=u(-5, 40), tilt=0)


def lunge(rng, side: str) -> Pose:
    """A lunge, ``side`` in front."""
    u = rng.uniform
    deep, lean = u(0.15, 1), u(-5, 40)
    behind = "right" if side == "left" else "left"
    rear = u(-25, 5)
    legs = {
        side: Leg(180 - 90 * deep + u(-15, 10), flexion=lean + 85 * deep + u(-12, 8)),
        behind: Leg(178 - 85 * deep * rng.random(), flexion=lean + rear, plantar=u(0, 40)),
    }
    return _upright(rng, "lunge", legs, lean, tilt=u(-10, 15))


def kneeling(rng, side: str) -> Pose:
    """On both knees, sitting back or not; or on one, ``side`` in front."""
    u = rng.uniform
    behind, lean = "right" if side == "left" else "left", u(-5, 35)
    back = u(0, 60)
    down = Leg(90 + u(-8, 8) - back, flexion=lean + back + u(-15, 5), plantar=u(30, 60))
    if rng.random() < 0.5:
        back = u(-20, 5)
        legs = {
            side: Leg(95 + u(-15, 20), flexion=lean + 85 + u(-15, 10), plantar=5),
            behind: Leg(90 + back + u(-8, 8), flexion=lean + back, plantar=u(20, 60)),
        }
        return _upright(rng, "half_kneeling", legs, lean, tilt=u(-12, 12))
    return _upright(rng, "kneeling", dict.fromkeys(("left", "right"), down), lean, tilt=u(-10, 10))


def quadruped(rng, side: str) -> Pose:
    """On hands and knees, with ``side`` lifted or not; or sitting back on the heels."""
    u = rng.uniform
    lean, back = u(75, 100), u(0, 50) * (rng.random() < 0.4)
    legs = {
        s: Leg(88 - back + u(-6, 6), flexion=lean - 5 + back + u(-6, 6), plantar=u(30, 60))
        for s in ("left", "right")
    }
    if not back and rng.random() < 0.5:
        legs[side] = Leg(u(80, 178), flexion=u(-10, 100), abduction=u(0, 40))
    down = Arm("shoulder", (u(-0.05, 0.2) + back / 90, -0.05, 0.0), (-1.0, -0.6, 0.0), True)
    arms = dict.fromkeys(("left", "right"), down)
    return Pose("upright", tilt=u(-15, 20), pitch=-lean, legs=legs, arms=arms, posture="quadruped")


def rolling(rng, side: str) -> OnRoller:
    """Rolling thighs or calves: prone on the forearms, sitting on the hands, or on one side."""
    u = rng.uniform
    how = rng.choice(["prone", "supine", f"side_lying_{side}"])
    part = "upperleg" if how != "supine" or rng.random() < 0.5 else "lowerleg"
    roller = Roller(
        length=float(rng.choice(LENGTHS)), radius=u(0.05, 0.075),
        turn=u(-25, 25), shift=u(-0.1, 0.1),
    )  # fmt: skip
    top = "right" if side == "left" else "left"
    if how == "prone":
        elbows = Arm("shoulder", (u(0.0, 0.2), 0.0, 0.0), (-1.0, 0.0, -0.6), on_floor=True)
        pitch, arms = u(8, 20), dict.fromkeys(("left", "right"), elbows)
        legs = {
            s: Leg(u(140, 178), flexion=u(-5, 5), abduction=u(0, 12), plantar=40)
            for s in ("left", "right")
        }
    elif how == "supine":
        behind = Arm("shoulder", (u(0.0, 0.3), -0.12, 0.0), (1.0, -0.4, 0.0), on_floor=True)
        pitch, arms = u(35, 80), dict.fromkeys(("left", "right"), behind)
        legs = {
            s: Leg(u(160, 179), flexion=pitch + u(-4, 6), abduction=u(0, 10), rotation=u(-20, 30))
            for s in ("left", "right")
        }
        if rng.random() < 0.4:  # one foot on the floor, or over the other leg
            legs[top] = Leg(u(50, 110), planted=True, stance=u(0.0, 0.1))
    else:
        pitch = u(8, 25)
        front = -1.0 if side == "left" else 1.0
        down = Arm("shoulder", (u(-0.1, 0.1), -0.25, 0.0), (0.5, 0.0, -1.0), on_floor=True)
        other = Arm("shoulder", (u(-0.3, 0.0), -0.35, 0.0), (0.0, -1.0, 1.0), on_floor=True)
        arms = {side: down, top: other}
        legs = {
            side: Leg(u(160, 179), flexion=u(-5, 10), abduction=u(-8, 4)),
            top: Leg(u(70, 175), flexion=u(0, 70), abduction=u(-10, 10), rotation=front * u(0, 10)),
        }
    pose = Pose(
        how, pitch=pitch, lift=0.1, tilt=u(-10, 10), neck=u(-14, 10), legs=legs, arms=arms,
        posture="sitting" if how == "supine" else None,
    )  # fmt: skip
    lower = side if how.startswith("side") else None
    return OnRoller(pose, roller, part, lower or side, u(0.15, 0.85))


@dataclass(frozen=True)
class OnRoller:
    """A pose whose leg rests on a roller.

    Attributes
    ----------
    part, side
        What lies on it: "upperleg" or "lowerleg" of that side.
    share
        Where along the part, 0..1.
    """

    pose: Pose
    roller: Roller
    part: str
    side: str
    share: float

    def solve(self, human: Human) -> Posed:
        """Solve the pose and lift the body until the part lies on the roller."""
        s = SIDES[self.side]
        names = ("upperleg01", "lowerleg01", "foot")
        start = names.index(f"{self.part}01")
        flesh = human.vertices_of(self.part)
        pose, axis = self.pose, self.roller.axis()
        for _ in range(5):
            posed = solve(human, pose)
            a, b = (posed.joint(f"{name}.{s}") for name in names[start : start + 2])
            centre = (a + self.share * (b - a)) * (1, 1, 0) + axis * self.roller.shift
            centre[2] = self.roller.radius
            offset = posed.unpressed()[flesh] - centre
            along = offset @ axis
            offset = (offset - np.outer(along, axis))[np.abs(along) < self.roller.length / 2]
            if not len(offset):
                break
            gap = float(np.linalg.norm(offset, axis=1).min()) - self.roller.radius
            pose = replace(pose, lift=pose.lift - gap - SINK["roller"])
        posed = solve(human, pose)
        posed.pose = replace(posed.pose, roller=self.roller)
        posed.roller_centre, posed.roller_axis = centre, axis
        return posed


def _upright(rng, posture: str, legs: dict[str, Leg], lean: float, tilt: float) -> Pose:
    """An upright pose with arms drawn at random."""
    u = rng.uniform
    arms = {
        "hanging": ARMS["hanging"],
        "hips": Arm("root", (0.0, -0.22, 0.08), (-0.6, -1.0, 0.0)),
        "ahead": Arm(
            upper=(1.0, u(-0.5, 0.2), u(-0.6, 0.4)), fore=(1.0, u(-0.3, 0.6), u(-0.2, 0.6))
        ),
        "up": Arm(upper=(u(-0.2, 0.5), u(-0.6, 0.0), 1.0), fore=(u(-0.2, 0.4), u(-0.3, 0.4), 1.0)),
        "out": Arm(
            upper=(u(-0.3, 0.5), -1.0, u(-0.8, 0.3)), fore=(u(-0.3, 1.0), -1.0, u(-0.5, 0.8))
        ),
    }
    chosen = rng.choice(list(arms), 2) if rng.random() < 0.3 else [rng.choice(list(arms))] * 2
    return Pose(
        "upright",
        tilt=tilt,
        pitch=-lean,
        neck=u(-10, 25),
        head_turn=u(-45, 45),
        legs=legs,
        arms={s: arms[str(name)] for s, name in zip(("left", "right"), chosen, strict=True)},
        posture=posture,
    )


def _draw_arms(rng, choices) -> dict[str, Arm]:
    name = str(rng.choice(choices))
    return dict.fromkeys(("left", "right"), ARMS[name])


DRAW = {
    "release": release, "selftest": selftest, "free_legs": free_legs, "side_lying": side_lying,
    "rolling": rolling, "prone": prone, "sitting": sitting, "standing": standing, "lunge": lunge,
    "kneeling": kneeling, "quadruped": quadruped,
}  # fmt: skip
"""How a pose of each kind is drawn."""


def draw_camera(rng, middle_m: float | None = None) -> Camera:
    """Draw a camera that looks at somebody.

    Parameters
    ----------
    middle_m
        Height of the middle of the body; None for somebody who lies.
    """
    u = rng.uniform
    size = SIZES[rng.integers(len(SIZES))]
    upright = middle_m is not None and middle_m > 0.5
    centre = (u(-0.25, 0.1), u(-0.1, 0.1), u(0.1, 0.3) if middle_m is None else middle_m)
    distance = u(2.4, 3.2) if upright else u(1.8, 3.0)
    if upright or rng.random() < 0.15:
        lens = u(40, 80)
    else:  # near enough that the small picture shows the body as large as a webcam's does
        half_tangent = BODY_LENGTH / u(0.6, 0.95) / 2 / distance * max(size) / size[0]
        lens = min(80.0, math.degrees(2 * math.atan(half_tangent)))
    return Camera(u(-45, 45), distance, u(0.2, 1.3), centre, lens, size)


def is_possible(posed: Posed) -> bool:
    """Tell whether somebody could lie there: settled, no leg in the floor or in the other leg."""
    if max(truth.pressed(posed).values()) > DEEPEST:
        return False
    roller = posed.pose.roller
    lifted = posed.pose.under == "hip" or posed.pose.lift or (roller and roller.position > 0.5)
    if truth.contact(posed).get("pelvis", 0.0) > HOVERING and not lifted:
        return False
    j = truth.joints(posed)
    low = min(j[f"{s}_{n}"][2] for s in ("left", "right") for n in ("knee", "ankle"))
    between = [
        np.linalg.norm((j[f"left_{a}"] + j[f"left_{b}"] - j[f"right_{c}"] - j[f"right_{d}"]) / 2)
        for a, b in LEG_PLACES
        for c, d in LEG_PLACES
    ]
    return low > 0.03 and min(between) > 0.09


def draw_posed(human: Human, rng, kind: str, side: str) -> Posed:
    """Draw a pose of that kind and solve it."""
    wanted = DRAW[kind](rng, side)
    return wanted.solve(human) if isinstance(wanted, OnRoller) else solve(human, wanted)


def render_still(studio: Studio, rng, kinds: list[str]) -> tuple[np.ndarray, np.ndarray, dict]:
    """Render one picture.

    Returns
    -------
    tuple
        Picture (H, W, 3) BGR, labels (H, W), truth.
    """
    shares = np.array([KINDS[name] for name in kinds])
    kind = str(rng.choice(kinds, p=shares / shares.sum()))
    side = str(rng.choice(["left", "right"]))
    # the left is near with the head at the right
    near_left = (side == "left") == (rng.random() < NEAR_SHARE[kind])
    yaw = (0.0 if near_left else 180.0) + rng.uniform(-6, 6)
    if kind in ("side_lying", "prone", "rolling"):
        yaw = float(rng.choice([0, 180])) + rng.uniform(-20, 20)
    if kind in MIDDLE_M:
        yaw = (
            rng.uniform(0, 360) if rng.random() < 0.4 else rng.choice([0, 180]) + 30 * rng.normal()
        )
    posed = place_on_floor(draw_posed(studio.human, rng, kind, side), yaw)
    tries = 0
    while not is_possible(posed):
        tries += 1
        if tries % TRIES == 0:  # some bodies cannot lie like that
            kind = str(rng.choice(kinds))
        posed = place_on_floor(draw_posed(studio.human, rng, kind, side), yaw)
    for _ in range(60):
        camera = draw_camera(rng, MIDDLE_M.get(kind))
        known = describe_picture(posed, camera)
        if known["fully_in_view"]:
            break
    studio.set_camera(camera)
    studio.set_light(rng.uniform(0.35, 1.15), rng.uniform(0.1, 1.5))
    if rng.random() < 0.6:
        colour = COLOURS[str(rng.choice(list(COLOURS)))]
    else:
        colour = draw_colour(rng, 1.0)
    studio.set_roller_colour(colour, float(rng.choice([0.5, 0.82, 0.95])))
    hollow = 0.0 if rng.random() < 0.5 else rng.uniform(0.4, 0.85)
    studio.set_roller_core(hollow, draw_colour(rng, 0.5) if rng.random() < 0.5 else (0.03,) * 3)
    studio.mat.hide_render = bool(rng.random() < 0.25)
    studio.lay_clutter(rng)
    studio.show(posed)
    if posed.roller_centre is None and rng.random() < LOOSE_ROLLER:
        known["roller"] = _lay_loose_roller(studio, posed, camera, rng)
    picture = add_camera_noise(studio.picture(seed=int(rng.integers(1 << 30))), rng)
    labels = studio.labels()
    known |= {"kind": kind, "side": side, "camera": describe_camera(camera), "schema": SCHEMA}
    if known["roller"]:
        known["roller"]["visible_px"] = int((labels == 2).sum())
    return picture, labels, known


def _lay_loose_roller(studio: Studio, posed: Posed, camera: Camera, rng) -> dict | None:
    """Lay a roller on the floor, clear of the body.

    Gives its truth, or None when no place was found.
    """
    skin = posed.vertices()
    wanted = Roller(length=float(rng.choice(LENGTHS)), radius=rng.uniform(0.05, 0.075))
    for _ in range(20):
        along = rng.uniform(0, math.pi)
        axis = np.array([math.cos(along), math.sin(along), 0.0])
        centre = np.array([rng.uniform(-1.2, 1.0), rng.uniform(-0.7, 0.7), wanted.radius])
        reach = np.clip((skin - centre) @ axis, -wanted.length / 2, wanted.length / 2)
        distance = np.linalg.norm(skin - centre - reach[:, None] * axis, axis=1)
        if distance.min() > wanted.radius:
            studio.lay_roller(centre, axis, wanted)
            half = axis * wanted.length / 2
            return describe_roller_place([centre + half, centre - half], wanted, camera)
    return None


def add_camera_noise(picture: np.ndarray, rng) -> np.ndarray:
    """Add the blur and noise of a webcam."""
    blur = rng.uniform(0, 0.9)
    seen = cv2.GaussianBlur(picture, (0, 0), blur) if blur > 0.25 else picture
    noisy = seen + rng.normal(0, rng.uniform(0.5, 6), seen.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def render_stills(
    count: int, out: Path, seed: int, part: int, parts: int, kinds: list[str], per_studio: int
) -> None:
    """Render the stills that are missing in a folder.

    Parameters
    ----------
    part, parts
        Render every ``parts``-th group of stills, starting at ``part``.
    per_studio
        Number of stills in a group: one person in one room.
    """
    out.mkdir(parents=True, exist_ok=True)
    for block in range(part, (count + per_studio - 1) // per_studio, parts):
        numbers = range(block * per_studio, min(count, (block + 1) * per_studio))
        numbers = [n for n in numbers if not (out / f"{n:05d}.json").exists()]
        if not numbers:
            continue
        rng = np.random.default_rng([seed, block])
        person, outfit = draw_person(rng)
        studio = Studio(person, outfit, draw_room(rng), samples=2, threads=1)
        for n in numbers:
            picture, labels, known = render_still(
                studio, np.random.default_rng([seed, block, n]), kinds
            )
            known |= {"who": f"{person.sex} {seed}-{block}", "outfit": outfit.suit or "sportswear"}
            cv2.imwrite(str(out / f"{n:05d}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
            cv2.imwrite(str(out / f"{n:05d}.png"), labels)
            (out / f"{n:05d}.json").write_text(json.dumps(known, separators=(",", ":")))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "work/stills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", default="0/1", help="I/N: do every Nth group, starting at I")
    parser.add_argument(
        "--per-studio", type=int, default=PER_STUDIO, help="pictures of one person in one room"
    )
    parser.add_argument("--kinds", nargs="+", choices=[*KINDS], default=[*KINDS], help="only those")
    options = parser.parse_args()
    first, of = map(int, options.part.split("/"))
    render_stills(
        options.count, options.out, options.seed, first, of, options.kinds, options.per_studio
    )
