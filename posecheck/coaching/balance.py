"""Whether left and right had about the same time."""

from __future__ import annotations

from collections.abc import Mapping

from posecheck.anatomy import Side

UNEVEN_SHARE = 0.1
"""The sides are uneven when one has less time than the other by more than this share. A choice."""


def is_uneven(held_s: Mapping[Side, float]) -> bool:
    """Whether one side had clearly more time than the other."""
    more, less = max(held_s.values()), min(held_s.values())
    return more > 0 and (more - less) / more > UNEVEN_SHARE
