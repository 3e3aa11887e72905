"""What the terminal prints of an analysed clip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from posecheck.cli.console import complain, complain_of, stdout, tell_path
from posecheck.engine.cluster import ClipSummary
from posecheck.engine.recorded import Analysis
from posecheck.engine.resuming import EarlierResults
from posecheck.errors import PosecheckError
from posecheck.exercises.library import load_exercises
from posecheck.feedback.report.selftest_words import describe_errors
from posecheck.feedback.report.whose_sides import explain_sides
from posecheck.feedback.report.words import describe_seconds
from posecheck.readable import shown

Outcome = Analysis | ClipSummary | PosecheckError
"""What came of a clip, or why it failed."""


def tell_outcome(outcome: Outcome) -> None:
    """Say what was found, or what was wrong."""
    if isinstance(outcome, PosecheckError):
        complain_of(outcome)
        return
    summarize(outcome)
    if outcome.damage:
        complain(outcome.damage)


def tell_earlier_results(clips: Sequence[Path], earlier: EarlierResults) -> None:
    """Say which clips are skipped, and which are analysed again and why."""
    for number, clip in enumerate(clips):
        if number in earlier.done:
            stdout.print(f"{shown(clip)}: skipped, its results are there and nothing has changed.")
            if damage := earlier.done[number].damage:
                complain(damage)
        elif number in earlier.outdated:
            stdout.print(f"{shown(clip)}: analysed again, because {earlier.outdated[number]}.")


def _is_rolling(analysis: Analysis | ClipSummary) -> bool:
    coach = getattr(analysis, "coach", None)  # a summary has none
    exercise = getattr(coach, "exercise", load_exercises().get(analysis.contents["exercise"]))
    return exercise is not None and exercise.moving is not None


def summarize(analysis: Analysis | ClipSummary) -> None:
    """A few lines on what was found, and where the files are."""
    contents = analysis.contents
    if analysis.folder is not None:
        tell_path(analysis.folder / "report.html")
    recognition = analysis.recognition
    if recognition is not None and recognition.person_seen:  # else it is said below why
        stdout.print(f"  {recognition.explanation}")
    legs = [leg for leg in contents.get("selftest", {}).values() if leg]
    for leg in legs:
        stdout.print(f"  {leg['explanation']}")
    if any(leg["result"] == "tight" for leg in legs):
        stdout.print(f"  {describe_errors()}")
    if "why_nothing" in contents:
        stdout.print(f"  {contents['why_nothing']}")
    verb = "rolled" if _is_rolling(analysis) else "held"
    for hold in contents["holds"]:
        state = "complete" if hold["complete"] else f"of {hold['target_s']:.0f} s"
        side = f"{hold['side'].capitalize()} side" if hold["side"] else "Both sides"
        stdout.print(f"  {side} {verb} {hold['held_s']:.1f} s, {state}.")
        if hold["unverified"]:
            unseen = zip(hold["unverified"], hold["unverified_s"], strict=True)
            timed = [f"{title} ({describe_seconds(seconds)})" for title, seconds in unseen]
            stdout.print(f"  Not verified: {', '.join(timed)}.")
    done = Counter((r["side"], r["name"]) for r in contents["repetitions"])
    for (side, name), count in done.items():
        plural = name if count == 1 else f"{name}s"
        stdout.print(f"  {f'{side.capitalize()} side: ' if side else ''}{count} {plural}.")
    unverified = {title for r in contents["repetitions"] for title in r.get("unverified", ())}
    if unverified:
        stdout.print(f"  Not verified: {', '.join(sorted(unverified))}.")
    for sentence in (explain_sides(contents), *analysis.notes):
        if sentence:
            stdout.print(f"  {sentence}")
    for correction in contents["corrections"][:3]:
        stdout.print(f"  {correction['text']} ({correction['seconds']:.1f} s)")
