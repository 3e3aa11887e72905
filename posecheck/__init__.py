"""posecheck watches a person practise on the floor and says what to correct.

The whole way through, as a program of one's own:

    from posecheck import PoseEstimator, Session, find_exercise, moments, open_source

    session = Session(find_exercise("supine_release"))
    with open_source("clip.mp4") as source, PoseEstimator("video") as estimator:
        for moment in moments(source, estimator, session):
            print(moment.frame.time_s, moment.coaching.phase, moment.coaching.message)
"""

from posecheck.body.estimator import PoseEstimator
from posecheck.body.landmarks import Body, Landmark
from posecheck.coaching.library import exercises, find_exercise
from posecheck.coaching.session import Coaching, Session
from posecheck.errors import PosecheckError
from posecheck.measures.table import Measurements, measure
from posecheck.pipeline import Moment, moments
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
