# SPDX-License-Identifier: GPL-3.0-or-later
"""Render random trials of the psoas self-test with their truth.

    python selftest_trials.py                          24 trials
    python selftest_trials.py --trials 3 7             those
    python selftest_trials.py --trials $(seq 24 63)    40 with the arms along the body

Trial n always has the same person, room, camera, arms, breath and course. Its outcome follows from
``n // 2``, so that even trials (for tuning) and odd ones (set aside) have the same mixture of
outcomes. From trial 24 on the arms lie along the body. ``work/selftest_trials/NN.mp4`` has the
camera's noise in it, ``NN.json`` the truth. The clean frames stay in ``NN/``; an interrupted run
continues where it stopped.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import truth
from clips import encode_video, find_arch_onset, mix, ramp, render_clean_frame, render_empty_room
from people import Outfit, Person
from pose import ARMS, Leg, Pose, Posed, place_on_floor, set_gap, solve
from record import SCHEMA, describe_camera, describe_picture
from stills import is_possible
from studio import Camera, Room, Studio
from variety import draw_person, draw_room

OUT = Path(__file__).parent / "work/selftest_trials"
FPS = 6
"""Frames a second."""

COUNT = 24
"""Number of trials with the arms drawn at random. In those that follow they lie along the body."""

COURSES = ("arched", "clear", "short", "arched", "clear", "between", "arched", "arched", "short")
"""The outcome of trials 0 and 1, of 2 and 3, and so on."""

LOOSE = (2, 3, 8)
"""The pairs of trials with a loose shirt, of each 12 pairs."""

HIGH = (4, 9)
"""The pairs of trials with the camera on a chair, of each 12 pairs."""

PAIRS = 12
"""After so many pairs, shirts and camera heights begin again."""

FINAL_GAP_CM = {"arched": (3.6, 8.0), "between": (1.6, 3.2), "clear": (0.0, 0.8), "short": (0, 0.8)}
"""How much the gap grows (lowest, highest), by outcome."""

MOST_BEFORE_CM = 1.2
"""Largest gap at the start. The change is what is judged."""

REST_UNTIL_S = 3.2
"""When the knee starts to come to the chest."""

LOW_CAMERA = (0.2, 0.5)
"""Lowest and highest camera on the floor, in metres."""

HIGH_CAMERA = (0.5, 0.9)
"""Lowest and highest camera on a chair, in metres."""

ARM_CHOICES = ("chest", "chest", "chest", "belly", "head", "along")


@dataclass(frozen=True)
class Trial:
    """Everything that makes up a trial.

    Attributes
    ----------
    course
        The outcome: "arched", "clear", "short", or "between" clear and arched.
    side
        The tested leg.
    shirt
        "fitting" or "loose".
    arms
        Key of ``ARMS``.
    before_cm, final_cm
        Gap under the back at the start, and how much it grows.
    roll
        Where the pelvis rolls to while the leg is lowered, in degrees; positive with the near side
        up.
    end
        Hip flexion and knee at the end, in degrees.
    lowered_s
        When the lowering starts and ends.
    seconds
        Duration of the trial.
    arch
        Shares of the lowering between which the gap grows.
    breath
        Duration of a breath (s), share of it that breathes in, depth (1 is 12 mm at the belly).
    noise
        Standard deviation of the camera's noise, in grey levels.
    head_turn
        Degrees.
    stance
        Knee angles of the tested and of the other leg at the start.
    """

    number: int
    course: str
    side: str
    person: Person
    outfit: Outfit
    shirt: str
    room: Room
    camera: Camera
    arms: str
    before_cm: float
    final_cm: float
    roll: float
    end: tuple[float, float]
    lowered_s: tuple[float, float]
    seconds: float
    arch: tuple[float, float]
    breath: tuple[float, float, float]
    noise: float
    head_turn: float
    stance: tuple[float, float]


def draw_trial(number: int) -> Trial:
    """Draw the trial of that number."""
    rng = np.random.default_rng([61, number])
    u = rng.uniform
    pair = number // 2
    course = COURSES[pair % len(COURSES)]
    shirt = "loose" if pair % PAIRS in LOOSE else "fitting"
    person, outfit = _draw_clothes(rng, ("male", "female")[(pair + number) % 2], shirt)
    start = u(5.0, 5.8)
    end = start + u(4.2, 6.0)
    short = course == "short"
    arch_from = u(0.35, 0.8)
    return Trial(
        number,
        course,
        str(rng.choice(["left", "right"])),
        person,
        outfit,
        shirt,
        draw_room(rng),
        _draw_camera(rng, HIGH_CAMERA if pair % PAIRS in HIGH else LOW_CAMERA),
        str(rng.choice(ARM_CHOICES if number < COUNT else ("along",))),
        before_cm=u(0.0, MOST_BEFORE_CM),
        final_cm=u(*FINAL_GAP_CM[course]),
        roll=u(-5, 5),
        end=(u(22, 50), u(128, 158)) if short else (u(0, 5), u(170, 179)),
        lowered_s=(start, end),
        seconds=end + (5.8 if short else 3.0),
        arch=(arch_from, min(1.0, arch_from + u(0.2, 0.4))),
        breath=(u(3.5, 6.5), u(0.35, 0.5), u(0.4, 1.4)),
        noise=u(1.0, 5.0),
        head_turn=u(-15, 15),
        stance=(u(68, 88), u(66, 90)),
    )


def _draw_clothes(rng, sex: str, shirt: str) -> tuple[Person, Outfit]:
    """Draw somebody of that sex.

    A fitting shirt is sportswear close to the skin; a loose one is a wide suit.
    """
    while True:
        person, outfit = draw_person(rng)
        wear = outfit.sportswear
        if person.sex != sex:
            continue
        if shirt == "fitting" and wear is not None:
            close = replace(wear, thick=rng.uniform(0.002, 0.006))
            return person, replace(outfit, sportswear=close)
        if shirt == "loose" and wear is None:
            return person, replace(outfit, loose=rng.uniform(0.05, 0.13))


def _draw_camera(rng, heights: tuple[float, float]) -> Camera:
    """Draw a camera at the side, at a height (m) between those."""
    u = rng.uniform
    distance = u(1.9, 2.5)
    lens = 2 * math.degrees(math.atan(u(1.2, 1.45) / distance))
    look = (u(-0.25, -0.1), 0.0, u(0.2, 0.3))
    return Camera(u(-15, 15), distance, u(*heights), look, lens)


def make_course(t: Trial, human):
    """Make the trial's movement: ``pose(time_s)`` gives the posed body at a time."""
    far = "right" if t.side == "left" else "left"
    sign = 1.0 if t.side == "left" else -1.0  # a roll is positive with the left side up
    both = partial(dict.fromkeys, ("left", "right"))
    stances = zip((t.side, far), t.stance, strict=True)
    base = Pose(
        tilt=-20, neck=8, head_turn=t.head_turn, arms=both(ARMS[t.arms]),
        legs={s: Leg(k, planted=True, stance=0.03) for s, k in stances},
    )  # fmt: skip
    ended = base.legs | {t.side: Leg(t.end[1], flexion=t.end[0])}
    flat = set_gap(human, base, t.before_cm / 100, truth.lumbar_gap).tilt
    before = 100 * truth.lumbar_gap(solve(human, replace(base, tilt=flat)))
    wanted = (before + t.final_cm) / 100
    rolled = replace(base, legs=ended, roll=sign * t.roll)
    last = set_gap(human, rolled, wanted, truth.lumbar_gap).tilt
    start = solve(human, replace(base, tilt=flat))
    angles = truth.angles(truth.joints(start), True, truth.hinges(start))
    flexed, bent = angles[f"hip_flexion_{t.side}"], angles[f"knee_{t.side}"]

    def pose(time_s: float) -> Posed:
        cycle, inhale, depth = t.breath
        phase = time_s % cycle / cycle
        fill = depth * (ramp(phase, 0, inhale) - ramp(phase, inhale, 1.0))
        up, down = ramp(time_s, REST_UNTIL_S, 4.8), ramp(time_s, *t.lowered_s)
        leg = base.legs[t.side]
        if up > 0:
            leg = Leg(
                mix(mix(bent, 62, up), t.end[1], ramp(down, 0, 0.8)),
                flexion=mix(mix(flexed, 116, up), t.end[0], down),
                abduction=2 * up,
            )
        arched = ramp(down, *t.arch) if t.course in ("arched", "between") else down
        wanted = replace(
            base, tilt=mix(flat, last, arched), roll=sign * t.roll * down,
            legs=base.legs | {t.side: leg}, belly_m=0.012 * fill, ribs_m=0.006 * fill,
            breath="in" if phase < inhale else "out",
        )  # fmt: skip
        return solve(human, wanted)

    return pose


def draw_possible_trial(number: int) -> tuple[Trial, Studio, object]:
    """Draw the trial, then other people and clothes until that body can lie so.

    The lens becomes wider until the whole body is in the picture.

    Returns
    -------
    tuple
        The trial, the studio with its person, and ``pose(time_s)``.
    """
    wanted = draw_trial(number)
    rng = np.random.default_rng([62, number])
    while True:
        studio = Studio(wanted.person, wanted.outfit, wanted.room, samples=2, threads=1)
        pose = make_course(wanted, studio.human)
        keys = [pose(t) for t in (0.0, 4.9, sum(wanted.lowered_s) / 2, wanted.seconds)]
        if all(is_possible(posed) for posed in keys):
            break
        person, outfit = _draw_clothes(rng, wanted.person.sex, wanted.shirt)
        wanted = replace(wanted, person=person, outfit=outfit)
    yaw = _yaw(wanted)
    while not all(
        describe_picture(place_on_floor(posed, yaw), wanted.camera)["fully_in_view"]
        for posed in keys
    ):
        lens = wanted.camera.lens + 2
        wanted = replace(wanted, camera=replace(wanted.camera, lens=lens))
    studio.scene.cycles.denoising_prefilter = "FAST"
    studio.set_camera(wanted.camera)
    studio.set_light(rng.uniform(0.5, 1.1), rng.uniform(0.2, 1.3))
    studio.mat.hide_render = bool(rng.random() < 0.25)
    return wanted, studio, pose


def _yaw(wanted: Trial) -> float:
    """Turn of the body that brings the tested leg near the camera (left: head at the right)."""
    return 0.0 if wanted.side == "left" else 180.0


def _shown_s(wanted: Trial, frame: int) -> float:
    """The time that a frame shows.

    While only the breath moves, a picture stays for four frames; while the knee comes to the chest,
    for two.
    """
    time_s = frame / FPS
    still = not REST_UNTIL_S < time_s < wanted.lowered_s[1]
    stays = 4 if still else 2 if time_s < wanted.lowered_s[0] else 1
    return (frame - frame % stays) / FPS


def render_trial(number: int) -> None:
    """Render one trial and write video and truth."""
    wanted, studio, pose = draw_possible_trial(number)
    work = OUT / f"{number:02d}"
    work.mkdir(parents=True, exist_ok=True)
    background = render_empty_room(studio, work / "room.png")
    frames, began = [], time.monotonic()
    count = round(wanted.seconds * FPS)
    for i in range(count):
        path = work / f"{i:04d}.png"
        if _shown_s(wanted, i) < i / FPS:
            frames.append(frames[-1] | {"t": round(i / FPS, 4)})
            shutil.copyfile(work / f"{i - 1:04d}.png", path)
            continue
        posed = place_on_floor(pose(i / FPS), _yaw(wanted))
        frames.append({"t": round(i / FPS, 4), **describe_picture(posed, wanted.camera)})
        if not path.exists():
            picture = render_clean_frame(studio, posed, background, i)
            cv2.imwrite(str(path), np.clip(picture, 0, 255).astype(np.uint8))
    encode_video(
        (
            add_noise(cv2.imread(str(work / f"{i:04d}.png")), wanted.noise, [number, i])
            for i in range(count)
        ),
        OUT / f"{number:02d}.mp4",
        FPS,
    )
    about = {
        "schema": SCHEMA,
        "title": f"self-test trial {number}, {wanted.course}",
        "exercise": "selftest",
        "side": wanted.side,
        "fps": FPS,
        "who": wanted.person.sex,
        "shirt": wanted.shirt,
        "arms": wanted.arms,
        "roll": round(wanted.roll, 1),
        "course": wanted.course,
        "noise": round(wanted.noise, 1),
        "camera_height_m": round(wanted.camera.height, 3),
        "azimuth": round(wanted.camera.azimuth, 1),
        "camera": describe_camera(wanted.camera),
        "events": find_arch_onset(frames, FPS),
        "frames": frames,
    }
    (OUT / f"{number:02d}.json").write_text(json.dumps(about, separators=(",", ":")) + "\n")
    seconds = time.monotonic() - began
    gaps = [frame["lumbar_gap_cm"] for frame in frames]
    print(
        f"{number:02d} {wanted.course} {wanted.shirt} {wanted.arms}: {count} frames in"
        f" {seconds:.0f} s, gap {gaps[0]:.1f} to {gaps[-1]:.1f} cm",
        flush=True,
    )


def add_noise(picture: np.ndarray, noise: float, seed: list[int]) -> np.ndarray:
    """Add a camera's noise, with a standard deviation of ``noise`` grey levels."""
    grains = np.random.default_rng(seed).normal(0, noise, picture.shape)
    return np.clip(picture + grains, 0, 255).astype(np.uint8)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, nargs="*", default=[*range(COUNT)])
    for wanted_number in parser.parse_args().trials:
        if not (OUT / f"{wanted_number:02d}.json").exists():
            render_trial(wanted_number)
