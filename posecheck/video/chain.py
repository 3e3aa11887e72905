"""The longest rising run among numbers, some of which are missing or wrong."""

from __future__ import annotations

from collections.abc import Sequence


def chain_lengths(values: Sequence[float | None]) -> list[int]:
    """For each value, how many values make the longest rising chain that starts with it.

    A chain skips values but keeps their order. A value that is None has no chain: 0.
    """
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
    for i in range(start + 1, len(values)):
        value, last = values[i], values[chain[-1]]
        if value is None or last is None:
            continue
        if value > last and lengths[i] == lengths[chain[-1]] - 1:
            chain.append(i)
    return chain
