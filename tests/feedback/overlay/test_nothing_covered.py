"""Nothing that is written lies on the person or the roller, wherever they are in the picture.

Each picture is drawn twice, with all that can be written and with nothing of it. The lines on the
body are the same in both, so where the two differ something is written.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_coaching import make_coaching, make_judgement
from made_selftest import UNDERSIDE
from skeletons import lying, standing

from posecheck.anatomy import SKELETON
from posecheck.coaching.goals.pace import PacePoint
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.feedback.overlay.practice_header import header_height
from posecheck.feedback.overlay.shown import ShownPicture
from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.roller import Roller
from posecheck.tightness.outcome import LegOutcome, Trial
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.signs import LegAngles
from posecheck.tightness.trial import Step
from posecheck.video.frame import Frame

SIZES = [(640, 352), (640, 480), (320, 240), (96, 64), (240, 426), (480, 480), (1920, 1080)]
POSTURES = {
    "supine": lying(fallout={"left": 30.0}),
    "head left": lying(head=np.array([-1.0, 0.0, 0.0])),
    "legs straight": lying(knee=180.0),
    "standing": standing(),
}
PLACES = {
    "bottom": ((0.5, 1.0), 1.0),
    "top left": ((0.0, 0.0), 0.5),
    "bottom right": ((1.0, 1.0), 0.5),
}
"""Where the body lies: 0 at the left or upper edge of the picture, 1 at the right or lower one; and
how large it is: 1 fills the picture from edge to edge."""

MARGIN_SHARE = 0.12
"""How far head, hands and feet reach beyond the landmarks, as a share of the body's extent."""

JUDGEMENTS = (
    make_judgement("posture", "good"),
    make_judgement("knee", "fix", 150.0, 10.0),
    make_judgement("roller_angle", "fix", 30.0, 9.0),
    make_judgement("roller_position", "good", 0.3, 0.1),
)
SENTENCE = "Lower your left knee further outward, until you feel deep pressure, and breathe slowly"
BARE = make_coaching(step="", judgements=JUDGEMENTS, progress=None, phase="get_into_position")
FULL = replace(
    make_coaching(),
    step=SENTENCE,
    message=SENTENCE,
    judgements=tuple(replace(j, tolerance=88.8) for j in JUDGEMENTS),
    unverified=("Knee bent", "Roller under the mid-back"),
    pace=PacePoint("in", 1.0, 3.0, 1),
)
TABLE = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
PRACTICE = PracticeState(Stage.EXERCISE, 0.0, TABLE, part=3, elapsed_s=300.0)
TEST = SelfTestState(
    Step.BASELINE, "left", "", leg=LegAngles(60.0, 90.0), gap_change_cm=0.4, underside=UNDERSIDE
)
RED = ((255, 0, 0), 1.0)


def placed(body: Body, size: tuple[int, int], place: tuple[float, float], share: float) -> Body:
    """The body so large that it fills a share of the picture, at a place in it."""
    used = sorted({landmark for bone in SKELETON for landmark in bone})
    low, high = body.image[used].min(axis=0), body.image[used].max(axis=0)
    room = np.array(size, float)
    scale = share * (room / np.maximum(high - low, 1.0)).min()
    image = (body.image - low) * scale + (room - (high - low) * scale) * place
    return replace(body, image=image, frame_size=size)


def box_of(moment: Moment) -> tuple[int, int, int, int]:
    """x1, y1, x2, y2 of person and roller on the canvas, with a margin, within the picture."""
    area = Layout.of(*moment.frame.size).areas[Area.PICTURE]
    shown = ShownPicture(moment.frame.size, (area.width, area.height))
    used = sorted({landmark for bone in SKELETON for landmark in bone})
    points = np.concatenate(
        [shown.to_shown(moment.body.image[used]), shown.to_shown(moment.roller.ends)]
    )
    low, high = points.min(axis=0), points.max(axis=0)
    margin = MARGIN_SHARE * np.linalg.norm(high - low)
    x1, y1 = np.maximum(low - margin, 0).astype(int)
    x2, y2 = np.minimum(high + margin + 1, (area.width, area.height)).astype(int)
    return area.x + x1, area.y + y1, area.x + x2, area.y + y2


def moment_of(size, posture, place) -> Moment:
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3)).astype(np.uint8)
    body = placed(POSTURES[posture], size, *PLACES[place])
    middle = body.middle("shoulder") * 0.6 + body.middle("hip") * 0.4
    across = np.array([[0.03, 0.15], [-0.03, -0.15]]) * min(size)
    roller = Roller(middle + across, 20.0, 1.0, perpendicular_ends=middle + across[::-1])
    return Moment(Frame(noise, 1.0, 0), body, None, None, roller=roller)


def assert_nothing_is_written(bare: Moment, full: Moment, header: int = 0, flash=None) -> None:
    before, after = PracticeOverlay().draw(bare), PracticeOverlay().draw(full, flash)
    assert (before != after).any()
    x1, y1, x2, y2 = box_of(bare)
    box = np.s_[header + y1 : header + y2, x1:x2]
    assert before[box].size
    assert (before[box] == after[box]).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("posture", POSTURES)
@pytest.mark.parametrize("place", PLACES)
def test_in_an_exercise_and_a_practice(size, posture, place):
    moment = moment_of(size, posture, place)
    bare, full = replace(moment, coaching=BARE), replace(moment, coaching=FULL)
    assert_nothing_is_written(bare, full, flash=RED)
    header = header_height(Layout.of(*size).sizes)
    assert_nothing_is_written(
        replace(bare, practice=replace(PRACTICE, coaching=BARE)),
        replace(full, practice=replace(PRACTICE, coaching=FULL, arm_progress=0.6)),
        header,
    )
    camera = replace(PRACTICE, stage=Stage.CAMERA)
    assert_nothing_is_written(
        replace(moment, practice=camera),
        replace(moment, practice=replace(camera, message=SENTENCE)),
        header,
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("posture", ["supine", "head left"])
@pytest.mark.parametrize("place", PLACES)
def test_in_a_self_test(size, posture, place):
    moment = moment_of(size, posture, place)
    outcomes = {"left": LegOutcome.from_trials("left", [Trial("tight", "stopped_short")])}
    full = replace(
        TEST, instruction=SENTENCE, message=SENTENCE, outcomes=outcomes, step_progress=0.7
    )
    assert_nothing_is_written(replace(moment, selftest=TEST), replace(moment, selftest=full))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("arm_progress", [0.0, 0.6])
def test_beside_a_page_the_whole_picture_is_seen(size, arm_progress):
    moment = moment_of(size, "supine", "bottom")
    for stage in (Stage.CHECKLIST, Stage.SAFETY, Stage.PAUSED, Stage.DANGER, Stage.FINISHED):
        state = replace(PRACTICE, stage=stage, arm_progress=arm_progress, message=SENTENCE)
        drawn = PracticeOverlay().draw(replace(moment, practice=state))
        layout = Layout.of(*size)
        place = layout.areas[Area.PAGE_PICTURE]
        shown = ShownPicture(size, (place.width, place.height)).show_image(moment.frame.image)
        assert (place.cut(drawn[header_height(layout.sizes) :]) == shown).all()
