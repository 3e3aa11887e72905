"""All that the pipeline knows about one frame."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.coaching.practice.state import PracticeState
from posecheck.coaching.session import Coaching
from posecheck.measures.table import Measurements
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.roller import Roller
from posecheck.selftest.session import SelfTestState
from posecheck.video.frame import Frame


@dataclass(frozen=True, eq=False)
class Moment:
    """All that is known about one frame.

    Attributes
    ----------
    frame
        The picture and its time.
    body, measurements
        None if no person is seen.
    coaching
        None if no exercise was chosen, or none is running at the moment.
    practice
        None unless a whole practice is running.
    selftest
        None unless a self-test is running.
    roller
        None if no roller is seen.
    """

    frame: Frame
    body: Body | None
    measurements: Measurements | None
    coaching: Coaching | None
    practice: PracticeState | None = None
    selftest: SelfTestState | None = None
    roller: Roller | None = None
