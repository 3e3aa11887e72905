"""What was drawn before is used again, and nobody can see that it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_coaching import make_coaching, make_judgement, make_moment
from made_selftest import UNDERSIDE
from skeletons import lying

from posecheck.coaching.goals.pace import PacePoint
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.overlay.canvas import MOST_CANVASES
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.panel import Panel
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.signs import LegAngles
from posecheck.tightness.trial import Step

RED = (255, 0, 0)


def moments():
    """All kinds of changes from one to the next: texts, numbers, side, self-test, nobody there."""
    table = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
    practice = Practice(table)
    for index in range(60):
        shift = np.array([3.0 * index, 0.0])
        body = lying(fallout={"left": float(index)})
        body = replace(body, image=body.image + shift) if index % 7 else None
        if index % 9 == 8:
            state = SelfTestState(
                Step.BASELINE if index % 2 else Step.LOWERING,
                "left",
                "Lower that leg",
                leg=LegAngles(60.0 - index, 90.0),
                gap_change_cm=0.1 * index,
                underside=UNDERSIDE,
            )
            moment = make_moment(body=body, selftest=state)
        else:
            coaching = make_coaching(
                step="Lower your left knee" if index < 30 else "Hold",
                message="Turn your left foot out" if index % 5 == 0 else "",
                judgements=(make_judgement("knee", "good", 60.0 + index // 4),),
                pace=PacePoint("in", index / 60, 2.4, 1) if index > 40 else None,
            )
            moment = make_moment(coaching, body)
        state = practice.update(index * 2.5, moment.measurements)
        arm = replace(state, arm_progress=0.3 if index % 11 == 3 else 0.0)
        yield replace(moment, practice=arm), (RED, 0.1 * (index % 4)) if index % 13 < 4 else None


@pytest.mark.parametrize("overlay", [Overlay, PracticeOverlay])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_picture_looks_as_if_nothing_had_been_drawn_before(overlay, mirrored):
    used = overlay(mirrored=mirrored)
    for moment, flash in moments():
        fresh = overlay(mirrored=mirrored).draw(moment, flash)
        assert (used.draw(moment, flash) == fresh).all()


@pytest.mark.parametrize("overlay", [Overlay, PracticeOverlay])
def test_a_picture_that_somebody_holds_stays_as_it_is(overlay):
    """The window, the queue of a recording and a caller hold pictures, or parts of them."""
    used, held, copies = overlay(), [], []
    for moment, flash in moments():
        picture = used.draw(moment, flash)
        held.append(picture[10:, ::2] if len(held) % 3 else memoryview(picture))
        copies.append(np.array(held[-1]))
    assert all((np.asarray(one) == copy).all() for one, copy in zip(held, copies, strict=True))


def test_canvases_are_used_again_once_nobody_holds_them():
    overlay, places, held = Overlay(), set(), []
    for moment, _ in moments():
        picture = overlay.draw(moment)
        places.add(picture.ctypes.data)
        held = [*held, picture][-2:]
        del picture
    assert len(places) <= MOST_CANVASES


def test_a_panel_is_drawn_only_when_its_content_changes():
    drawn = []

    class Counting(Panel[str]):
        area = Area.HEADING

        def content(self, moment):
            return moment.coaching.step

        def draw(self, image, content, sizes):
            drawn.append(content)

    overlay = Overlay(panels=(Counting(),))
    for step in "aaabbbaab":
        overlay.draw(make_moment(make_coaching(step=step)))
    assert drawn == ["a", "b", "a", "b"]


def test_what_has_changed_is_told():
    overlay = Overlay()
    picture = overlay.draw(make_moment(make_coaching(step="a")), None).copy()
    assert overlay.changed is None
    for step in ("a", "b", "b"):
        moment = make_moment(make_coaching(step=step), lying())
        now = overlay.draw(moment).copy()
        told = np.zeros(now.shape[:2], bool)
        for box in overlay.changed:
            box.cut(told)[:] = True
        assert not (now != picture).any(axis=2)[~told].any()
        strip = Layout.of(*moment.frame.size).areas[Area.STRIP]
        assert strip.cut(told).any() == (now != picture).any(axis=2)[strip.y :].any()
        picture = now


def test_frames_of_another_size_get_another_canvas():
    overlay = Overlay()
    for size in ((480, 640), (240, 320), (640, 480), (480, 640)):
        moment = make_moment(make_coaching())
        frame = replace(moment.frame, image=np.full((*size, 3), 90, np.uint8))
        picture = overlay.draw(replace(moment, frame=frame))
        layout = Layout.of(size[1], size[0])
        assert picture.shape == (layout.height, layout.width, 3)
