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
    """All that is known of one frame. ``body`` and ``measurements`` are None when nobody
    is seen; ``coaching`` is None when no exercise was chosen, or none is done just now;
    ``practice`` and ``selftest`` are None unless a whole practice or a self-test is run;
    ``roller`` when none is seen."""

    frame: Frame
    body: Body | None
    measurements: Measurements | None
    coaching: Coaching | None
    practice: PracticeState | None = None
    selftest: SelfTestState | None = None
    roller: Roller | None = None
