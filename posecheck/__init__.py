"""posecheck watches a person practise on the floor and says what to correct.

    import posecheck

    result = posecheck.analyze("clip.mp4", exercise="supine_release")
    print(result.holds, result.corrections)

    for moment in posecheck.watch(camera=0, exercise="supine_release"):
        print(moment.coaching.phase, moment.coaching.message)

    table = posecheck.measure("photo.jpg")
    outcomes = posecheck.selftest("test.mp4")

The roller is looked for, the breath is followed and all checks are on, as in the commands.
docs/python.md shows more.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""As typing has it for type checkers; typing itself would take longer to load than all of this."""

if TYPE_CHECKING:
    from posecheck.anatomy import Landmark
    from posecheck.coaching.frame_coaching import Coaching
    from posecheck.coaching.practice.events import Key, KeyPressed, SpeechPending
    from posecheck.engine.api import analyze, compare, measure, selftest, watch
    from posecheck.engine.frame_table import FrameTable
    from posecheck.engine.options import InputOptions
    from posecheck.engine.recorded import Analysis
    from posecheck.engine.session import RollerDrawn, Session, open_session
    from posecheck.errors import PosecheckError
    from posecheck.exercises.library import find_exercise, load_exercises
    from posecheck.history.store import History
    from posecheck.measures.table import Measurements
    from posecheck.moment import Moment
    from posecheck.video import Frame, ReadingOptions, open_source

_HOMES = {
    "Analysis": "posecheck.engine.recorded",
    "Coaching": "posecheck.coaching.frame_coaching",
    "Frame": "posecheck.video",
    "FrameTable": "posecheck.engine.frame_table",
    "History": "posecheck.history.store",
    "InputOptions": "posecheck.engine.options",
    "Key": "posecheck.coaching.practice.events",
    "KeyPressed": "posecheck.coaching.practice.events",
    "Landmark": "posecheck.anatomy",
    "Measurements": "posecheck.measures.table",
    "Moment": "posecheck.moment",
    "PosecheckError": "posecheck.errors",
    "ReadingOptions": "posecheck.video",
    "RollerDrawn": "posecheck.engine.session",
    "Session": "posecheck.engine.session",
    "SpeechPending": "posecheck.coaching.practice.events",
    "analyze": "posecheck.engine.api",
    "compare": "posecheck.engine.api",
    "find_exercise": "posecheck.exercises.library",
    "load_exercises": "posecheck.exercises.library",
    "measure": "posecheck.engine.api",
    "open_session": "posecheck.engine.session",
    "open_source": "posecheck.video",
    "selftest": "posecheck.engine.api",
    "watch": "posecheck.engine.api",
}
"""The module of each public name. It is imported when the name is first used: all of them
together take a second to load."""

__all__ = [
    "Analysis",
    "Coaching",
    "Frame",
    "FrameTable",
    "History",
    "InputOptions",
    "Key",
    "KeyPressed",
    "Landmark",
    "Measurements",
    "Moment",
    "PosecheckError",
    "ReadingOptions",
    "RollerDrawn",
    "Session",
    "SpeechPending",
    "analyze",
    "compare",
    "find_exercise",
    "load_exercises",
    "measure",
    "open_session",
    "open_source",
    "selftest",
    "watch",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    from posecheck.libraries import translate_import_errors

    with translate_import_errors():
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
