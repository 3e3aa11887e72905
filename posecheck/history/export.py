"""Exports the history for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import IO, Any

from posecheck.history.records import PastSelftest, PastSession, leg_values

SCHEMA = 1
"""Version of the JSON's keys."""

COLUMNS = (
    "kind", "started", "name", "side", "duration_s", "held_left_s", "held_right_s",
    "holds", "holds_complete", "repetitions", "corrections", "ended", "soreness",
    "release_felt", "result", "reason", "onset_hip_flexion", "onset_knee",
    "gap_change_cm", "spread_deg", "tolerance_deg",
)  # fmt: skip
"""Columns of the CSV: one row a session, one row a leg of a self-test; an empty cell is unknown."""


def to_json(
    sessions: Sequence[PastSession],
    selftests: Sequence[PastSelftest],
    notes: Mapping[date, str] | None = None,
) -> str:
    """The whole history as JSON; null is unknown."""
    contents = {
        "schema": SCHEMA,
        "sessions": [asdict(session) for session in sessions],
        "selftests": [_selftest_contents(test) for test in selftests],
        "notes": [{"day": f"{day}", "text": text} for day, text in (notes or {}).items()],
    }
    return json.dumps(_to_plain(contents), indent=1)


def write_csv(
    file: IO[str], sessions: Sequence[PastSession], selftests: Sequence[PastSelftest]
) -> None:
    """Write the history as one table: a row for each session, and for each leg of a self-test.

    What was corrected in a session is only counted here; the JSON lists it.
    """
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for session in sessions:
        writer.writerow(_session_row(session))
    for test in selftests:
        for leg in test.legs:
            known = {
                k: round(v, 3) if isinstance(v, float) else v
                for k, v in leg_values(leg).items()
                if k in COLUMNS and v is not None
            }
            started = test.taken.isoformat()
            writer.writerow({"kind": "selftest", "started": started, "name": test.source, **known})


def _selftest_contents(test: PastSelftest) -> dict[str, object]:
    """A self-test as it stands in the JSON; ``source`` is "live" or the name of the file."""
    return {
        "taken": test.taken,
        "legs": [leg_values(leg) for leg in test.legs],
        "source": test.source,
        "number": test.number,
    }


def _session_row(session: PastSession) -> dict[str, object]:
    felt = session.release_felt
    return {
        "kind": "session",
        "started": session.started.isoformat(),
        "name": session.programme,
        "duration_s": round(session.duration_s, 1),
        "held_left_s": round(session.held_s("left"), 1),
        "held_right_s": round(session.held_s("right"), 1),
        "holds": len(session.holds),
        "holds_complete": sum(hold.complete for hold in session.holds),
        "repetitions": sum(r.count for r in session.repetitions),
        "corrections": sum(c.count for c in session.corrections),
        "ended": session.ended or "",
        "soreness": session.soreness or "",
        "release_felt": "" if felt is None else int(felt),
    }


def _to_plain(value: Any) -> Any:
    """The value with dates as text and NaN as None, because JSON has neither."""
    if isinstance(value, dict):
        return {key: _to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_to_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return None if isinstance(value, float) and math.isnan(value) else value
