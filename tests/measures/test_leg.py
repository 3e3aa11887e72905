"""The leg's angles on people built by hand, both sides, seen from several directions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import UP, hidden, knees_marked_in_front, lying, moved, outside, read_as, standing

from posecheck.anatomy import SIDES, Landmark, opposite
from posecheck.measures import leg
from posecheck.perception.scene import Scene, scene_of

AWAY = np.array([0.0, 0.0, 1.0])
TO_THE_RIGHT = np.array([1.0, 0.0, 0.0])
OBLIQUE = np.array([1.0, 0.0, 1.0]) / math.sqrt(2)


@pytest.mark.parametrize("head", [TO_THE_RIGHT, -TO_THE_RIGHT, OBLIQUE, AWAY])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("angle", [0, 20, 45, 90, -15])
def test_fall_out_is_the_turn_of_the_legs_plane(angle, side, head):
    scene = scene_of(lying(fallout={side: angle}, head=head))
    assert scene.posture == "supine"
    assert leg.fall_out(scene, side) == pytest.approx(angle, abs=0.1)
    assert leg.fall_out(scene, opposite(side)) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("head", [TO_THE_RIGHT, OBLIQUE, AWAY])
@pytest.mark.parametrize("fallout", [0, 70])
def test_knee_is_right_also_when_fallen_out(fallout, head):
    body = lying(knee=65, fallout={"left": fallout}, head=head)
    scene = scene_of(knees_marked_in_front(body))
    assert leg.knee(scene, "left") == pytest.approx(65, abs=0.1)


def bent_more_in_the_picture(head):
    """What the world landmarks say is a knee of 65 degrees; the picture shows one of 80."""
    in_space, pictured = lying(knee=65, head=head), lying(knee=80, head=head)
    return scene_of(replace(in_space, image=knees_marked_in_front(pictured).image))


def test_in_the_side_view_the_picture_has_seven_tenths_of_the_weight():
    seen = leg.knee(bent_more_in_the_picture(TO_THE_RIGHT), "left")
    assert seen == pytest.approx(65 + 0.7 * (80 - 65), abs=0.1)


def test_where_the_bones_point_at_the_camera_the_picture_has_no_weight():
    assert leg.knee(bent_more_in_the_picture(AWAY), "left") == pytest.approx(65, abs=8)


def square_knee(thigh_share: float, shank_share: float) -> Scene:
    """A knee of 90 degrees in space, the thigh level and the shank upright, of which the camera
    sees these shares; the picture shows a knee of 105 degrees."""
    hip = np.array([0.0, 0.0, 0.0])
    knee = hip + 0.4 * np.array([thigh_share, 0.0, math.sqrt(1 - thigh_share**2)])
    # square to the thigh in space and in the picture
    shank = np.array([0.0, shank_share, math.sqrt(1 - shank_share**2)])
    ankle = knee + 0.4 * shank
    body = moved(standing(), {Landmark.LEFT_HIP: hip, Landmark.LEFT_KNEE: knee})
    body = moved(body, {Landmark.LEFT_ANKLE: ankle})
    image = body.image.copy()
    image[Landmark.LEFT_HIP] = (200.0, 200.0)
    image[Landmark.LEFT_KNEE] = (300.0, 200.0)
    turn = math.radians(105 - 90)
    image[Landmark.LEFT_ANKLE] = (300.0 + 100 * math.sin(turn), 200.0 + 100 * math.cos(turn))
    return scene_of(knees_marked_in_front(replace(body, image=image)))


@pytest.mark.parametrize(
    ("share", "weight"),
    [
        (1.0, 0.7),
        (0.91, 0.7),
        (0.8, 0.7 * 0.75),
        (0.7, 0.7 * 0.5),
        (0.6, 0.7 * 0.25),
        (0.49, 0.0),
        (0.2, 0.0),
    ],
)
def test_the_more_the_thigh_is_foreshortened_the_less_the_picture_weighs(share, weight):
    # thigh and shank are square to each other in space and in the picture: 90 degrees in both
    assert leg.knee(square_knee(share, 1.0), "left") == pytest.approx(90 + weight * 15, abs=0.05)


def test_the_shank_counts_as_much_as_the_thigh():
    # square in the picture; in space the cosine is 0.6 * 0.6
    in_space = 180 - math.degrees(math.acos(math.sqrt(1 - 0.8**2) * math.sqrt(1 - 0.7**2)))
    seen = leg.knee(square_knee(0.8, 0.7), "left")
    assert seen == pytest.approx(in_space + 0.35 * 15, abs=0.05)


def read_bent_more_in_the_picture(
    fallout: float = 0.0, off_side_deg: float = 0.0, seen: float = 80.0
) -> Scene:
    """With a reading, which says that the left knee is bent by 65 degrees; the picture, another."""
    turn = math.radians(off_side_deg)
    head = np.array([math.cos(turn), 0.0, math.sin(turn)])
    body = lying(knee=65, fallout={"left": fallout}, head=head)
    picture = lying(knee=seen)
    reading = replace(read_as(body), joints=read_as(picture).joints)
    image = knees_marked_in_front(picture).image
    return scene_of(replace(body, image=image, reading=reading))


@pytest.mark.parametrize(
    ("fallout", "off_side_deg", "knee"),
    [
        # in the picture's plane both angles mean the same: 65 + 0.7 (80 - 65)
        (0, 0, 75.5),
        (14.5, 0, 75.5),
        (-14.5, 0, 75.5),
        (0, 29.5, 75.5),
        # else the difference from how the camera would see 65 degrees is what counts: it sees
        # 66.94 with the leg's plane turned by 15.5 degrees, 57.53 from 30.5 degrees off the side
        (15.5, 0, 65 + 0.7 * (80 - 66.94)),
        (-15.5, 0, 65 + 0.7 * (80 - 66.94)),
        (0, 30.5, 65 + (80 - 57.53) - 0.3 * 20),  # over 20 degrees apart
    ],
)
def test_a_leg_in_the_pictures_plane_takes_the_mean_of_both_angles(fallout, off_side_deg, knee):
    scene = read_bent_more_in_the_picture(fallout, off_side_deg)
    assert leg.knee(scene, "left") == pytest.approx(knee, abs=0.1)


@pytest.mark.parametrize(("seen", "knee"), [(85, 79), (95, 89), (160, 154)])
def test_a_leg_that_was_misread_counts_no_farther_than_20_degrees(seen, knee):
    # 0.3 of those 20 degrees
    assert leg.knee(read_bent_more_in_the_picture(seen=seen), "left") == pytest.approx(
        knee, abs=0.1
    )


def test_without_a_reading_no_leg_counts_as_in_the_pictures_plane():
    body = replace(
        lying(knee=65, fallout={"left": 14.0}), image=knees_marked_in_front(lying(knee=80)).image
    )
    # the camera would see 66.6 degrees
    expected = 65 + 0.7 * (80 - 66.6)
    assert leg.knee(scene_of(body), "left") == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("read", [False, True])
def test_a_leg_straighter_than_150_has_no_fall_out(side, read):
    nearly, straight = lying(knee=149.5), lying(knee=150.5)
    if read:
        nearly, straight = (replace(b, reading=read_as(b)) for b in (nearly, straight))
    assert leg.fall_out(scene_of(nearly), side) == pytest.approx(0)
    assert math.isnan(leg.fall_out(scene_of(straight), side))


@pytest.mark.parametrize(("side", "outward"), [("left", -1.0), ("right", 1.0)])
@pytest.mark.parametrize("turn", [30.0, -30.0, 80.0])
def test_the_fall_out_of_a_leg_that_was_read(side, outward, turn):
    # the bones have unit length, and a shank is 0.95 of a thigh: the thigh rises by 0.57 over the
    # line hip-ankle, the shank falls by 0.95 * 0.6
    body = lying()
    lift = math.cos(math.radians(turn)) * UP + math.sin(math.radians(turn)) * outward * AWAY
    thigh = -TO_THE_RIGHT * math.sqrt(1 - 0.57**2) + 0.57 * lift
    shank = -TO_THE_RIGHT * 0.8 - 0.6 * lift
    reading = read_as(body)
    bones = replace(reading.legs[side], thigh=thigh, shank=shank)
    reading = replace(reading, legs={**reading.legs, side: bones})
    scene = scene_of(replace(body, reading=reading))
    assert leg.fall_out(scene, side) == pytest.approx(turn)


def test_a_straight_leg_has_180_degrees():
    assert leg.knee(scene_of(standing()), "left") == pytest.approx(180, abs=0.01)


def test_fall_out_is_only_for_someone_on_the_back():
    scene = scene_of(standing(knee={"left": 90.0}))
    assert math.isnan(leg.fall_out(scene, "left"))


@pytest.mark.parametrize("facing", [TO_THE_RIGHT, -TO_THE_RIGHT, OBLIQUE, AWAY])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("flexion", [0, 30, 90, 120, -20])  # -20: the thigh behind the trunk
def test_hip_flexion_in_and_out_of_the_side_view(flexion, side, facing):
    scene = scene_of(standing(facing, thigh={side: flexion}, knee={side: 120.0}))
    found = leg.hip_flexion(scene, side)
    assert found == pytest.approx(flexion, abs=0.1)


@pytest.mark.parametrize("lean", [-15.0, 0.0, 15.0])
@pytest.mark.parametrize("facing", [AWAY, -AWAY])
def test_noise_makes_no_flexion_of_a_leg_raised_sideways_seen_from_the_front(facing, lean):
    """The picture shows the way outwards there; which of its sides is the front it does not."""
    body = standing(facing)
    hip = body.world[Landmark.LEFT_HIP]
    outward = hip / np.linalg.norm(hip)
    raised = 0.64 * outward - 0.77 * UP
    body = moved(
        body, {Landmark.LEFT_KNEE: hip + 0.42 * raised, Landmark.LEFT_ANKLE: hip + 0.84 * raised}
    )
    c, s = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    turned = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    body = moved(body, {point: turned @ body.world[point] for point in Landmark})
    random = np.random.default_rng(2)
    for _ in range(40):
        world = body.world + random.normal(0, 0.01, body.world.shape)
        noisy = replace(body, world=world, image=body.image + random.normal(0, 1, (33, 2)))
        assert abs(leg.hip_flexion(scene_of(noisy), "left")) < 15


@pytest.mark.parametrize("depth", [0.5, -0.5])
@pytest.mark.parametrize("seen", [12.0, -12.0])
def test_of_a_thigh_in_line_with_the_trunk_the_picture_tells_the_side(seen, depth):
    """One camera's depth is noise there."""
    body = standing(thigh={"left": depth, "right": depth})
    image = standing(thigh={"left": seen, "right": seen}).image
    assert leg.hip_flexion(scene_of(replace(body, image=image)), "left") == pytest.approx(
        seen, abs=4.0
    )


@pytest.mark.parametrize("facing", [TO_THE_RIGHT, AWAY, OBLIQUE])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("turn", [0, 25, -25])
def test_hip_rotation_external_is_positive_on_both_sides(turn, side, facing):
    # a bent knee, the foot swung to the midline, is the thigh turned outward
    bent = standing(facing, thigh={side: 45.0}, knee={side: 90.0}, shank_in={side: turn})
    assert leg.hip_rotation(scene_of(bent), side) == pytest.approx(turn, abs=0.1)
    # a straight leg, the toes pointing outward, likewise
    straight = standing(facing, toes_out={side: turn})
    assert leg.hip_rotation(scene_of(straight), side) == pytest.approx(turn, abs=0.1)


@pytest.mark.parametrize("side", SIDES)
def test_hip_rotation_is_read_from_the_shank_up_to_150_and_from_the_foot_above(side):
    turned = {"shank_in": {side: 20.0}, "toes_out": {side: -30.0}}
    bent = scene_of(standing(knee={side: 149.5}, **turned))
    straight = scene_of(standing(knee={side: 150.5}, **turned))
    assert leg.hip_rotation(bent, side) == pytest.approx(20.0)
    assert leg.hip_rotation(straight, side) == pytest.approx(-30.0)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("across", "is_given"), [(0.39, False), (0.41, True)])
def test_a_foot_along_the_leg_shows_no_rotation(side, across, is_given):
    body = standing(-AWAY)  # facing the camera; the feet point down, a little to the camera
    heel = body.world[Landmark.of(side, "heel")]
    toes = heel + 0.2 * (across * -AWAY - math.sqrt(1 - across**2) * UP)
    seen = leg.hip_rotation(scene_of(moved(body, {Landmark.of(side, "foot_index"): toes})), side)
    assert seen == pytest.approx(0.0) if is_given else math.isnan(seen)


@pytest.mark.parametrize(("side", "outward"), [("left", 1.0), ("right", -1.0)])
@pytest.mark.parametrize(
    ("out", "down", "expected"),
    [
        (0.3, 0.4, 36.87),  # the sides 3, 4, 5: the sine is 0.6
        (-0.3, 0.4, -36.87),  # across the midline
        (0.0, 0.5, 0.0),
        (0.4, 0.3, 53.13),
        (0.5, 0.0, 90.0),
        (-0.5, 0.0, -90.0),
    ],
)
def test_hip_abduction_is_positive_outward_on_both_sides(side, outward, out, down, expected):
    # facing the camera, the person's left is at the picture's right
    body = standing(-AWAY)
    knee = body.world[Landmark.of(side, "hip")] + (outward * out, down, 0.0)
    scene = scene_of(moved(body, {Landmark.of(side, "knee"): knee}))
    assert leg.hip_abduction(scene, side) == pytest.approx(expected, abs=0.01)
    assert leg.hip_abduction(scene, opposite(side)) == pytest.approx(0.0, abs=0.01)


def test_hip_abduction_ignores_how_far_the_thigh_is_raised():
    body = standing(-AWAY)
    # sideways 0.3, down 0.0 and forward 0.4: still 3, 4, 5
    knee = body.world[Landmark.LEFT_HIP] + (0.3, 0.0, -0.4)
    scene = scene_of(moved(body, {Landmark.LEFT_KNEE: knee}))
    assert leg.hip_abduction(scene, "left") == pytest.approx(36.87, abs=0.01)


NEEDED = {
    leg.knee: ("hip", "knee", "ankle"),
    leg.hip_flexion: ("shoulder", "hip", "knee"),
    leg.fall_out: ("hip", "knee", "ankle"),
    leg.hip_rotation: ("hip", "knee", "ankle"),
    leg.hip_abduction: ("hip", "knee"),
}
PARTS = ("shoulder", "elbow", "hip", "knee", "ankle", "heel", "foot_index")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("measure", NEEDED)
def test_only_what_is_needed_must_be_seen(measure, part, side):
    body = lying()
    for read in (False, True):
        # a reading covers what is hidden, but not what is outside the picture
        unseen = outside if read else hidden
        seen = replace(body, reading=read_as(body)) if read else body
        own, other = (scene_of(unseen(seen, Landmark.of(s, part))) for s in (side, opposite(side)))
        assert math.isnan(measure(own, side)) == (part in NEEDED[measure])
        assert not math.isnan(measure(other, side))


@pytest.mark.parametrize("part", ["heel", "foot_index"])
def test_a_straight_legs_rotation_needs_the_foot(part):
    body = standing()
    assert leg.hip_rotation(scene_of(body), "left") == pytest.approx(0.0)
    scene = scene_of(hidden(body, Landmark.of("left", part)))
    assert math.isnan(leg.hip_rotation(scene, "left"))


@pytest.mark.parametrize(("visibility", "is_seen"), [(0.5, True), (0.49, False), (1.0, True)])
def test_a_point_is_seen_from_a_visibility_of_one_half(visibility, is_seen):
    body = hidden(lying(), Landmark.LEFT_KNEE, visibility=visibility)
    assert leg.are_visible(body, "left", "hip", "knee") == is_seen
    assert leg.are_visible(body, "right", "hip", "knee")
    assert math.isnan(leg.knee(scene_of(body), "left")) != is_seen


@pytest.mark.parametrize(
    ("place", "is_seen"),
    [((0, 0), True), ((640, 480), True), ((-0.1, 50), False), ((640.1, 50), False)],
)
def test_with_a_reading_every_point_in_the_picture_is_seen(place, is_seen):
    body = hidden(lying(), *Landmark)
    body = replace(body, reading=read_as(body))
    image = body.image.copy()
    image[Landmark.RIGHT_KNEE] = place
    assert leg.are_visible(replace(body, image=image), "right", "hip", "knee") == is_seen


@pytest.mark.parametrize("side", SIDES)
def test_hip_flexion_ignores_how_far_the_thigh_points_sideways(side):
    # facing the camera: the sagittal plane is seen from its edge, and the picture has no weight
    body = standing(-AWAY)
    hip = body.world[Landmark.of(side, "hip")]
    outward = hip / np.linalg.norm(hip)
    knee = hip + 0.1 * outward - 0.4 * AWAY - 0.1 * UP  # the tangent of the flexion is 4
    scene = scene_of(moved(body, {Landmark.of(side, "knee"): knee}))
    assert leg.hip_flexion(scene, side) == pytest.approx(75.96, abs=0.01)


@pytest.mark.parametrize("side", SIDES)
def test_hip_flexion_behind_the_trunk_reaches_beyond_the_square(side):
    body = standing(-AWAY)
    hip = body.world[Landmark.of(side, "hip")]
    for forward, up, expected in ((0.4, 0.1, 104.04), (-0.4, 0.1, -104.04), (-0.4, -0.1, -75.96)):
        knee = hip - forward * AWAY + up * UP
        scene = scene_of(moved(body, {Landmark.of(side, "knee"): knee}))
        assert leg.hip_flexion(scene, side) == pytest.approx(expected, abs=0.01)
