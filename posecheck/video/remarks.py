"""What there is to say about a clip's times, in sentences: how they were read, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from posecheck.video.slow_motion import CAPTURE_RATE_TAG
from posecheck.video.stamps import Gap
from posecheck.video.timing import Timeline

SPARSE_STEP_S = 1.0
"""Pictures that are further apart than this, in real seconds, are too far apart for a hold
(``bridge_s``)."""


def describe_speed(name: str, speed: float, capture_rate: float | None, film_rate: float) -> str:
    """That a film does not play at real speed, and how that is known.

    Parameters
    ----------
    name
        The clip.
    speed
        How fast it plays: 0.25 is four times slower than real.
    capture_rate
        Pictures a second at which it was filmed, by its tag; None where ``--speed`` was given.
    film_rate
        Pictures a second at which it plays.
    """
    times, word = (1 / speed, "slower") if speed < 1 else (speed, "faster")
    kind = "slow motion" if speed < 1 else "a time lapse"
    if capture_rate is None:
        how = "as --speed says: all times are real ones."
    else:
        how = (
            f"by its own tag ({CAPTURE_RATE_TAG} {capture_rate:g}, shown at {film_rate:.3g} "
            "pictures a second): all times are real ones. --speed 1 keeps those of the file."
        )
    return f"{name} is {kind}, {times:.3g} times {word} than real, {how}"


def describe_times(
    name: str, timeline: Timeline[Any], film_rate: float, *, own_times: bool
) -> tuple[str, ...]:
    """Where the times of a clip were not taken as they are; empty where they were.

    Parameters
    ----------
    name
        The clip.
    timeline
        Its times, all of them.
    film_rate
        Pictures a second at which it plays.
    own_times
        Whether its format holds times at all.
    """
    notes = []
    taken = f"it is taken to have {film_rate:.3g} pictures a second"
    if timeline.was_rescaled:
        notes.append(f"The times in {name} cannot be right: {taken}. --speed corrects that.")
    elif not (timeline.has_stamps and own_times):
        notes.append(f"{name} holds no times: {taken}. --speed corrects that.")
    if timeline.jumps_s:
        count, first_s = len(timeline.jumps_s), timeline.jumps_s[0]
        jumps = "jumps" if count == 1 else f"jumps {count} times, first"
        notes.append(
            f"The clock of {name} {jumps} at {first_s:.1f} s, as where clips were joined: "
            "the pictures are taken to follow one another."
        )
    step_s = (timeline.step_s or 0.0) * timeline.speed
    if step_s > SPARSE_STEP_S:
        notes.append(
            f"{name} has only one picture every {step_s:.1f} s: that is too few to count a hold "
            "or a movement."
        )
    return tuple(notes)


def is_sparse(frames: int, duration_s: float) -> bool:
    """Whether the pictures of a recording are too far apart to count a hold or a movement."""
    return duration_s > SPARSE_STEP_S * frames


def describe_damage(
    name: str, timeline: Timeline[Any], *, promised_s: float | None, bad_packets: int
) -> str | None:
    """What is missing of a clip, in one sentence; None where nothing is.

    Parameters
    ----------
    name
        The clip.
    timeline
        Its times, all of them.
    promised_s
        The film's length by its header, in seconds of the file, if it ends too early; else None.
    bad_packets
        How many parts of it could not be decoded.
    """
    faults = []
    if timeline.gaps:
        faults.append(describe_gaps(timeline.gaps))
    if promised_s is not None:
        read_s = timeline.last_s + (timeline.step_s or 0.0) * timeline.speed
        faults.append(
            f"it should last {promised_s * timeline.speed:.1f} s, "
            f"but only the first {read_s:.1f} s can be read"
        )
    if bad_packets and not faults:
        parts = "one part" if bad_packets == 1 else f"{bad_packets} parts"
        faults.append(f"{parts} of it cannot be read")
    return f"{name} is damaged: {'; '.join(faults)}." if faults else None


def describe_gaps(gaps: Sequence[Gap]) -> str:
    """What is missing, and where: "2.0 s of its pictures are missing at 4.0 s"."""
    missing_s = sum(gap.missing_s for gap in gaps)
    where = f"at {gaps[0].start_s:.1f} s"
    if len(gaps) > 1:
        places = [f"{gap.missing_s:.1f} s at {gap.start_s:.1f} s" for gap in gaps[:3]]
        more = ", ..." if len(gaps) > len(places) else ""
        where = f"in {len(gaps)} places ({', '.join(places)}{more})"
    return f"{missing_s:.1f} s of its pictures are missing {where}"
