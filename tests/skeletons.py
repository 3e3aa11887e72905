"""People built by hand from joint angles, in the camera's axes (x right, y down, z away)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from posecheck.anatomy import N_LANDMARKS, SIDES, Landmark, Side
from posecheck.measures.joint_centres import knee_centre
from posecheck.measures.table import Measurements
from posecheck.perception.back.outline import Outline
from posecheck.perception.body.arms import raised_arm
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import ANGLES, JOINTS, LegReading, LyingReading
from posecheck.perception.camera_facts import camera_facts
from posecheck.perception.placement import placement_of

UP = np.array([0.0, -1.0, 0.0])
TO_THE_RIGHT = np.array([1.0, 0.0, 0.0])
PIXELS_PER_METRE = 250.0
THIGH, SHANK, TRUNK, HALF_WIDTH = 0.42, 0.42, 0.5, 0.12
UPPER_ARM, FOREARM = 0.28, 0.26


def body_of(points: dict[Landmark, np.ndarray], visibility: float = 1.0) -> Body:
    """A body seen in parallel projection in a 640x480 picture."""
    world = np.zeros((N_LANDMARKS, 3))
    for landmark, point in points.items():
        world[landmark] = point
    image = world[:, :2] * PIXELS_PER_METRE + (320.0, 240.0)
    return Body(image, world, np.full(N_LANDMARKS, visibility), None, (640, 480))


def lying(
    knee: float = 65.0,
    fallout: dict[Side, float] | None = None,
    ventral: np.ndarray = UP,
    head: np.ndarray = TO_THE_RIGHT,
    arms: dict[Side, np.ndarray] | None = None,
    elbow: float = 180.0,
) -> Body:
    """Lying flat with the knees bent, the hip-ankle lines along the trunk.

    Args:
        knee: included angle of both knees, degrees.
        fallout: how far each leg's plane is turned outward, degrees.
        ventral: where the belly points: up is supine.
        head: where the head points.
        arms: where each arm points, by default along the body.
        elbow: included angle of both elbows, degrees; a forearm bends towards the head.
    """
    fallout = fallout or {}
    right = np.cross(ventral, head)  # so that head x right = ventral
    points: dict[Landmark, np.ndarray] = {}
    for side in SIDES:
        outward = right if side == "right" else -right
        hip = outward * HALF_WIDTH
        height = THIGH * math.cos(math.radians(knee / 2))
        reach = 2 * THIGH * math.sin(math.radians(knee / 2))
        turn = math.radians(fallout.get(side, 0.0))
        lift = ventral * math.cos(turn) + outward * math.sin(turn)
        points[Landmark.of(side, "hip")] = hip
        points[Landmark.of(side, "shoulder")] = hip + head * TRUNK
        points[Landmark.of(side, "knee")] = hip - head * reach / 2 + lift * height
        points[Landmark.of(side, "ankle")] = hip - head * reach
        points[Landmark.of(side, "heel")] = hip - head * reach
        points[Landmark.of(side, "foot_index")] = hip - head * (reach + 0.2)
        arm = (arms or {}).get(side, -head)
        bend = math.radians(180 - elbow)
        forearm = arm * math.cos(bend) + head * math.sin(bend)
        points[Landmark.of(side, "elbow")] = hip + head * TRUNK + arm * UPPER_ARM
        points[Landmark.of(side, "wrist")] = points[Landmark.of(side, "elbow")] + forearm * FOREARM
    return body_of(points)


def standing(
    facing: np.ndarray = TO_THE_RIGHT,
    thigh: dict[Side, float] | None = None,
    knee: dict[Side, float] | None = None,
    toes_out: dict[Side, float] | None = None,
    shank_in: dict[Side, float] | None = None,
) -> Body:
    """Upright trunk.

    Args:
        facing: where the belly points.
        thigh: degrees each thigh is raised forward, negative backward.
        knee: included angle of each knee.
        toes_out: degrees each foot points outward.
        shank_in: degrees each shank is swung so that the foot goes to the midline.
    """
    right = np.cross(facing, UP)  # so that UP x right = facing
    points: dict[Landmark, np.ndarray] = {}
    for side in SIDES:
        outward = right if side == "right" else -right
        raised = math.radians((thigh or {}).get(side, 0.0))
        along = -UP * math.cos(raised) + facing * math.sin(raised)
        bend = math.radians(180 - (knee or {}).get(side, 180.0))
        back = np.cross(along, right)  # where the heel goes as the knee bends
        swing = math.radians((shank_in or {}).get(side, 0.0))
        across = back * math.cos(swing) - outward * math.sin(swing)
        hip = outward * HALF_WIDTH
        knee_at = hip + along * THIGH
        ankle = knee_at + (along * math.cos(bend) + across * math.sin(bend)) * SHANK
        turn = math.radians((toes_out or {}).get(side, 0.0))
        toes = facing * math.cos(turn) + outward * math.sin(turn)
        points[Landmark.of(side, "hip")] = hip
        points[Landmark.of(side, "shoulder")] = hip + UP * TRUNK
        points[Landmark.of(side, "knee")] = knee_at
        points[Landmark.of(side, "ankle")] = ankle
        points[Landmark.of(side, "heel")] = ankle
        points[Landmark.of(side, "foot_index")] = ankle + toes * 0.2
    return body_of(points)


def one_leg_raised() -> Body:
    """Lying, the left side near: its leg bent on the floor, the right knee and foot far from it."""
    body = lying()
    image = body.image.copy()
    for part, shift in (("knee", -100.0), ("ankle", -190.0), ("foot_index", -200.0)):
        image[Landmark.of("right", part)] += (60.0, shift)
    return replace(body, image=image)


def read_as(body: Body, error_deg: float = 4.0) -> LyingReading:
    """A reading that says of ``body`` just what its world landmarks say."""
    legs, joints = {}, {}
    for side in SIDES:
        place = {p: body.world[Landmark.of(side, p)] for p in (*JOINTS, "heel")}
        legs[side] = LegReading(
            place["knee"] - place["hip"],
            place["ankle"] - place["knee"],
            place["foot_index"] - place["heel"],
            dict.fromkeys(ANGLES, error_deg),
        )
        joints[side] = np.array([body.image[Landmark.of(side, p)] for p in JOINTS])
    trunk = body.middle_world("shoulder") - body.middle_world("hip")
    lateral = body.world[Landmark.RIGHT_HIP] - body.world[Landmark.LEFT_HIP]
    return LyingReading(
        trunk / np.linalg.norm(trunk), lateral / np.linalg.norm(lateral), legs, joints, 0, 0, 0.8
    )


def read_exactly(body: Body) -> Body:
    """``body`` with a reading that says the same and expects next to no error."""
    return replace(body, reading=read_as(body, error_deg=1.0))


def knees_marked_in_front(body: Body) -> Body:
    """The knees in the picture moved from their centres to where MediaPipe would mark them."""
    image = body.image.copy()
    for side in SIDES:
        hip, centre, ankle = (body.point(Landmark.of(side, p)) for p in ("hip", "knee", "ankle"))
        marked = centre
        for _ in range(20):
            marked = marked + centre - knee_centre(hip, marked, ankle)
        image[Landmark.of(side, "knee")] = marked
    return replace(body, image=image)


def moved(body: Body, points: dict[Landmark, tuple[float, float, float]]) -> Body:
    """The body with points at other places, in metres; the picture follows."""
    world = body.world.copy()
    for landmark, place in points.items():
        world[landmark] = place
    image = world[:, :2] * PIXELS_PER_METRE + (320.0, 240.0)
    return replace(body, world=world, image=image)


def hidden(body: Body, *landmarks: Landmark, visibility: float = 0.0) -> Body:
    """The body with points that MediaPipe holds for hidden."""
    values = body.visibility.copy()
    values[list(landmarks)] = visibility
    return replace(body, visibility=values)


def outside(body: Body, landmark: Landmark) -> Body:
    """The body with one point just left of the picture."""
    image = body.image.copy()
    image[landmark, 0] = -0.1
    return replace(body, image=image)


def with_back(body: Body, hollow_cm: float = 0.0, slope: float = 0.0) -> Body:
    """``body`` with a reading, and an outline 12 cm under the trunk line that is hollow by so much
    and slopes as the picture of a leaning camera does."""
    trunk_px = TRUNK * PIXELS_PER_METRE
    share = np.arange(-0.5, 1.15, 1 / trunk_px)
    x = body.middle("hip")[0] + share * (body.middle("shoulder") - body.middle("hip"))[0]
    bump = np.exp(-(((share - 0.35) / 0.13) ** 2)) * hollow_cm / 100 * PIXELS_PER_METRE
    y = body.middle("hip")[1] + 0.12 * PIXELS_PER_METRE - bump + slope * (x - x[0])
    lower = np.stack([x, y], 1)
    upper = lower - [0, 60.0]
    down = np.array([0.0, 1.0])
    body = replace(body, reading=read_as(body))
    return replace(body, outline=Outline(share, lower, upper, trunk_px, 1.0, down))


def observed(body: Body | None, measurements: Measurements | None) -> Measurements | None:
    """Made-up measurements, with what a frame that shows ``body`` tells besides."""
    if body is None or measurements is None:
        return None
    return replace(
        measurements,
        camera=camera_facts(body),
        placement=placement_of(body),
        raised_arm=raised_arm(body, measurements.posture),
    )
