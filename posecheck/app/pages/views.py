"""The pages themselves: what is known, put into their templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from posecheck.app.pages.calendar import make_calendar
from posecheck.app.pages.rendering import render
from posecheck.app.settings import data_folder
from posecheck.app.state import state_of
from posecheck.coaching.practice.presence import how_to_stop
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.engine.selftest_run import CAMERA
from posecheck.errors import HistoryError
from posecheck.exercises.checklist import checklist
from posecheck.exercises.dosage import dosage_rules
from posecheck.exercises.library import find_exercise, load_exercises
from posecheck.exercises.programme import Programme
from posecheck.exercises.programme_library import find_programme, load_programmes
from posecheck.feedback.voice.rate import FASTEST_RATE, SLOWEST_RATE
from posecheck.history.page import gather_facts
from posecheck.history.proposal import (
    find_open_questions,
    find_sessions_to_ask,
    propose_hold,
    propose_programme,
)
from posecheck.history.records import PastSelftest, PastSession
from posecheck.history.store import History
from posecheck.history.summary import describe_practice, describe_selftests
from posecheck.history.times import now_local, without_future
from posecheck.tightness.outcome import NOT_A_DIAGNOSIS

FREE_MOVEMENT = "movement"
"""The exercise that only counts; for recordings, not to practise."""


async def today(request: Request) -> Response:
    """What is proposed, one large button, how it goes."""
    state, day = state_of(request), date.today()
    if not state.settings.ready:
        return RedirectResponse("/first", 303)
    sessions, tests, _, trouble = _read()
    proposed = propose_programme(sessions, day)
    programme = find_programme(proposed.name) if proposed is not None else None
    danger = checklist().danger
    return render(
        "today.html",
        state,
        here="/",
        programme=programme,
        heading=programme.heading(" · ") if programme is not None else "",
        reason=proposed.reason if proposed is not None else "",
        what_to_do=danger.what_to_do,
        danger_signs=danger.warning,
        proposal=propose_hold(sessions, day),
        open_questions=_with_days(find_open_questions(sessions, day)),
        to_ask=_with_days(find_sessions_to_ask(sessions, now_local())),
        practice=describe_practice(sessions, day),
        tests=describe_selftests(without_future(tests, day)),
        disclaimer=checklist().disclaimer,
        trouble=trouble,
    )


async def first(request: Request) -> Response:
    """The three steps of the first start."""
    exercise = load_exercises()["supine_release"]
    return render(
        "first.html",
        state_of(request),
        here="",
        exercise=exercise,
        danger=checklist().danger,
        how_to_stop=how_to_stop(exercise),
    )


async def practise(request: Request) -> Response:
    """All programmes and exercises."""
    programmes = sorted(load_programmes().values(), key=lambda programme: programme.minutes or 0)
    exercises = [e for e in load_exercises().values() if e.name != FREE_MOVEMENT]
    return render(
        "practise.html",
        state_of(request),
        here="/practise",
        programmes=[(p, p.heading(" · "), _takes_hold(p)) for p in programmes],
        exercises=[(e, e.is_timed) for e in sorted(exercises, key=lambda e: e.title)],
    )


async def selftest(request: Request) -> Response:
    """The self-test: what it is, where the camera stands, which leg."""
    _, tests, _, trouble = _read()
    return render(
        "selftest.html",
        state_of(request),
        here="/selftest",
        camera=CAMERA,
        last=describe_selftests(without_future(tests, date.today())),
        disclaimer=NOT_A_DIAGNOSIS,
        trouble=trouble,
    )


async def recordings(request: Request) -> Response:
    """Drop files in; what was done before."""
    exercises = sorted(load_exercises().values(), key=lambda exercise: exercise.title)
    return render("recordings.html", state_of(request), here="/recordings", exercises=exercises)


async def history(request: Request) -> Response:
    """Trend, calendar, notes."""
    day = date.today()
    sessions, tests, notes, trouble = _read()
    return render(
        "history.html",
        state_of(request),
        here="/history",
        weeks=make_calendar(sessions, tests, notes, day),
        notes=[(note_day, text) for note_day, text in reversed(notes.items())],
        iso_today=day.isoformat(),
        trouble=trouble,
        is_empty=not sessions and not tests,
        **gather_facts(sessions, tests, day),
    )


async def setup(request: Request) -> Response:
    """Cameras, voice, mirror, units, data."""
    state = state_of(request)
    return render(
        "setup.html",
        state,
        here="/setup",
        folder=data_folder(),
        phone=state.phone,
        rates=(SLOWEST_RATE, FASTEST_RATE),
        exercises=[e for e in load_exercises().values() if e.name != FREE_MOVEMENT],
    )


def _with_days(sessions: Sequence[PastSession]) -> list[tuple[PastSession, str]]:
    return [(session, f"{session.day:%A, %d %B}") for session in sessions]


def _takes_hold(programme: Programme) -> bool:
    """Whether the seconds to hold that are chosen count in a programme."""
    proposed_s = dosage_rules().levels[0].hold_s  # how long does not matter here
    return plan_timetable(programme, find_exercise, proposed_s=proposed_s).takes_hold


def _read() -> tuple[tuple[PastSession, ...], tuple[PastSelftest, ...], dict[date, str], str]:
    """The history, or why it cannot be read."""
    try:
        with History.open() as known:
            return known.past_sessions(), known.selftests(), known.notes(), known.read_only
    except HistoryError as error:
        return (), (), {}, str(error)


PAGES: dict[str, Any] = {
    "/": today,
    "/first": first,
    "/practise": practise,
    "/selftest": selftest,
    "/recordings": recordings,
    "/history": history,
    "/setup": setup,
}
"""Each page by its path."""
