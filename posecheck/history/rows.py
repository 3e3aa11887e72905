"""The database's rows as records."""

from __future__ import annotations

import json
import math
import sqlite3

from posecheck.history.records import PastCorrection, PastHold, PastPart, PastRepetitions
from posecheck.tightness.outcome import LegOutcome


def read_part(row: sqlite3.Row) -> PastPart:
    """A part of a session."""
    return PastPart(row["position"], row["exercise"], row["status"], row["seconds"])


def read_hold(row: sqlite3.Row) -> PastHold:
    """A hold of a session."""
    return PastHold(
        exercise=row["exercise"],
        side=row["side"] or None,
        held_s=row["held_s"],
        target_s=row["target_s"],
        complete=bool(row["complete"]),
        start_s=row["start_s"],
        end_s=row["end_s"],
        unverified=tuple(json.loads(row["unverified"])),
        part=row["part"],
        number=row["number"],
    )


def read_repetitions(row: sqlite3.Row) -> PastRepetitions:
    """Repetitions of a session."""
    return PastRepetitions(row["exercise"], row["side"], row["name"], row["count"], row["part"])


def read_correction(row: sqlite3.Row) -> PastCorrection:
    """A correction of a session."""
    return PastCorrection(
        exercise=row["exercise"],
        check=row["check_name"],
        text=row["text"],
        count=row["count"],
        seconds=row["seconds"],
        part=row["part"],
    )


def read_leg(row: sqlite3.Row) -> LegOutcome:
    """One leg of a self-test."""

    def number(name: str) -> float:
        return math.nan if row[name] is None else float(row[name])

    return LegOutcome(
        side=row["side"],
        result=row["result"],
        reason=row["reason"] or "",
        onset_s=number("onset_s"),
        onset_hip_flexion=number("onset_hip_flexion"),
        onset_knee=number("onset_knee"),
        gap_change_cm=number("gap_change_cm"),
        spread_deg=number("spread_deg"),
        tolerance_deg=number("tolerance_deg"),
    )
