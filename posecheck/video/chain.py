"""The longest rising run among numbers, some of which are missing or wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise


def is_rising(values: Sequence[float | None]) -> bool:
    """Whether all values are known, and each is larger than the one before."""
    last = -math.inf
    for value in values:
        if value is None or value <= last:
            return False
        last = value
    return True


def chain_lengths(values: Sequence[float | None]) -> list[int]:
    """For each value, how many values make the longest rising chain that starts with it.

    A chain skips values but keeps their order. A value that is None has no chain: 0.
    """
    if is_rising(values):
        return list(range(len(values), 0, -1))
    lengths = [0] * len(values)
    for i in range(len(values) - 1, -1, -1):
        value = values[i]
        if value is not None:
            later = (
                lengths[j]
                for j, other in enumerate(values[i + 1 :], i + 1)
                if other is not None and other > value
            )
            lengths[i] = 1 + max(later, default=0)
    return lengths


def chain_from(values: Sequence[float | None], lengths: Sequence[int], start: int) -> list[int]:
    """The places of a longest rising chain that starts at ``start``.

    Parameters
    ----------
    values, lengths
        The values, and what :func:`chain_lengths` gives for them.
    start
        Where it starts; its value is not None.
    """
    chain = [start]
    if lengths[start] == len(values) - start:
        return list(range(start, len(values)))
    for i in range(start + 1, len(values)):
        value, last = values[i], values[chain[-1]]
        if value is None or last is None:
            continue
        if value > last and lengths[i] == lengths[chain[-1]] - 1:
            chain.append(i)
    return chain


def has_chain(values: Sequence[float | None], lengths: Sequence[int]) -> bool:
    """Whether enough of the values rise to go by them: a third, and two, if there are as many."""
    known = sum(value is not None for value in values)
    return known > 0 and max(lengths) >= min(known, max(2, known / 3))


def first_longest(lengths: Sequence[int]) -> int:
    """Where the first of the longest chains starts."""
    return lengths.index(max(lengths))


def chain_steps(values: Sequence[float | None], lengths: Sequence[int]) -> list[float]:
    """The steps along the first of the longest chains, each for one place among the values."""
    chain = chain_from(values, lengths, first_longest(lengths))
    known = [(place, value) for place in chain if (value := values[place]) is not None]
    return [(b - a) / (j - i) for (i, a), (j, b) in pairwise(known)]


def mean_step(values: Sequence[float | None]) -> float:
    """The mean step for one place, over the first of the longest chains; at least two long."""
    lengths = chain_lengths(values)
    chain = chain_from(values, lengths, first_longest(lengths))
    ends = [value for place in (chain[0], chain[-1]) if (value := values[place]) is not None]
    return (ends[1] - ends[0]) / (chain[-1] - chain[0])
