"""The package's tolerance table, measured: posecheck/measures/tolerances.json."""

from __future__ import annotations

import json
import math

import numpy as np
from angle_errors import OFF_SIDE_BINS, AngleScore, error_deg
from truth_files import REPOSITORY, measured_sides

from posecheck.measures.tolerance import (
    MAX_USABLE_TOLERANCE,
    TABLE_FILE,
    ToleranceRow,
    ToleranceTable,
    load_tolerances,
)

TOLERANCES = REPOSITORY / "posecheck/measures" / TABLE_FILE

PERCENTILE = 68
"""A tolerance is this percentile of the errors' sizes: one standard deviation, if the errors are
normal."""

MIN_ERRORS = 40
"""A row of the table needs at least this many errors."""


def measure_without_limits() -> None:
    """Let posecheck give values with large tolerances too, which it withholds otherwise.

    Call it before a tolerance is measured: the values that posecheck withholds must count as well.
    """
    MAX_USABLE_TOLERANCE.clear()


def fit_tolerances(scores: list[AngleScore], source: str) -> ToleranceTable:
    """Compute the tolerances of the angles.

    Parameters
    ----------
    scores
        Those with an expected error give the factors for people with a lying reading; the others
        give the rows, by measure, leg and degrees off the side view.
    source
        What was measured.
    """
    rows = []
    for measure in dict.fromkeys(name for name, _ in measured_sides()):
        for near in (True, False):
            start = 0.0
            for end in OFF_SIDE_BINS:
                sizes = _error_sizes(scores, measure, near, start, end)
                start = end
                if len(sizes) >= MIN_ERRORS:
                    rows.append(
                        ToleranceRow(
                            measure=measure,
                            near=near,
                            off_side_below=end,
                            tolerance=round(float(np.percentile(sizes, PERCENTILE)), 1),
                            n=len(sizes),
                        )
                    )
    return ToleranceTable(
        source=source,
        rows=tuple(rows),
        reading_factors=_reading_factors(scores),
        roller_factors=load_tolerances().roller_factors,  # benchmarks/roller.py measures these
    )


def _error_sizes(
    scores: list[AngleScore], measure: str, near: bool, start: float, end: float
) -> list[float]:
    """Errors without a lying reading, from ``start`` to ``end`` degrees off the side view."""
    sizes = [
        abs(error_deg(measure, s.ours, s.truth))
        for s in scores
        if math.isnan(s.expected)
        and s.measure == measure
        and s.near == near
        and start <= s.off_side < end
    ]
    return [size for size in sizes if not math.isnan(size)]


def _reading_factors(scores: list[AngleScore]) -> dict[str, float]:
    read = [s for s in scores if not math.isnan(s.expected) and not math.isnan(s.ours)]
    factors = {}
    for measure in dict.fromkeys(s.measure for s in read):
        ratios = [
            abs(error_deg(measure, s.ours, s.truth)) / s.expected
            for s in read
            if s.measure == measure
        ]
        factors[measure] = round(float(np.percentile(ratios, PERCENTILE)), 2)
    return factors


def write_tolerances(found: ToleranceTable) -> None:
    """Write the package's table."""
    TOLERANCES.write_text(tolerance_text(found))


def tolerance_text(found: ToleranceTable) -> str:
    """Format the table as JSON, a row a line."""
    rows = ",\n  ".join(json.dumps(row.model_dump()) for row in found.rows)
    head = (
        f'"source": {json.dumps(found.source)},\n'
        f' "roller_factors": {json.dumps(found.roller_factors)},\n'
        f' "reading_factors": {json.dumps(found.reading_factors)}'
    )
    return f'{{\n {head},\n "rows": [\n  {rows}\n ]\n}}\n'
