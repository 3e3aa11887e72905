# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is rendered in the clips: body, skin, hair and clothes.

Only assets of MakeHuman's own distribution are named here (its base mesh, macro targets, system
skins, system clothes, hair and eyes). MakeHuman publishes them under CC0.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sportswear:
    """Shirt and shorts or leggings in any colour, cut from the body's own surface.

    Attributes
    ----------
    top, bottom
        Colours, linear RGB.
    legs
        Where the bottom ends on the leg: 0 hip, 1 knee, 2 ankle.
    sleeves
        Where the sleeves end: 0 shoulder, 1 elbow.
    thick
        Distance from the skin, in metres.
    """

    top: tuple[float, float, float]
    bottom: tuple[float, float, float]
    legs: float = 0.6
    sleeves: float = 0.4
    thick: float = 0.006


@dataclass(frozen=True)
class Outfit:
    """What somebody wears: one of MakeHuman's suits, or sportswear.

    Attributes
    ----------
    suit
        A garment that covers trunk and legs; None with ``sportswear``.
    shoes
        A pair of shoes, or None for bare feet.
    hue, saturation, value
        Change of the garment's colour: hue 0..1 with 0.5 unchanged, factors on the other two.
    loose
        Share by which the trunk's part is wider than the body.
    """

    suit: str | None
    shoes: str | None = None
    hue: float = 0.5
    saturation: float = 1.0
    value: float = 1.0
    loose: float = 0.0
    sportswear: Sportswear | None = None


@dataclass(frozen=True)
class Person:
    """One person.

    Attributes
    ----------
    targets
        MakeHuman's morph targets and their weights.
    skin
        Path of the skin's picture.
    """

    sex: str
    targets: dict[str, float]
    skin: str
    hair: str
    outfits: tuple[Outfit, ...]


def _macro(sex: str, race: str, muscle: str, weight: str) -> dict[str, float]:
    body = f"macrodetails/universal-{sex}-young-{muscle}muscle-{weight}weight"
    return {f"macrodetails/{race}-{sex}-young": 1.0, body: 1.0}


PEOPLE = {
    "adam": Person(
        "male",
        _macro("male", "caucasian", "average", "average"),
        "young_caucasian_male/textures/young_lightskinned_male_diffuse.png",
        "short02",
        (
            Outfit("male_casualsuit06", "shoes02"),
            Outfit("male_casualsuit02", None, hue=0.8, loose=0.10),
            Outfit("male_casualsuit04", "shoes04", hue=0.3, value=1.4),
            Outfit("male_worksuit01", "shoes03", value=1.3),
        ),
    ),
    "kofi": Person(
        "male",
        _macro("male", "african", "average", "max"),
        "young_african_male/textures/young_darkskinned_male_diffuse.png",
        "short04",
        (
            Outfit("male_casualsuit01", "shoes05"),
            Outfit("male_casualsuit03", None, hue=0.6, value=1.5),
            Outfit("male_casualsuit05", "shoes01", hue=0.2, loose=0.12),
        ),
    ),
    "mina": Person(
        "female",
        _macro("female", "asian", "average", "min"),
        "young_asian_female/textures/young_lightskinned_female_diffuse3.png",
        "ponytail01",
        (
            Outfit("female_sportsuit01"),
            Outfit("female_sportsuit01", "shoes02", hue=0.9, value=1.6),
            Outfit("female_casualsuit01", "shoes04", hue=0.4),
            Outfit("female_casualsuit02", None, hue=0.7, loose=0.10),
        ),
    ),
    "ada": Person(
        "female",
        _macro("female", "african", "average", "max"),
        "young_african_female/textures/young_darkskinned_female_diffuse.png",
        "afro01",
        (
            Outfit("female_sportsuit01", hue=0.15, value=1.3),
            Outfit("female_casualsuit02", "shoes05", hue=0.25),
            Outfit("female_casualsuit01", None, hue=0.85, value=1.3, loose=0.10),
        ),
    ),
    "otto": Person(
        "male",
        _macro("male", "caucasian", "min", "min"),
        "middleage_caucasian_male/textures/middleage_lightskinned_male_diffuse.png",
        "short01",
        (
            Outfit("male_casualsuit04", None, hue=0.55, saturation=0.4, value=1.7),
            Outfit("male_casualsuit06", "shoes06", hue=0.75, loose=0.08),
        ),
    ),
    "ruth": Person(
        "female",
        _macro("female", "caucasian", "average", "average"),
        "old_caucasian_female/textures/old_lightskinned_female_diffuse.png",
        "bob01",
        (
            Outfit("female_sportsuit01", "shoes01", hue=0.65, saturation=0.3, value=1.8),
            Outfit("female_casualsuit01", "shoes05", hue=0.1),
        ),
    ),
}
