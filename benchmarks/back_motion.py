"""How well the change of the lower back is known from the motion of the trunk, on rendered people.

    python benchmarks/back_motion.py FOLDER [--fit]

FOLDER holds groups of pictures of one person each, made by ``research/render/back_groups.py``.
Pairs of a group are compared by ``posecheck.perception.back.trunk_motion``. Groups whose number is
3 modulo 4 are the test. ``--fit`` fits the weights to the others, prints them, and tests those.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from command_line import make_parser
from markdown_tables import markdown_table

from posecheck.geometry import Array
from posecheck.perception.back.trunk_motion import (
    ERROR_CM,
    TRUST,
    USUAL_TRUNK_CM,
    WEIGHTS,
    cut_out_trunk,
    measure_motion,
    trunk_transform,
)

EVERY, TEST = 4, 3
"""Groups whose number leaves this remainder are the test."""

REFERENCES = (0, 2, 4, 6)
"""Pictures of a group with which the others are compared."""

JOINT_SD = 0.03
"""Hips and shoulders are found this far off, in trunk lengths."""

PLAIN_CM = 2.0
"""A change beyond this is plain."""

RIDGE, HUBER_CM, ROUNDS = 5.0, 0.6, 15
"""Ridge regression; errors beyond the second count less; so many rounds of reweighting."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """(n, ...) motion of the parts in cm, trust, true change in cm, and which are the test."""

    motion: Array
    trust: Array
    change_cm: Array
    is_test: Array


def middle(joints: dict, part: str) -> Array:
    """The middle of the left and the right joint."""
    return np.mean([joints[f"{side}_{part}"] for side in ("left", "right")], axis=0)


def compare_group(path: Path, rng: np.random.Generator) -> Iterator[tuple[Array, float, float]]:
    """Motion, trust and true change of every pair of a group."""
    pictures = json.loads(path.read_text())["pictures"]
    images = [
        cv2.cvtColor(cv2.imread(str(path.parent / p["file"])), cv2.COLOR_BGR2RGB) for p in pictures
    ]
    for reference in REFERENCES:
        seen, joints = pictures[reference]["joints_px"], pictures[reference]["joints_m"]
        hip, shoulder = middle(seen, "hip"), middle(seen, "shoulder")
        error = JOINT_SD * float(np.linalg.norm(shoulder - hip))
        off = rng.normal(0, error, (2, 2))
        transform = trunk_transform(hip + off[0], shoulder + off[1])
        pieces = [cut_out_trunk(image, transform) for image in images]
        trunk_cm = 100 * np.linalg.norm(middle(joints, "shoulder") - middle(joints, "hip"))
        for other, picture in enumerate(pictures):
            if other != reference:
                motion, trust = measure_motion(pieces[reference], pieces[other])
                change = picture["lumbar_gap_cm"] - pictures[reference]["lumbar_gap_cm"]
                yield motion, trust, change * USUAL_TRUNK_CM / trunk_cm


def read_pairs(folder: Path) -> Pairs:
    """All pairs of all groups."""
    rng, rows = np.random.default_rng(0), []
    for path in sorted(folder.glob("*.json")):
        is_test = int(path.stem) % EVERY == TEST
        rows += [(*pair, is_test) for pair in compare_group(path, rng)]
    return Pairs(*(np.array(column) for column in zip(*rows, strict=True)))


def fit(pairs: Pairs) -> Array:
    """The weights: ridge regression, in which large errors and little trust count less."""
    train = ~pairs.is_test
    motion, change = pairs.motion[train], pairs.change_cm[train]
    trust = np.clip(pairs.trust[train], 0.05, 1.0) ** 2
    weights = np.zeros(motion.shape[1])
    for _ in range(ROUNDS):
        weight = trust / np.maximum(np.abs(change - motion @ weights), HUBER_CM)
        squares = (motion * weight[:, None]).T @ motion + RIDGE * np.eye(len(weights))
        weights = np.linalg.solve(squares, (motion * weight[:, None]).T @ change)
    return weights


def describe(pairs: Pairs, weights: Array) -> str:
    """The errors of the test, by trust."""
    change = pairs.change_cm[pairs.is_test]
    error = np.abs(pairs.motion[pairs.is_test] @ weights - change)
    right = pairs.motion[pairs.is_test] @ weights * change > 0
    trust, rows = pairs.trust[pairs.is_test], []
    edges = [*(np.array(TRUST[1:]) + TRUST[:-1]) / 2, 1.01]
    for low, high, expected in zip([0.0, *edges], edges, ERROR_CM, strict=False):
        chosen = (trust >= low) & (trust < high)
        if not chosen.any():
            continue
        plain = chosen & (np.abs(change) > PLAIN_CM)
        rows.append(
            [
                f"{low:.2f}-{high:.2f}",
                f"{100 * chosen.mean():.0f} %",
                f"{np.median(error[chosen]):.2f}",
                f"{np.percentile(error[chosen], 68):.2f}",
                f"{expected:.2f}",
                f"{100 * right[plain].mean():.0f} %" if plain.any() else "-",
            ]
        )
    heads = [
        "trust",
        "pairs",
        "median error",
        "68 %",
        "expected",
        f"over {PLAIN_CM:g} cm: right way",
    ]
    return markdown_table(heads, rows)


def main() -> None:
    """Print the weights, if they are fitted, and a table of the errors."""
    parser = make_parser(__doc__)
    parser.add_argument("folder", type=Path, help="folder with the rendered groups")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew")
    given = parser.parse_args()
    pairs = read_pairs(given.folder)
    weights = fit(pairs) if given.fit else WEIGHTS
    if given.fit:
        print("WEIGHTS =", weights.round(2).tolist())
    print(describe(pairs, weights))


if __name__ == "__main__":
    main()
