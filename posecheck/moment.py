"""All that the pipeline knows about one frame."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.coaching.frame_coaching import Coaching
from posecheck.coaching.practice.state import PracticeState
from posecheck.measures.table import Measurements
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.roller import Roller
from posecheck.tightness.session import SelfTestState
from posecheck.video.frame import Frame


@dataclass(frozen=True, eq=False)
class Moment:
    """All that is known of one frame.

    Attributes
    ----------
    frame
        The image and its time.
    body, measurements
        The landmarks and the numbers; None where nobody is seen.
    coaching
        What the exercise's session says; None where no exercise is being done.
    practice, selftest
        The state of the whole practice or of the self-test; None where none is running.
    roller
        The roller; None where none is seen.
    awaits_camera
        Whether it has no picture of its own, because the camera is awaited: the frame's image is
        the last one that came.
    shot
        Which shot of a film the frame belongs to, from 0: one more after each cut, and where the
        size of the frames changes.
    left_out
        The frames of a recording between the moment before and this one, at which nobody looked.
    is_interpolated
        Whether nobody looked at this frame of a recording: its landmarks and numbers lie between
        those of two looks, and the rest is as it was at the look before.
    """

    frame: Frame
    body: Body | None
    measurements: Measurements | None
    coaching: Coaching | None
    practice: PracticeState | None = None
    selftest: SelfTestState | None = None
    roller: Roller | None = None
    awaits_camera: bool = False
    shot: int = 0
    left_out: tuple[Frame, ...] = ()
    is_interpolated: bool = False

    def __repr__(self) -> str:
        said = self.coaching.phase if self.coaching else "no exercise"
        seen = self.measurements.posture if self.measurements else "nobody"
        return f"<Moment at {self.frame.time_s:.2f} s: {seen}, {said}>"
