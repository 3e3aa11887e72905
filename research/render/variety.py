# SPDX-License-Identifier: GPL-3.0-or-later
"""People, rooms and colours drawn at random.

They vary more than the few in the clips, so that what a network learns from stills does not depend
on those. Only MakeHuman's own assets are used, as in people.py.
"""

from __future__ import annotations

import colorsys
from dataclasses import replace

import numpy as np
from human import DATA
from people import Outfit, Person, Sportswear
from studio import ROOMS, Room

SPORTSWEAR = 0.6
"""Share of the people who wear shorts or leggings of our own, with bare arms or legs. The others
wear MakeHuman's suits."""

RACES = ("caucasian", "african", "asian")
SUITS = {
    "male": [f"male_casualsuit0{i}" for i in range(1, 7)] + ["male_worksuit01"],
    "female": ["female_sportsuit01"] * 3 + ["female_casualsuit01", "female_casualsuit02"],
}
HAIR = {
    "male": ("short01", "short02", "short03", "short04", "afro01"),
    "female": ("ponytail01", "bob01", "bob02", "short03", "afro01", "long01"),
}


def draw_person(rng: np.random.Generator) -> tuple[Person, Outfit]:
    """Draw a person and what they wear."""
    sex = str(rng.choice(["male", "female"]))
    race = dict(zip(RACES, rng.dirichlet([0.4] * 3), strict=True))
    old = float(rng.choice([0.0, rng.random()]))
    age = {"young": 1 - old, "old": old}
    muscle, weight = _weigh_levels(rng.random()), _weigh_levels(rng.random())
    tall = rng.uniform(-0.8, 0.8)
    height = "maxheight" if tall > 0 else "minheight"
    targets: dict[str, float] = {}
    for a, of_age in age.items():
        for r, of_race in race.items():
            targets[f"macrodetails/{r}-{sex}-{a}"] = of_age * of_race
        for m, of_muscle in muscle.items():
            for w, of_weight in weight.items():
                share = of_age * of_muscle * of_weight
                build = f"{sex}-{a}-{m}muscle-{w}weight"
                targets[f"macrodetails/universal-{build}"] = share
                targets[f"macrodetails/height/{build}-{height}"] = share * abs(tall)
    most = max(race, key=lambda r: race[r])
    stage = "young" if old < 0.3 else "middleage" if old < 0.7 else "old"
    skins = sorted((DATA / "skins" / f"{stage}_{most}_{sex}/textures").glob("*_diffuse*.png"))
    skin = skins[rng.integers(len(skins))].relative_to(DATA / "skins")
    outfit = Outfit(
        str(rng.choice(SUITS[sex])),
        None if rng.random() < 0.4 else f"shoes0{rng.integers(1, 7)}",
        hue=rng.random(),
        saturation=rng.uniform(0, 1.3),
        value=rng.uniform(0.4, 2.2),
        loose=0.0 if rng.random() < 0.6 else rng.uniform(0.03, 0.13),
    )
    if rng.random() < SPORTSWEAR:
        legs = rng.uniform(0.35, 0.95) if rng.random() < 0.65 else rng.uniform(1.3, 2.0)
        wear = Sportswear(
            top=draw_colour(rng, 1.0),
            bottom=draw_colour(rng, 0.8),
            legs=legs,
            sleeves=rng.choice([-0.2, rng.uniform(0.3, 1.0)]),
            thick=rng.uniform(0.002, 0.014),
        )
        outfit = Outfit(None, outfit.shoes, sportswear=wear)
    person = Person(
        sex,
        {name: share for name, share in targets.items() if share > 1e-3},
        str(skin),
        str(rng.choice(HAIR[sex])),
        (outfit,),
    )
    return person, outfit


def _weigh_levels(amount: float) -> dict[str, float]:
    """Give the weights of MakeHuman's min, average and max for an amount 0..1."""
    low, high = max(0.0, 1 - 2 * amount), max(0.0, 2 * amount - 1)
    return {"min": low, "average": 1 - low - high, "max": high}


def draw_room(rng: np.random.Generator) -> Room:
    """Draw one of the rooms with other colours, floor pattern, windows and light."""
    room = ROOMS[str(rng.choice(list(ROOMS)))]
    floor = draw_colour(rng, 0.6)
    warm = rng.uniform(0, 1)
    return replace(
        room,
        floor=floor,
        floor_dark=tuple(c * rng.uniform(0.4, 0.95) for c in floor),
        grain=tuple(float(g) for g in rng.choice([1, 3, 9, 30], 3)),
        wall=draw_colour(rng, 0.25),
        mat=draw_colour(rng, 1.0),
        warmth=(1.0, 1 - 0.28 * warm, 1 - 0.55 * warm),
        windows=int(rng.integers(1, 5)) if rng.random() < 0.35 else 0,
        floor_rough=float(rng.uniform(0.08, 0.9)),
    )


def draw_colour(rng: np.random.Generator, most: float) -> tuple[float, float, float]:
    """Draw a colour: linear RGB, saturation up to ``most``, from near black to bright."""
    return colorsys.hsv_to_rgb(rng.random(), rng.uniform(0, most), rng.uniform(0.015, 0.85))
