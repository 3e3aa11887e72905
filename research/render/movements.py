# SPDX-License-Identifier: GPL-3.0-or-later
"""The exercises that move. Each function gives ``pose(t)``: the posed body at a time in seconds."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from pose import ARMS, SINK, Arm, Leg, Pose, Roller, blend, place_on_floor, solve
from rotations import Y, rotation
from timing import bump, mix, ramp

BOTH = ("left", "right")

KNEE_TO_CHEST = ((0.8, 1.9, 2.2, 3.6), (3.9, 5.0, 5.3, 6.7), (7.0, 8.1, 8.4, 9.8))
"""Times of each repetition in seconds: starts, is up, leaves the top, ends."""

KNEE_TOO_SHORT = (10.2, 10.9, 11.1, 12.2)
"""The same times of the repetition that is too short."""

CIRCLE_S = 1.9
"""Duration of a hip circle."""

CIRCLES_OUTWARD = 0.4
"""When the two circles outward begin (s)."""

CIRCLES_INWARD = CIRCLES_OUTWARD + 2 * CIRCLE_S + 0.5
"""When the two circles inward begin (s)."""

LUNGES = ((0.5, 1.9, 2.5, 3.9), (4.4, 5.8, 6.4, 7.8))
"""Times of each lunge in seconds: starts, is down, leaves it, stands."""


Events = tuple[tuple[str, float], ...]


def repetition_events(*spans: tuple[float, float, float, float]) -> Events:
    """Give start and end of each repetition as events of a clip."""
    return tuple(event for span in spans for event in (("start", span[0]), ("end", span[3])))


def circle_events() -> Events:
    """Give start and end of each circle as events of a clip, named by direction."""
    starts = (("outward", CIRCLES_OUTWARD), ("inward", CIRCLES_INWARD))
    return tuple(
        event
        for name, first in starts
        for start in (first, first + CIRCLE_S)
        for event in ((f"{name}_start", start), (f"{name}_end", start + CIRCLE_S))
    )


def knee_to_chest(human):
    """The left knee comes to the chest and the leg extends: three times fully, then half way."""

    def pose(t):
        up = sum(bump(t, *span) for span in KNEE_TO_CHEST) + 0.42 * bump(t, *KNEE_TOO_SHORT)
        leg = Leg(mix(172, 58, up), flexion=mix(8, 118, up), abduction=3, plantar=20)
        far = Leg(76, planted=True, stance=0.03)
        wanted = Pose(
            tilt=-12, neck=8, legs={"left": leg, "right": far},
            arms=dict.fromkeys(BOTH, ARMS["along"]),
        )  # fmt: skip
        return solve(human, wanted)

    return pose


def hip_circles(human):
    """The right knee draws two circles outward, rests, then draws two inward.

    An outward circle goes from the chest out to the side, down and back in.
    """

    def turns(t):
        there = min(max(t - CIRCLES_OUTWARD, 0.0), 2 * CIRCLE_S)
        back = min(max(t - CIRCLES_INWARD, 0.0), 2 * CIRCLE_S)
        return (there - back) / CIRCLE_S

    def pose(t):
        phase = 2 * math.pi * turns(t)
        leg = Leg(
            80, flexion=84 + 20 * math.cos(phase), abduction=14 + 20 * math.sin(phase),
            rotation=6, plantar=20,
        )  # fmt: skip
        far = Leg(76, planted=True, stance=0.03)
        wanted = Pose(
            tilt=-12, neck=8, legs={"right": leg, "left": far},
            arms=dict.fromkeys(BOTH, ARMS["along"]),
        )  # fmt: skip
        return solve(human, wanted)

    return pose


def standing_stretch(human):
    """The standing hip flexor stretch, wrong, then right.

    The right leg steps back, first with the trunk leaning and the hip bent, then upright with the
    hip open and the pelvis tucked.
    """

    def pose(t):
        step, right = ramp(t, 0.5, 1.7), ramp(t, 4.0, 5.2)
        lean = mix(22 * step, 0, right)
        rear = mix(mix(2, 6, step), -20, right)
        front = mix(mix(2, 48, step), 30, right)
        legs = {
            "left": Leg(mix(mix(177, 148, step), 146, right), flexion=front, plantar=8),
            "right": Leg(mix(mix(177, 158, step), 166, right), flexion=rear, plantar=35),
        }
        wanted = Pose(
            "upright", pitch=None, tilt=mix(4 * step, -12, right), legs=legs,
            arms=dict.fromkeys(BOTH, ARMS["hanging"]),
        )  # fmt: skip
        return lean_forward(solve(human, wanted), lean)

    return pose


def lunge(human):
    """Two steps into a lunge with the left leg and back.

    The first time the right hip is open. The second time it is bent and the trunk leans over the
    front leg.
    """

    def pose(t):
        open_, bent = (bump(t, *span) for span in LUNGES)
        deep = open_ + bent
        rear = -16 * open_ + 46 * bent
        legs = {
            "left": Leg(178 - 82 * deep, flexion=2 + 68 * open_ + 96 * bent, plantar=8),
            "right": Leg(178 - 58 * open_ - 76 * bent, flexion=2 + rear, plantar=12 + 30 * deep),
        }
        wanted = Pose(
            "upright", tilt=0, legs=legs, arms=dict.fromkeys(BOTH, ARMS["hanging"]),
            posture="lunge" if deep > 0.6 else "standing" if deep < 0.05 else "unknown",
        )  # fmt: skip
        return lean_forward(solve(human, wanted), 34 * bent)

    return pose


def lean_forward(posed, degrees: float):
    """Turn the whole body forward about the left-right axis, its lowest point on the floor."""
    if abs(degrees) < 1e-6:
        return posed
    turn = rotation(Y, degrees)
    tilted = place_on_floor(posed, 0)
    tilted.turns = np.einsum("ij,bjk->bik", turn, posed.turns)
    tilted.places = posed.places @ turn.T
    legs = posed.human.vertices_of("upperleg", "lowerleg", "foot", "toe")
    tilted.places[:, 2] -= float(tilted.unpressed()[legs, 2].min()) + 0.004
    return tilted


def roll_quadriceps(human):
    """On the forearms, the roller under both thighs: still at first, then rolling to and fro."""
    roller = Roller(length=0.6, radius=0.065)
    thighs = human.vertices_of("upperleg")
    elbows = Arm("shoulder", (0.16, 0.0, 0.0), (-1.0, 0.0, -0.6), on_floor=True)
    wanted = Pose(
        "prone", tilt=0, neck=-14, pitch=14, lift=0.10, arms=dict.fromkeys(BOTH, elbows),
        legs={s: Leg(172, flexion=-2, abduction=4, plantar=40) for s in BOTH},
    )  # fmt: skip
    hip, knee = (
        solve(human, wanted).joint(f"{bone}.L")[0] for bone in ("upperleg01", "lowerleg01")
    )
    under = np.array([(hip + knee) / 2, 0.0, roller.radius])
    for _ in range(4):  # until the thighs lie on the roller
        skin = solve(human, wanted).unpressed()[thighs]
        gap = np.linalg.norm((skin - under)[:, [0, 2]], axis=1).min() - roller.radius
        wanted = replace(wanted, lift=wanted.lift - float(gap) - SINK["roller"])
    lying = solve(human, wanted)

    def pose(t):
        rolling = ramp(t, 2.0, 2.6)
        shift = 0.055 * math.sin(2 * math.pi * (t - 2.0) / 2.2) * rolling
        posed = place_on_floor(lying, 0, (shift, 0.0))
        posed.pose = replace(lying.pose, roller=roller)
        posed.roller_centre, posed.roller_axis = under, roller.axis()
        return posed

    return pose


def roll_glutes(human):
    """Sitting on the roller, hands behind.

    The left ankle comes across the right knee, then the body rolls to and fro.
    """
    roller = Roller(length=0.45, radius=0.065)
    behind = Arm("shoulder", (0.20, -0.10, 0.0), (1.0, -0.4, 0.0), on_floor=True)
    planted = {s: Leg(74, planted=True, stance=0.03) for s in BOTH}
    sit = Pose(
        pitch=58, posture="sitting", tilt=-6, neck=4, lift=0.12, legs=planted,
        arms=dict.fromkeys(BOTH, behind),
    )  # fmt: skip
    start = solve(human, sit)
    root = start.joint("root")
    ankle = start.joint("lowerleg01.R") - [root[0], root[1], 0.0] + [0.05, -0.03, 0.07]
    laid = replace(sit, legs=planted | {"left": Leg(ankle=tuple(ankle), pole=(0.4, -1.0, 0.3))})
    end = solve(human, laid)
    pelvis = start.unpressed()[human.pelvis]
    under = np.array([float(pelvis[pelvis[:, 2].argmin(), 0]), 0.0, roller.radius])

    def pose(t):
        across, rolling = ramp(t, 1.0, 2.2), ramp(t, 2.6, 3.2)
        shift = 0.05 * math.sin(2 * math.pi * (t - 2.6) / 2.2) * rolling
        still = start if across == 0 else end if across == 1 else blend(start, end, across)
        posed = place_on_floor(still, 0, (shift, 0.0))
        posed.pose = replace(still.pose, posture="sitting", roller=roller)
        posed.roller_centre, posed.roller_axis = under, roller.axis()
        return posed

    return pose


def side_wrong(human):
    """Side-lying release on the right side, wrong, then right.

    First the lower hand lies in front and the top knee is bent. Then the hand is under the head and
    the top leg straight and turned in.
    """

    def pose(t):
        right = ramp(t, 3.0, 4.2)
        arms = {
            "right": Arm(
                "head", (mix(-0.44, 0.02, right), mix(-0.26, -0.05, right), -0.06), (0.8, -0.5, 0)
            ),
            "left": Arm("shoulder", (-0.10, 0.36, 0), (0, 1.0, 0.4), on_floor=True),
        }
        legs = {
            "right": Leg(ankle=(-0.80, -0.10, 0.06), pole=(0, -1, 0)),
            "left": Leg(
                mix(95, 176, right), flexion=mix(58, 0, right), abduction=mix(-26, -18, right),
                rotation=mix(12, -20, right),
            ),
        }  # fmt: skip
        return solve(
            human,
            Pose(
                "side_lying_right", tilt=0, neck=4, under="hip", roller=Roller(position=0.98),
                legs=legs, arms=arms,
            ),
        )  # fmt: skip

    return pose
