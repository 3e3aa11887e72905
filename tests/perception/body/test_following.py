"""Who is followed from frame to frame, and who else is counted, with MediaPipe's finds made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, read_as, standing

from posecheck.perception.body import estimator
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.person import hip_height, is_on_floor
from posecheck.perception.body.window import window_around

WIDTH, HEIGHT = 1600, 480


def placed(body: Body, right_px: float = 0.0) -> Body:
    """The body elsewhere in a wide picture, with a mask where it is."""
    image = body.image + np.array([right_px, 0.0])
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    (x1, y1), (x2, y2) = image.min(0).astype(int), image.max(0).astype(int)
    mask[max(y1, 0) : y2 + 30, max(x1, 0) : x2] = 1.0
    return replace(body, image=image, mask=mask, frame_size=(WIDTH, HEIGHT))


SUPINE, NEIGHBOUR = placed(lying()), placed(lying(), 600.0)
ON_FEET = placed(standing())
ON_CHAIR = placed(
    standing(thigh={"left": 80.0, "right": 80.0}, knee={"left": 95.0, "right": 95.0}), 600.0
)


class MadeUp:
    """Frames of somebody's finds: what the detector sees, and what the tracker, given the first of
    all who are detected when it is started anew."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.detected: Sequence[Body] = ()
        self.tracked: Body | None = None
        self.read_from: Body | None = None
        self.detections = 0
        self.restarts = 0
        made_up = self

        class MediaPipe:
            def close(self) -> None: ...

        class Search:
            def bodies(self) -> list[Body]:
                return [made_up.tracked] if made_up.tracked is not None else []

        class Landmarker:
            def __init__(self, *_: object, **__: object) -> None: ...

            def wait_until_open(self) -> None: ...

            def begin(self, image: np.ndarray, time_s: float) -> Search:
                assert image.size, "MediaPipe's process ends on an empty picture"
                return Search()

            def detect(self, image: np.ndarray) -> list[Body]:
                made_up.detections += 1
                return list(made_up.detected)

            def restart(self) -> None:
                made_up.restarts += 1

        class LyingReader:
            def read(self, image: np.ndarray, body: Body):
                return read_as(made_up.read_from or body)

        class LegOrder:
            def nearer_logit(self, *_: object) -> float:
                return 0.0

        for name, fake in {
            "MediaPipe": MediaPipe,
            "Landmarker": Landmarker,
            "LyingReader": LyingReader,
            "LegOrder": LegOrder,
        }.items():
            monkeypatch.setattr(estimator, name, fake)

    def watch(
        self,
        estimator: PoseEstimator,
        seconds: tuple[float, float],
        people: Sequence[Body],
        tracked: Body | None,
        size: tuple[int, int] = (WIDTH, HEIGHT),
        room: int = 120,
    ) -> list[Body | None]:
        self.detected, self.tracked = people, tracked
        image = np.full((size[1], size[0], 3), 120, np.uint8)
        image[:, : size[0] // 2] = room
        times = np.arange(round(10 * seconds[0]), round(10 * seconds[1])) / 10
        return [estimator.estimate(image, float(t)) for t in times]


@pytest.fixture
def made_up(monkeypatch) -> MadeUp:
    return MadeUp(monkeypatch)


def following(**options: object) -> PoseEstimator:
    return PoseEstimator("video", find_turn=False, **options)


def test_who_sits_on_a_chair_is_not_on_the_floor():
    assert hip_height(ON_CHAIR) > 0.85
    assert not is_on_floor(ON_CHAIR)


def test_somebody_on_a_chair_does_not_take_the_place_of_who_exercises_on_foot(made_up):
    with following() as estimator:
        made_up.watch(estimator, (0, 1), [ON_FEET], ON_FEET)
        made_up.watch(estimator, (1, 9), [ON_FEET, ON_CHAIR], ON_FEET)
    assert made_up.restarts == 0


def test_who_lies_down_is_followed_though_somebody_on_a_chair_was(made_up):
    with following() as estimator:
        made_up.watch(estimator, (0, 5), [ON_CHAIR], ON_CHAIR)
        assert made_up.restarts == 0
        made_up.watch(estimator, (5, 10), [ON_CHAIR, SUPINE], ON_CHAIR)
    assert made_up.restarts > 0


def test_who_is_followed_on_the_floor_stays_when_the_detector_finds_only_another(made_up):
    with following() as estimator:
        made_up.watch(estimator, (0, 5), [SUPINE], SUPINE)
        seen = made_up.watch(estimator, (5, 30), [NEIGHBOUR], SUPINE)
    assert made_up.restarts == 0
    assert all(body is not None for body in seen)


def test_somebody_who_lies_down_later_is_counted_and_no_more_once_up(made_up):
    with following() as estimator:
        made_up.watch(estimator, (0, 10), [SUPINE], SUPINE)
        two = made_up.watch(estimator, (10, 20), [SUPINE, NEIGHBOUR], SUPINE)
        one = made_up.watch(estimator, (20, 30), [SUPINE], SUPINE)
    assert (two[0].also_lying, two[-1].also_lying, one[-1].also_lying) == (0, 1, 0)
    assert made_up.detections < 40  # no more than a search every few seconds


def test_one_search_that_finds_another_is_not_believed(made_up):
    with following() as estimator:
        first = made_up.watch(estimator, (0, 0.3), [SUPINE, NEIGHBOUR], SUPINE)
        later = made_up.watch(estimator, (0.3, 60), [SUPINE], SUPINE)
    assert {body.also_lying for body in first + later} == {0}


def test_the_person_with_a_number_is_found_again_elsewhere_when_alone(made_up):
    with following(person=1) as estimator:
        made_up.watch(estimator, (0, 2), [SUPINE], SUPINE)
        made_up.watch(estimator, (2, 5), [], None)
        made_up.detections = 0
        seen = made_up.watch(estimator, (5, 20), [NEIGHBOUR], NEIGHBOUR)
    assert all(body is not None for body in seen[50:])
    assert made_up.detections < 40


def test_another_is_never_taken_for_the_person_with_a_number(made_up):
    with following(person=1) as estimator:
        made_up.watch(estimator, (0, 2), [SUPINE, NEIGHBOUR], SUPINE)
        made_up.detections = 0
        seen = made_up.watch(estimator, (2, 30), [NEIGHBOUR], NEIGHBOUR)
    assert set(seen) == {None}
    assert made_up.detections < 60


def test_a_picture_of_another_size_is_looked_at_anew(made_up):
    """As when a phone is turned while somebody small is followed in a part of the picture."""
    with following() as estimator:
        small = replace(SUPINE, image=0.2 * SUPINE.image + np.array([1200.0, 330.0]))
        made_up.watch(estimator, (0, 1), [small], small)
        estimator._window = window_around(small, 1.0)
        seen = made_up.watch(estimator, (1, 2), [SUPINE], SUPINE, (HEIGHT, WIDTH))
    assert all(body is not None for body in seen)


def test_after_a_cut_who_was_followed_is_forgotten(made_up):
    """MediaPipe sees the old body in the new picture, as where somebody turned round meanwhile."""
    with following() as estimator:
        made_up.watch(estimator, (0, 5), [SUPINE], SUPINE)
        made_up.detections = made_up.restarts = 0
        made_up.watch(estimator, (5, 5.1), [SUPINE], SUPINE, room=200)
        assert (made_up.restarts, made_up.detections) == (1, 2), "MediaPipe begins anew"
        made_up.watch(estimator, (5.1, 5.5), [SUPINE], SUPINE, room=200)
    assert made_up.restarts == 1, "once"


def test_a_reading_is_kept_until_others_were_rejected_for_a_moment(made_up):
    elsewhere = placed(lying(), 900.0)  # the reading's legs are far from MediaPipe's
    with following() as estimator:
        made_up.watch(estimator, (0, 1), [SUPINE], SUPINE)
        made_up.read_from = elsewhere
        seen = made_up.watch(estimator, (1, 2), [SUPINE], SUPINE)
        made_up.read_from = None
        again = made_up.watch(estimator, (2, 3), [SUPINE], SUPINE)
    assert [body.reading is not None for body in seen] == [True] + [False] * 9
    assert again[-1].reading is not None


@pytest.mark.parametrize(("start_s", "is_accepted"), [(1.5, True), (3.0, False)])
def test_a_reading_after_a_time_without_frames_must_agree_as_the_first_one(
    made_up, start_s, is_accepted
):
    with following() as estimator:
        made_up.watch(estimator, (0, 1), [SUPINE], SUPINE)
        made_up.read_from = placed(lying(), 35.0)  # six joints, 1.7 trunk lengths
        seen = made_up.watch(estimator, (start_s, start_s + 0.5), [SUPINE], SUPINE)
    assert {body.reading is not None for body in seen} == {is_accepted}


def test_a_posture_that_flickers_does_not_lose_the_reading(made_up):
    with following() as estimator:
        made_up.watch(estimator, (0, 2), [SUPINE], SUPINE)
        odd = placed(standing())
        moved = replace(odd, image=SUPINE.image)
        (seen,) = made_up.watch(estimator, (2, 2.1), [moved], moved)
        (again,) = made_up.watch(estimator, (2.1, 2.2), [SUPINE], SUPINE)
        up = made_up.watch(estimator, (2.2, 3), [ON_FEET], ON_FEET)
    assert seen.posture != "supine"
    assert seen.reading is not None
    assert again.reading is not None
    assert up[-1].reading is None
