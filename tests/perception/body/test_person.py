"""The choice among several people; people who are small or in the dark are found."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from skeletons import lying, standing

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.person import (
    choose_exerciser,
    is_another_person,
    is_on_floor,
    overlap,
)
from posecheck.video import open_source


@pytest.fixture(scope="module")
def picture(release_clip):
    with open_source(release_clip) as source:
        return next(iter(source)).image


def moved(body, right_px):
    return replace(body, image=body.image + np.array([right_px, 0.0]))


def test_overlap_is_intersection_over_union():
    assert overlap((0, 0, 2, 2), (1, 0, 3, 2)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 1, 1), (2, 2, 3, 3)) == 0


def test_the_person_on_the_floor_exercises_however_large_the_helper_is():
    helper, supine = standing(), moved(lying(), 50)
    assert is_on_floor(supine)
    assert not is_on_floor(helper)
    assert choose_exerciser([helper, supine]) is supine
    assert choose_exerciser([helper]) is helper
    assert choose_exerciser([]) is None


def test_of_two_on_the_floor_the_followed_person_is_chosen():
    first, second = lying(), moved(lying(), 200)
    assert choose_exerciser([first, second], followed=second.box()) is second
    assert choose_exerciser([second, first], followed=first.box()) is first


def test_a_number_counts_from_the_left():
    left, right = moved(standing(), -150), moved(lying(), 150)
    assert choose_exerciser([right, left], number=1) is left
    assert choose_exerciser([right, left], number=2) is right
    assert choose_exerciser([right, left], number=3) is None


def test_a_person_at_a_third_of_the_size_is_found_in_the_right_place(picture):
    third = cv2.resize(picture, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    large = np.full_like(picture, 150)
    height, width = third.shape[:2]
    large[300 : 300 + height, 420 : 420 + width] = third
    with PoseEstimator("photo") as estimator:
        body, whole = estimator.estimate(large), estimator.estimate(picture)
    assert body is not None
    assert whole is not None
    expected = tuple(0.3 * edge + (420, 300)[i % 2] for i, edge in enumerate(whole.box()))
    assert overlap(body.box(), expected) > 0.5


def test_a_person_in_the_dark_is_found(picture):
    noise = np.random.default_rng(0).normal(0, 2, picture.shape)
    dark = np.clip(picture * 0.1 + noise, 0, 255).astype(np.uint8)
    with PoseEstimator("video", with_mask=False) as estimator:
        found = [estimator.estimate(dark, i / 10) for i in range(5)]
    assert all(body is not None for body in found)


def test_the_second_of_two_people_is_followed_when_asked(picture):
    both = np.concatenate([picture, picture[:, ::-1]], axis=1)
    with PoseEstimator("video", person=2, with_mask=False) as estimator:
        found = [estimator.estimate(both, i / 10) for i in range(4)]
    middle = picture.shape[1]
    assert all(body is not None and body.middle("hip")[0] > middle for body in found)


def test_others_who_lie_there_too_are_counted(picture):
    def counted(image, **options):
        with PoseEstimator("video", **options) as estimator:
            return [estimator.estimate(image, t).also_lying for t in (0.0, 0.5)][-1]

    both = np.concatenate([picture, picture[:, ::-1]], axis=1)
    assert counted(picture) == 0
    assert counted(both) == 1
    assert counted(both, person=1) == 0  # the user has chosen


def test_the_rest_of_a_painted_person_is_no_other_person():
    def covering(body, share):
        mask = np.zeros((100, 100), np.float32)
        mask[: round(100 * share)] = 1.0
        return replace(body, mask=mask)

    first = covering(lying(), 0.2)
    beside = moved(first, 400)
    assert is_another_person(beside, [first])
    assert not is_another_person(moved(first, 10), [first])
    assert not is_another_person(covering(beside, 0.05), [first])
    assert not is_another_person(covering(moved(standing(), 400), 0.2), [first])


@pytest.mark.parametrize("rows_left_out", [0, 2], ids=["as large", "of another size"])
def test_the_person_with_a_number_is_never_silently_another_one(picture, rows_left_out):
    both = np.concatenate([picture, picture], axis=1)
    one_left = both[rows_left_out:].copy()
    one_left[:, picture.shape[1] :] = 120
    with PoseEstimator("video", person=2, with_mask=False) as estimator:
        body = estimator.estimate(both, 0.0)
        assert body is not None
        assert body.middle("hip")[0] > picture.shape[1]
        assert estimator.has_chosen
        assert estimator.most_people == 2
        later = [estimator.estimate(one_left, 1.0 + index / 10) for index in range(3)]
    assert later == [None] * len(later)
