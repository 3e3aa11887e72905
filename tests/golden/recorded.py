"""The golden results, to be asked: what the program gives for each sample clip.

``tests/integration/test_golden.py`` runs every clip and finds what is recorded here again. So a
test of what a clip must give asks the record, and runs nothing a second time.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from typing import Any

from golden.record import RESULTS


@cache
def analysis_of(clip: str) -> dict[str, Any]:
    """What ``analysis.json`` holds of a sample clip."""
    return json.loads((RESULTS / clip / "analysis.json").read_text("utf-8"))


@cache
def frames_of(clip: str) -> tuple[dict[str, str], ...]:
    """The rows of a sample clip's ``frames.csv``, a cell by its column's name."""
    with (RESULTS / clip / "frames.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
