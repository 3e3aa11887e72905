"""Bones and joints."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from drawn import annotated, count_colour
from made_coaching import make_moment
from skeletons import lying

from posecheck.anatomy import Landmark
from posecheck.feedback.overlay.skeleton import SkeletonAnnotator
from posecheck.feedback.overlay.style import ACCENT, UNSEEN, WHITE

BODY = lying()


def skeleton(visibility):
    body = replace(BODY, visibility=np.full_like(BODY.visibility, visibility))
    return annotated(SkeletonAnnotator(), make_moment(body=body))


def test_what_is_seen_is_bright_with_white_joints():
    image = skeleton(1.0)
    x, y = BODY.point(Landmark.LEFT_KNEE).round().astype(int)
    assert tuple(image[y, x]) == WHITE
    assert count_colour(image, ACCENT) > 500


def test_what_is_probably_hidden_is_grey_and_thin_without_joints():
    seen, hidden = skeleton(1.0), skeleton(0.0)
    assert count_colour(hidden, WHITE) == 0
    assert count_colour(hidden, ACCENT) == 0
    assert 0 < count_colour(hidden, UNSEEN) < 0.7 * count_colour(seen, ACCENT)
