"""posecheck watches a person practise on the floor and says what to correct.

The whole way through, as a program of one's own:

    from posecheck import PoseEstimator, Session, find_exercise, moments, open_source

    session = Session(find_exercise("supine_release"))
    with open_source("clip.mp4") as source, PoseEstimator("video") as estimator:
        for moment in moments(source, estimator, session):
            print(moment.frame.time_s, moment.coaching.phase, moment.coaching.message)
"""

from __future__ import annotations

TYPE_CHECKING = False
"""As typing has it for type checkers; typing itself would take longer to load than all of this."""

if TYPE_CHECKING:
    from posecheck.anatomy import Landmark
    from posecheck.coaching.session import Coaching, Session
    from posecheck.engine.pipeline import moments
    from posecheck.errors import PosecheckError
    from posecheck.exercises.library import exercises, find_exercise
    from posecheck.measures.table import Measurements, measure
    from posecheck.moment import Moment
    from posecheck.perception.body.estimator import PoseEstimator
    from posecheck.perception.body.landmarks import Body
    from posecheck.video import Frame, open_source

__all__ = [
    "Body",
    "Coaching",
    "Frame",
    "Landmark",
    "Measurements",
    "Moment",
    "PoseEstimator",
    "PosecheckError",
    "Session",
    "exercises",
    "find_exercise",
    "measure",
    "moments",
    "open_source",
]

_PLACES = {
    "Body": "posecheck.perception.body.landmarks",
    "Coaching": "posecheck.coaching.session",
    "Frame": "posecheck.video",
    "Landmark": "posecheck.perception.body.landmarks",
    "Measurements": "posecheck.measures.table",
    "Moment": "posecheck.moment",
    "PoseEstimator": "posecheck.perception.body.estimator",
    "PosecheckError": "posecheck.errors",
    "Session": "posecheck.coaching.session",
    "exercises": "posecheck.exercises.library",
    "find_exercise": "posecheck.exercises.library",
    "measure": "posecheck.measures.table",
    "moments": "posecheck.engine.pipeline",
    "open_source": "posecheck.video",
}
"""Each is imported when it is first asked for: all of them take a second to load."""


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_PLACES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
