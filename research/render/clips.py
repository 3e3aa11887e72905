# SPDX-License-Identifier: GPL-3.0-or-later
"""Render the sample clips with their truth.

    python clips.py                  all that are missing
    python clips.py release_right    those named

A frame's poses, noise and truth depend only on the clip and the frame's number. Frames are kept
under ``work/clips/NAME/`` until the clip is complete, so an interrupted run continues where it
stopped. The room is rendered once; after that only the part of the picture around the person.
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import movements
import numpy as np
import truth
from people import PEOPLE
from pose import ARMS, Arm, Leg, Pose, Posed, Roller, blend, place_on_floor, set_gap, solve
from record import SCHEMA, describe_camera, describe_picture
from studio import COLOURS, ROOMS, Camera, Studio
from timing import mix, ramp

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "sample_videos"
FPS = 12
"""Frames a second."""

SLOW_FPS = 8
"""Frames a second of clips with slow movements: enough, and a third less to render."""

NOISE = 2.2
"""Standard deviation of the camera's noise, in grey levels."""

BOTH = ("left", "right")
ROLLER = Roller()


@dataclass(frozen=True)
class Clip:
    """One clip.

    Attributes
    ----------
    script
        ``script(human)`` gives ``pose(t)``: the posed body at a time in seconds, or None for
        nobody.
    person, outfit, room
        Keys of ``PEOPLE`` and ``ROOMS``, and the number of one of the person's outfits.
    yaw
        How far the body is turned on the floor, in degrees.
    events
        Names and times (s) that go into the truth.
    """

    title: str
    exercise: str
    side: str | None
    seconds: float
    person: str
    outfit: int
    room: str
    camera: Camera
    script: Callable
    roller: str = "orange"
    yaw: float = 0.0
    events: tuple[tuple[str, float], ...] = ()
    props: bool = False
    fps: int = FPS
    phases: dict = field(default_factory=dict)


def breath(t: float, cycle: float = 5.5, inhale: float = 0.4) -> dict:
    """Move belly and ribs by the breath at time ``t``; gives arguments of a Pose.

    Parameters
    ----------
    cycle
        Duration of a breath in seconds.
    inhale
        Share of it that breathes in.
    """
    phase = t % cycle / cycle
    fill = ramp(phase, 0, inhale) - ramp(phase, inhale, 1.0)
    moving = "in" if phase < inhale else "out"
    return {"belly_m": 0.012 * fill, "ribs_m": 0.006 * fill, "breath": moving}


# --- supine release


def release(side: str, out, *, knee=78.0, other=72.0, turn=lambda t: 0.0, position=lambda t: 0.38,
            roll=lambda t: 0.0, roller=ROLLER,
            arms=lambda t: dict.fromkeys(BOTH, ARMS["head"])):  # fmt: skip
    """The supine release.

    ``out``, ``turn``, ``position``, ``roll`` and ``arms`` are functions of time: fall-out of the
    working leg, turn and position of the roller, roll of the pelvis towards the lowered knee, and
    the arms.
    """

    def script(human):
        far = "right" if side == "left" else "left"
        up = 1.0 if side == "right" else -1.0  # the pelvis rolls towards the lowered knee

        def pose(t):
            lower = Leg(knee, planted=True, fall_out=out(t), stance=0.04)
            legs = {side: lower, far: Leg(other, planted=True, fall_out=2, stance=0.03)}
            under = replace(roller, turn=turn(t), position=position(t))
            wanted = Pose(
                tilt=-2, recline=3, roll=up * roll(t), neck=16, legs=legs, roller=under,
                arms=arms(t), **breath(t),
            )  # fmt: skip
            return solve(human, wanted)

        return pose

    return script


def raised_arms(times: dict[str, tuple[float, float]]):
    """Straight arms beside the body that are raised to the ceiling one after the other.

    Parameters
    ----------
    times
        For each side that is raised, when it starts and when it is down again (s). Raising takes
        0.8 s, lowering too.
    """

    def arms(t):
        found = {}
        for side in BOTH:
            start, end = times.get(side, (1e9, 1e9))
            angle = math.radians(
                mix(-12, 88, ramp(t, start, start + 0.8) - ramp(t, end - 0.8, end))
            )
            along = (-math.cos(angle), -0.22 * math.cos(angle), math.sin(angle))
            found[side] = Arm(upper=along, fore=along)
        return found

    return arms


# --- psoas tightness self-test


def selftest(side: str, *, gap_cm: float, arch_from=0.55, arch_to=0.9, end=(3.0, 176.0),
             still=True, lowering=(6.0, 13.5)):  # fmt: skip
    """The psoas tightness test: knee to the chest, then the leg straightens and is lowered.

    Parameters
    ----------
    gap_cm
        Gap under the back at the end.
    arch_from, arch_to
        Shares of the lowering between which the gap grows.
    end
        Hip flexion and knee at the end, in degrees.
    lowering
        When the lowering starts and ends (s).
    """

    def script(human):
        far = "right" if side == "left" else "left"
        base = Pose(
            tilt=-20, neck=8, arms=dict.fromkeys(BOTH, ARMS["chest"]),
            legs={s: Leg(k, planted=True, stance=0.03) for s, k in ((side, 78), (far, 74))},
        )  # fmt: skip
        straight = replace(base, legs=base.legs | {side: Leg(end[1], flexion=end[0])})
        flat = set_gap(human, straight, 0.004, truth.lumbar_gap).tilt
        arched = set_gap(human, straight, gap_cm / 100, truth.lumbar_gap).tilt
        start = solve(human, replace(base, tilt=flat))
        angles = truth.angles(truth.joints(start), True, truth.hinges(start))
        flexed, bent = angles[f"hip_flexion_{side}"], angles[f"knee_{side}"]

        def pose(t):
            tilt = flat
            if t < 3.0:
                leg = base.legs[side]
            else:
                up, down = ramp(t, 3.0, 5.0), ramp(t, *lowering)
                leg = Leg(
                    mix(mix(bent, 62, up), end[1], ramp(down, 0, 0.8)),
                    flexion=mix(mix(flexed, 116, up), end[0], down), abduction=2 * up,
                )  # fmt: skip
                tilt = mix(flat, arched, ramp(down, arch_from, arch_to))
            wanted = replace(base, tilt=tilt, legs=base.legs | {side: leg}, **breath(t))
            return solve(human, wanted)

        return pose

    return script


# --- the others


def side_release(human):
    """On the left side, the roller under the lower hip; the top leg lifted and turned in."""

    def pose(t):
        raised, back = ramp(t, 3, 4.5), ramp(t, 9, 10.5)
        lifted = raised - back
        shift = 0.03 * math.sin(2 * math.pi * t / 4) * (t < 3 or t > 10.5)
        arms = {
            "left": Arm("head", (0.02, -0.05, -0.06), (0.8, -0.5, 0)),
            "right": Arm("shoulder", (-0.10, 0.36, 0), (0, 1.0, 0.4), on_floor=True),
        }
        legs = {
            "left": Leg(ankle=(-0.80, -0.10, 0.06), pole=(0, -1, 0)),
            "right": Leg(
                176, flexion=0, abduction=mix(-30, -17, lifted), rotation=mix(0, -22, lifted)
            ),
        }
        under = Roller(position=0.98 + shift)
        return solve(
            human,
            Pose(
                "side_lying_left", tilt=0, neck=4, under="hip", roller=under, legs=legs, arms=arms
            ),
        )

    return pose


def breathing(human):
    """Slow breathing, 4 s in and 7 s out, then a held breath."""

    def pose(t):
        fill = ramp(t, 0, 4) - ramp(t, 4, 11) if t < 11 else 0.0
        legs = {s: Leg(80, planted=True, stance=0.03) for s in BOTH}
        wanted = Pose(tilt=-14, neck=8, legs=legs, arms=dict.fromkeys(BOTH, ARMS["along"]),
                      belly_m=0.018 * fill, ribs_m=0.008 * fill,
                      breath="in" if t < 4 else "out" if t < 11 else "held")  # fmt: skip
        return solve(human, wanted)

    return pose


def figure_four(human):
    """The left ankle is laid across the right thigh, and that thigh drawn in."""
    arms = dict.fromkeys(BOTH, ARMS["along"])
    planted = {s: Leg(80, planted=True, stance=0.03) for s in BOTH}
    across = {
        "right": Leg(96, flexion=80),
        "left": Leg(ankle=(-0.13, 0.06, 0.41), pole=(0.3, -1.0, 0.5)),
    }
    start, end = (
        solve(human, Pose(tilt=-12, neck=8, legs=legs, arms=arms)) for legs in (planted, across)
    )

    def pose(t):
        posed = blend(start, end, ramp(t, 1.0, 3.5))
        posed.pose = replace(start.pose, **breath(t))
        return posed

    return pose


def low_lunge(human):
    """The rear knee stays on the floor; the front shank upright."""
    thigh, shank = (np.linalg.norm(human.rest_segment(part, "L")) for part in ("thigh", "shank"))

    def pose(t):
        rear = mix(4, -22, ramp(t, 1.0, 3.5))
        front = math.degrees(math.acos(math.cos(math.radians(rear)) - (shank + 0.03) / thigh))
        legs = {
            "left": Leg(180 - front, flexion=front, plantar=0),
            "right": Leg(86 - rear, flexion=rear, plantar=60),
        }
        arms = dict.fromkeys(BOTH, ARMS["hanging"])
        return solve(human, Pose("upright", posture="half_kneeling", tilt=0, legs=legs, arms=arms))

    return pose


def _feet_x(posed: Posed) -> float:
    """Give x of the middle between the ankles."""
    return float(np.mean([posed.joint(f"foot.{s}")[0] for s in "LR"]))


def _move_feet(posed: Posed, x: float) -> Posed:
    """Move the body along x until its feet are there."""
    return place_on_floor(posed, 0, (x - _feet_x(posed), 0))


def come_and_go(human):
    """Somebody walks in, sits down, lies down and gets up again."""
    arms = dict.fromkeys(BOTH, ARMS["hanging"])

    def walking(t):
        swing = math.sin(2 * math.pi * t / 1.1)
        going = 1 - ramp(t, 2.6, 3.2)
        legs = {
            "left": Leg(178 - 28 * going * max(0, swing), flexion=26 * going * swing + 6),
            "right": Leg(178 - 28 * going * max(0, -swing), flexion=-26 * going * swing + 6),
        }
        x = mix(-2.3, 0.0, min(t / 3.0, 1.0))
        return place_on_floor(
            solve(human, Pose("upright", tilt=0, legs=legs, arms=arms)), 0, (x, 0)
        )

    stand = walking(3.3)
    squat = solve(
        human,
        Pose(
            "upright", tilt=0, legs={s: Leg(50, flexion=125, abduction=8) for s in BOTH}, arms=arms
        ),
    )
    bent = {s: Leg(76, planted=True, stance=0.03) for s in BOTH}
    on_shins = {s: Arm("shoulder", (-0.36, -0.02, -0.22), (0.3, -1, -0.3)) for s in BOTH}
    sit = place_on_floor(
        solve(human, Pose(pitch=78, posture="sitting", tilt=-6, neck=4, legs=bent, arms=on_shins)),
        180,
    )
    knees = {s: Leg(78, planted=True, stance=0.03) for s in BOTH}
    lie = place_on_floor(
        solve(human, Pose(tilt=-12, legs=knees, arms=dict.fromkeys(BOTH, ARMS["along"]))), 180
    )
    squat, sit, lie = (_move_feet(posed, _feet_x(stand)) for posed in (squat, sit, lie))
    keys = [
        (3.3, stand),
        (5.0, squat),
        (6.5, sit),
        (9.0, lie),
        (12.5, lie),
        (14.5, sit),
        (16.0, squat),
        (17.5, stand),
    ]

    def pose(t):
        if t <= 3.3:
            return walking(t)
        for (t1, a), (t2, b) in itertools.pairwise(keys):
            if t <= t2:
                return b if a is b else _move_feet(blend(a, b, ramp(t, t1, t2)), _feet_x(stand))
        return stand

    return pose


def lowered(angle: float, *spans: tuple[float, float, float, float]):
    """The fall-out of a knee that is lowered and raised again, as a function of time.

    Parameters
    ----------
    angle
        Fall-out when lowered, in degrees.
    spans
        Times in seconds: starts to lower, is lowered, starts to rise, is up.
    """

    def out(t):
        return sum(angle * (ramp(t, a, b) - ramp(t, c, d)) for a, b, c, d in spans)

    return out


FEET_END = Camera(-30, 2.3, 0.95, (-0.12, 0, 0.2), 58)
"""From the side, turned 30 degrees towards the feet: for the supine release."""

SIDE_LOW = Camera(0, 2.1, 0.4, (-0.18, 0, 0.25), 66)
"""Straight from the side and low: for the self-test."""

CLIPS: dict[str, Clip] = {
    "release_right": Clip(
        "supine release done right, a full short hold",
        "supine_release",
        "left",
        20,
        "mina",
        0,
        "living",
        FEET_END,
        release("left", lowered(48, (0.8, 2.4, 18.4, 19.8))),
    ),
    "knee_then_right": Clip(
        "knee not lowered, then lowered with the pelvis rolling along, then right",
        "supine_release",
        "left",
        18,
        "adam",
        0,
        "studio",
        FEET_END,
        release(
            "left",
            lambda t: 8 + 44 * ramp(t, 4, 5.5),
            roll=lambda t: 24 * (ramp(t, 4, 5.5) - ramp(t, 10, 11.5)),
            roller=Roller(length=0.6),
        ),
        "blue",
        events=(("knee_lowered", 4.0), ("pelvis_rolls", 4.0), ("pelvis_level", 11.5)),
    ),
    "hold_broken": Clip(
        "hold broken twice and resumed",
        "supine_release",
        "right",
        20,
        "kofi",
        1,
        "clinic",
        replace(FEET_END, azimuth=28),
        release(
            "right",
            lowered(52, (0.8, 2, 6, 7), (8, 9, 12, 13), (14.5, 15.5, 18.5, 19.5)),
            roller=Roller(0.33, 0.06),
        ),
        "green",
        180,
    ),
    "roller_oblique": Clip(
        "roller oblique, then corrected",
        "supine_release",
        "left",
        16,
        "ada",
        0,
        "evening",
        replace(FEET_END, height=1.1),
        release(
            "left",
            lambda t: 45.0,
            turn=lambda t: mix(32, 0, ramp(t, 6, 8)),
            roller=Roller(0.6, 0.065),
        ),
        "purple",
        events=(("roller_corrected", 8.0),),
    ),
    "roller_low": Clip(
        "roller too low on the spine, then under the mid-back",
        "supine_release",
        "left",
        16,
        "otto",
        0,
        "bedroom",
        replace(FEET_END, height=0.85),
        release("left", lambda t: 45.0, position=lambda t: mix(0.63, 0.38, ramp(t, 7, 9))),
        "pink",
        events=(("roller_corrected", 9.0),),
    ),
    "arm_raised": Clip(
        "supine release held, the left arm raised to the ceiling, then the right one",
        "supine_release",
        "left",
        12,
        "ada",
        1,
        "living",
        replace(FEET_END, azimuth=-25, height=1.0),
        release(
            "left", lambda t: 45.0, arms=raised_arms({"left": (1.0, 5.1), "right": (6.4, 10.5)})
        ),
        "blue",
        events=(
            ("left_arm_up", 1.8),
            ("left_arm_lowered", 4.3),
            ("right_arm_up", 7.2),
            ("right_arm_lowered", 9.7),
        ),
    ),
    "selftest_tight": Clip(
        "self-test, tight: the back arches as the leg straightens",
        "selftest",
        "left",
        17,
        "adam",
        0,
        "living",
        SIDE_LOW,
        selftest("left", gap_cm=6.0),
    ),
    "selftest_clear": Clip(
        "self-test, clear",
        "selftest",
        "left",
        17,
        "kofi",
        1,
        "studio",
        SIDE_LOW,
        selftest("left", gap_cm=0.4),
    ),
    "selftest_late": Clip(
        "self-test on the other side, the arch comes late, the camera 15 degrees off",
        "selftest",
        "right",
        17,
        "ruth",
        0,
        "clinic",
        replace(SIDE_LOW, azimuth=15),
        selftest("right", gap_cm=5.0, arch_from=0.8, arch_to=0.97),
        yaw=180,
    ),
    "selftest_short": Clip(
        "self-test where the leg stops 30 degrees short with the back flat",
        "selftest",
        "left",
        19,
        "otto",
        0,
        "bedroom",
        SIDE_LOW,
        selftest("left", gap_cm=0.5, end=(38.0, 150.0), lowering=(6.0, 12.0)),
    ),
    "side_release": Clip(
        "side-lying release, the top leg lifted and turned in",
        "side_lying_release",
        "left",
        13,
        "mina",
        1,
        "clinic",
        Camera(0, 2.6, 0.75, (-0.15, 0, 0.25), 60),
        side_release,
        "black",
    ),
    "breathing": Clip(
        "slow breathing, 4 in and 7 out, then a held breath",
        "breathing",
        None,
        20,
        "kofi",
        0,
        "bedroom",
        replace(SIDE_LOW, height=0.6),
        breathing,
        events=(("breath_held", 11.0),),
    ),
    "figure_four": Clip(
        "figure-four stretch",
        "figure_four",
        "left",
        8,
        "ada",
        1,
        "studio",
        Camera(0, 2.3, 0.7, (-0.1, 0, 0.3), 62),
        figure_four,
    ),
    "low_lunge": Clip(
        "low lunge",
        "low_lunge",
        "right",
        8,
        "ruth",
        1,
        "living",
        Camera(0, 2.8, 0.8, (0, 0, 0.55), 60),
        low_lunge,
    ),
    "knee_to_chest": Clip(
        "knee to the chest and extend three times, then one too short",
        "knee_to_chest",
        "left",
        12.5,
        "kofi",
        1,
        "clinic",
        Camera(0, 2.2, 0.5, (-0.15, 0, 0.3), 66),
        movements.knee_to_chest,
        events=movements.repetition_events(*movements.KNEE_TO_CHEST),
    ),
    "hip_circles": Clip(
        "two hip circles outward, then two inward",
        "hip_circles",
        "right",
        8.75,
        "ruth",
        1,
        "living",
        Camera(28, 2.3, 0.95, (-0.1, 0, 0.3), 60),
        movements.hip_circles,
        yaw=180,
        events=movements.circle_events(),
        fps=SLOW_FPS,
    ),
    "standing_stretch": Clip(
        "standing hip flexor stretch: leaning with the hip bent, then upright with it open",
        "standing_stretch",
        "right",
        8.5,
        "adam",
        0,
        "studio",
        Camera(0, 3.2, 0.8, (0, 0, 0.8), 64),
        movements.standing_stretch,
        yaw=180,
        events=(("hip_open", 5.2),),
        fps=SLOW_FPS,
    ),
    "roll_quadriceps": Clip(
        "rolling the thighs: still at first, then to and fro",
        "roll_quadriceps",
        None,
        8.5,
        "otto",
        0,
        "evening",
        Camera(0, 2.5, 0.7, (-0.2, 0, 0.25), 62),
        movements.roll_quadriceps,
        "teal",
        events=(("rolling", 2.0),),
        fps=SLOW_FPS,
    ),
    "lunge": Clip(
        "two steps into a lunge: the back hip open, then bent",
        "lunge",
        "right",
        8.25,
        "ada",
        0,
        "bedroom",
        Camera(0, 3.2, 0.8, (0.1, 0, 0.75), 64),
        movements.lunge,
        yaw=180,
        events=movements.repetition_events(*movements.LUNGES),
        fps=SLOW_FPS,
    ),
    "roll_glutes": Clip(
        "sitting on the roller: the ankle comes across the knee, then rolling to and fro",
        "roll_glutes",
        "left",
        8.5,
        "kofi",
        0,
        "living",
        Camera(0, 2.4, 0.7, (-0.25, 0, 0.35), 60),
        movements.roll_glutes,
        "pink",
        events=(("ankle_across", 2.2), ("rolling", 2.6)),
        fps=SLOW_FPS,
    ),
    "side_wrong": Clip(
        "side-lying on the other side: the lower hand and the top leg wrong, then right",
        "side_lying_release",
        "right",
        8,
        "ada",
        1,
        "evening",
        Camera(0, 2.6, 0.75, (0.15, 0, 0.25), 60),
        movements.side_wrong,
        "blue",
        180,
        events=(("corrected", 4.2),),
        fps=SLOW_FPS,
    ),
    "come_and_go": Clip(
        "a person walks in, lies down, gets up",
        "",
        None,
        18,
        "adam",
        3,
        "evening",
        Camera(0, 3.6, 1.1, (0, 0, 0.75), 66),
        come_and_go,
    ),
    "empty_room": Clip(
        "an empty room with a rolled towel and a ball",
        "",
        None,
        8,
        "adam",
        0,
        "studio",
        Camera(0, 2.3, 0.8, (0, 0, 0.2), 62),
        lambda human: lambda t: None,
        props=True,
    ),
}


def render_clip(name: str) -> None:
    """Render one clip and write video and truth into ``sample_videos/``."""
    clip = CLIPS[name]
    work = HERE / "work/clips" / name
    work.mkdir(parents=True, exist_ok=True)
    who = PEOPLE[clip.person]
    studio = Studio(who, who.outfits[clip.outfit], ROOMS[clip.room], samples=5, threads=1)
    if clip.props:
        studio.add_towel_and_ball()
    studio.set_camera(clip.camera)
    studio.set_roller_colour(COLOURS[clip.roller])
    pose = clip.script(studio.human)
    background = render_empty_room(studio, work / "room.png")
    count = round(clip.seconds * clip.fps)
    frames = []
    for i in range(count):
        t = i / clip.fps
        posed = pose(t)
        if posed is not None:
            posed = place_on_floor(posed, clip.yaw)
        frames.append({"t": round(t, 4), **describe_picture(posed, clip.camera)})
        path = work / f"{i:04d}.png"
        if not path.exists():
            cv2.imwrite(str(path), _render_frame(studio, posed, background, i))
    _print_contact_gaps(name, frames)
    pictures = (cv2.imread(str(work / f"{i:04d}.png")) for i in range(count))
    encode_video(pictures, OUT / f"{name}.mp4", clip.fps)
    about = {
        "schema": SCHEMA,
        "title": clip.title,
        "exercise": clip.exercise,
        "side": clip.side,
        "fps": clip.fps,
        "who": clip.person,
        "outfit": clip.outfit,
        "room": clip.room,
        "camera": describe_camera(clip.camera),
        "events": [{"name": n, "t": t} for n, t in clip.events]
        + (find_arch_onset(frames, clip.fps) if clip.exercise == "selftest" else []),
        "frames": frames,
    }
    (OUT / f"{name}.json").write_text(json.dumps(about, separators=(",", ":")) + "\n")


def find_arch_onset(frames: list[dict], fps: int = FPS) -> list[dict]:
    """Find the arch's onset as an event of the truth; an empty list when there is none.

    It is the first moment from which the gap stays 1 cm over its mean in the first second for 0.5
    s.
    """
    gaps = np.array([f["lumbar_gap_cm"] for f in frames])
    over = gaps > gaps[:fps].mean() + 1.0
    for i in range(len(over) - fps // 2):
        if over[i : i + fps // 2 + 1].all():
            return [{"name": "arch_onset", "t": round(i / fps, 4)}]
    return []


def _print_contact_gaps(name: str, frames: list[dict]) -> None:
    """Print the largest gaps between the body and what it lies on."""
    worst: dict[str, float] = {}
    for frame in frames:
        for part, gap in frame.get("contact_mm", {}).items():
            if part != "thorax" or frame["roller"] is None:
                worst[part] = max(worst.get(part, -99.0), gap)
    print(name, len(frames), "frames; largest contact gaps in mm:", worst, flush=True)


def render_empty_room(studio: Studio, path: Path) -> np.ndarray:
    """Render the room without a person, or read it from ``path``; (H, W, 3) BGR."""
    if not path.exists():
        studio.show(None)
        cv2.imwrite(str(path), studio.picture())
    return cv2.imread(str(path)).astype(np.float32)


def _render_frame(
    studio: Studio, posed: Posed | None, background: np.ndarray, number: int
) -> np.ndarray:
    """Render the picture with the person, with a camera's noise."""
    picture = render_clean_frame(studio, posed, background, number)
    noise = np.random.default_rng(number).normal(0, NOISE, background.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def render_clean_frame(
    studio: Studio, posed: Posed | None, background: np.ndarray, number: int
) -> np.ndarray:
    """Render the person into the picture of the empty room, without noise.

    Only the part around the person is rendered; its edge fades into ``background``.

    Parameters
    ----------
    background
        (H, W, 3) BGR, from :func:`render_empty_room`.
    number
        Seed of the renderer's own grain.

    Returns
    -------
    ndarray
        (H, W, 3) BGR, floating point.
    """
    picture = background
    if posed is not None:
        studio.show(posed)
        height, width = background.shape[:2]
        ys, xs = np.nonzero(studio.labels())
        if len(xs):
            pad = round(0.07 * width)
            x1, x2 = max(xs.min() - pad, 0), min(xs.max() + pad, width)
            y1, y2 = max(ys.min() - pad // 2, 0), min(ys.max() + pad, height)
            seen = studio.picture(number, (int(x1), int(y1), int(x2), int(y2))).astype(np.float32)
            part = np.zeros((height, width), np.float32)
            part[y1 + 2 : y2 - 2, x1 + 2 : x2 - 2] = 1
            soft = cv2.GaussianBlur(part, (0, 0), pad * 0.2, borderType=cv2.BORDER_REPLICATE)
            share = np.clip((soft - 0.5) * 2, 0, 1)[:, :, None] * part[:, :, None]
            picture = background * (1 - share) + seen * share
    return picture


def encode_video(pictures: Iterable[np.ndarray], out: Path, fps: int = FPS) -> None:
    """Write pictures as H.264 in yuv420p, which browsers play."""
    temporary = out.with_name(out.stem + ".part.mp4")
    with av.open(str(temporary), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(fps))
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "24", "preset": "slow"}
        for i, picture in enumerate(pictures):
            if i == 0:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    temporary.replace(out)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or [n for n in CLIPS if not (OUT / f"{n}.mp4").exists()]:
        if wanted not in CLIPS:
            sys.exit(f"There is no clip {wanted}; there are {', '.join(CLIPS)}.")
        render_clip(wanted)
