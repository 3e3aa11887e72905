"""The report of an exercise: one HTML file to read, print and send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from posecheck.anatomy import opposite
from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.coaching.record import SessionRecord
from posecheck.feedback.report.camera_seen import CameraSeen, find_unseen
from posecheck.feedback.report.check_charts import draw_charts, find_sides
from posecheck.feedback.report.corrections import find_picture_times, list_corrections
from posecheck.feedback.report.curve import find_ticks
from posecheck.feedback.report.exercise_words import (
    NOT_JUDGED,
    NOT_TIGHTNESS,
    answer_questions,
    sum_up,
)
from posecheck.feedback.report.html import render_page
from posecheck.feedback.report.pictures import Picture
from posecheck.feedback.report.repetitions import describe_unverified
from posecheck.feedback.report.series import Series
from posecheck.feedback.report.sides import (
    SideWork,
    compare_amounts,
    compare_measures,
    find_counted,
    sum_up_sides,
)
from posecheck.feedback.report.source_facts import SourceFacts, describe_source
from posecheck.feedback.report.timeline import (
    Row,
    Span,
    append_span,
    frames_within,
    make_row,
)
from posecheck.feedback.report.trust import LOOK_FOR_ROLLER, Trust, judge_trust
from posecheck.feedback.report.worst_moments import WorstMoments
from posecheck.moment import Moment

PHASE_KINDS = {
    Phase.HOLDING: ("good", "counts"),
    Phase.PAUSED: ("fix", "paused"),
    Phase.NOBODY: ("cannot_see", "nobody"),
    Phase.NOT_IN_VIEW: ("cannot_see", "cannot see"),
    Phase.GET_INTO_POSITION: ("idle", "getting ready"),
    Phase.OTHER_SIDE: ("idle", "changing sides"),
    Phase.DONE: ("idle", "done"),
}
"""Each phase as a part of the timeline's first row: its kind and its words."""

COUNTED_WORDS = {"good": "counted", "fix": "paused", "cannot_see": "could not see"}
"""What the first row adds up, in words."""

WATCHED_WORDS = {"good": "watched", "fix": "paused", "cannot_see": "could not see"}
"""The same where repetitions are counted: they count only where they are complete."""


@dataclass
class ExerciseSeen:
    """All that the report needs beside the record, collected while the clip runs.

    ``phases`` are the parts of the timeline's first row: those of kind "good" are the time that
    counted or, where repetitions are counted, that was watched.
    """

    series: Series = field(default_factory=Series)
    worst: WorstMoments = field(default_factory=WorstMoments)
    camera: CameraSeen = field(default_factory=CameraSeen)
    phases: list[Span] = field(default_factory=list)

    def add(self, moment: Moment, record: SessionRecord) -> None:
        """Take in one frame."""
        self.series.add(moment)
        self.worst.add(moment)
        coaching = moment.coaching
        if coaching is None:
            return
        self.camera.add(moment.measurements, record.session.exercise, coaching.side)
        time_s, side = moment.frame.time_s, coaching.side if record.session.exercise.sides else None
        phase = Span(time_s, time_s, *_find_kind(coaching), side=side)
        append_span(self.phases, phase, moment.frame.gap_s)

    def picture_times(self, record: SessionRecord) -> list[float]:
        """The frame times of the pictures that the report wants; the first is for the video."""
        poster_s = next((hold.start_s for hold in record.holds()), record.last_s / 2)
        exercise = record.session.exercise
        return [poster_s, *find_picture_times(record.corrections(), exercise, self.worst.by_text)]


def render_report(
    analysis: dict[str, Any],
    record: SessionRecord,
    seen: ExerciseSeen,
    pictures: Mapping[float, Picture] | None = None,
) -> str:
    """Render the report as HTML.

    Parameters
    ----------
    analysis
        The contents of analysis.json.
    record
        Holds, repetitions, verdicts and corrections of the session.
    seen
        What was collected beside it.
    pictures
        By frame time, those of :meth:`ExerciseSeen.picture_times`.
    """
    pictures = pictures or {}
    exercise, source = record.session.exercise, describe_source(analysis)
    work, why_nothing = sum_up_sides(record), analysis.get("why_nothing", "")
    totals = record.corrections()
    corrections = list_corrections(totals, exercise, seen.worst.by_text, pictures)
    trust = _judge_all(record, work, seen)
    unverified = describe_unverified(record)
    return render_page(
        "exercise.html",
        title=exercise.title,
        exercise=exercise,
        source=source,
        lead=sum_up(
            exercise.title,
            source.duration_s,
            work,
            corrections,
            why_nothing,
            is_judged=bool(exercise.checks),
        ),
        answers=answer_questions(
            work,
            corrections,
            trust,
            unverified,
            list(find_unseen(record)),
            why_nothing,
            is_judged=bool(exercise.checks),
        ),
        poster=pictures.get(seen.picture_times(record)[0]),
        ticks=find_ticks(source.duration_s),
        rows=_make_rows(record, seen.phases, source),
        charts=draw_charts(record, seen.series, source.duration_s),
        marks=_mark_what_counted(record, seen.phases, source.duration_s),
        corrections=corrections,
        work=work,
        balance=compare_amounts(work),
        not_tightness=NOT_TIGHTNESS,
        not_judged="" if exercise.checks else NOT_JUDGED,
        comparisons=compare_measures(exercise.checks, work, seen.series, seen.phases),
        trust=trust,
        look_for_roller=LOOK_FOR_ROLLER if any(each.needs_look for each in trust) else "",
        holds_counted=any(each.done for each in work),
        unseen=find_unseen(record),
        camera_advice=seen.camera.find_advice(),
        camera_facts=seen.camera.describe(exercise.camera_height_m, exercise.views),
        camera_wish=exercise.camera,
    )


def _find_kind(coaching: Coaching) -> tuple[str, str]:
    """The kind and the words of a frame in the timeline's first row."""
    if coaching.phase is Phase.HOLDING and coaching.progress:
        if not coaching.progress.counts_time:
            return "good", "watched"
        if coaching.hold.status == "complete":
            return PHASE_KINDS[Phase.DONE]
        if coaching.hold.status == "grace":  # a break that is still too short to be announced
            return PHASE_KINDS[Phase.PAUSED]
    return PHASE_KINDS[coaching.phase]


def _make_rows(record: SessionRecord, phases: list[Span], source: SourceFacts) -> list[Row]:
    """The rows of the timeline: what counted, then every check."""
    exercise = record.session.exercise
    goal = exercise.hold or exercise.moving
    title, words = ("What counted", COUNTED_WORDS) if goal else ("Watched", WATCHED_WORDS)
    rows = [make_row(title, phases, source.duration_s, words)]
    for check in exercise.checks:
        spans = [
            Span(span.start_s, span.end_s, span.verdict)
            for span in record.verdicts
            if span.check == check.name and span.end_s > span.start_s
        ]
        rows.append(make_row(check.title, spans, source.duration_s))
    sides = _find_side_spans(record)
    if len({span.word for span in sides}) > 1:
        rows.append(make_row("Working side", sides, source.duration_s))
    return rows


def _find_side_spans(record: SessionRecord) -> list[Span]:
    """The times in which each side was the working one."""
    first = next(iter(record.session.exercise.checks), None)
    spans: list[Span] = []
    for span in record.verdicts:
        if first is None or span.check != first.name or span.side is None:
            continue
        if spans and spans[-1].word == span.side:
            spans[-1] = Span(spans[-1].start_s, span.end_s, "idle", span.side)
        else:
            spans.append(Span(span.start_s, span.end_s, "idle", span.side))
    return spans


def _mark_what_counted(
    record: SessionRecord, phases: list[Span], duration_s: float
) -> list[tuple[float, float]]:
    """Start and width of the times that counted, or of each repetition, in per cent of the clip."""
    exercise = record.session.exercise
    done = [(repetition.start_s, repetition.end_s) for repetition in record.repetitions]
    if exercise.hold or exercise.moving:
        done = [(phase.start_s, phase.end_s) for phase in phases if phase.kind == "good"]
    return [
        (round(100 * start_s / duration_s, 3), round(100 * (end_s - start_s) / duration_s, 3))
        for start_s, end_s in done
    ]


def _judge_all(record: SessionRecord, work: Sequence[SideWork], seen: ExerciseSeen) -> list[Trust]:
    """Say of each measure how far it may be trusted, while each side was worked on."""
    times_s = np.asarray(seen.series.times_s)
    found = []
    for check in record.session.exercise.checks:
        if not check.measure:
            continue
        for side in find_sides(check.measure, check.leg, record):
            worked_side = side if check.leg == "working" or side is None else opposite(side)
            done = [each for each in work if each.side in (worked_side, None) or side is None]
            counted = np.zeros(len(times_s), bool)
            for each in done:
                counted |= find_counted(times_s, each, seen.phases)
            if side is not None and not counted.any() and any(each.done for each in work):
                continue  # the side that was not done
            spans = [
                Span(span.start_s, span.end_s, span.verdict)
                for span in record.verdicts
                if span.check == check.name and (side is None or span.side == worked_side)
            ]
            judged = frames_within(times_s, spans, lambda span: span.kind != "cannot_see")
            asked = counted if counted.any() else frames_within(times_s, spans, lambda _: True)
            values, tolerances = seen.series.values_of(check.measure, side)
            found.append(judge_trust(check, side, values, tolerances, judged, asked))
    return found
