# SPDX-License-Identifier: GPL-3.0-or-later
"""Solve a pose, given by the angles that posecheck measures, with contact to floor and roller.

Everything is solved in one canonical frame: the floor is z = 0, the person's head points to +x.
Supine, the left side is at -y, and a camera at -y sees the left side. Side-lying, the front is at
-y. :func:`place_on_floor` turns the result on the floor afterwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from human import Human
from rotations import X, Y, Z, frame, remove_along, rotation, shortest_turn, unit

SIDES = {"left": "L", "right": "R"}
OUTWARD = {"left": 1.0, "right": -1.0}
"""Direction outward of each side along x of the rest frame."""

ATTITUDES = {
    "supine": np.stack([-Y, X, Z], 1),
    "prone": np.stack([Y, X, -Z], 1),
    "side_lying_left": np.stack([-Z, X, -Y], 1),
    "side_lying_right": np.stack([Z, X, Y], 1),
    "upright": np.stack([Y, Z, X], 1),
}
"""For each attitude, columns that say where the person's left, head and front point. Upright faces
+x."""

SINK = {"pelvis": 0.018, "thorax": 0.012, "roller": 0.010}
"""Metres by which soft tissue gives way."""

MAX_BEND = 60.0
"""Most degrees that the spine bends back over the roller."""

ANKLE_HEIGHT = 0.085
"""Metres from the floor to the ankle of a standing foot."""

HAND_HEIGHT = 0.035
"""Metres from the floor to the wrist of a hand that lies on it."""


@dataclass(frozen=True)
class Leg:
    """One leg, in one of three ways.

    * ``ankle`` None and ``planted`` True: the foot stands on the floor. ``knee`` is the included
      angle, ``fall_out`` how far the leg is turned out, ``stance`` how far outward of the hip the
      ankle stands (m).
    * ``planted`` False: the thigh is set by ``flexion``, ``abduction`` and ``rotation`` (external
      positive) against the trunk or, with ``against`` "pelvis", the pelvis.
    * ``ankle`` given: a point (x, y, z) in the canonical frame, relative to the pelvis' place on
      the floor; the knee points to ``pole``.
    """

    knee: float = 90.0
    planted: bool = False
    fall_out: float = 0.0
    stance: float = 0.02
    flexion: float = 0.0
    abduction: float = 0.0
    rotation: float = 0.0
    against: str = "trunk"
    ankle: tuple[float, float, float] | None = None
    pole: tuple[float, float, float] = (0.0, 0.0, 1.0)
    plantar: float = 15.0
    flat_foot: bool = True


@dataclass(frozen=True)
class Arm:
    """One arm, in one of two ways.

    * ``joint`` given ("shoulder" or a bone's name): the hand is at ``offset`` from that joint, the
      elbow points to ``pole``. ``on_floor`` lays the hand on the floor.
    * ``upper`` and ``fore`` given: directions of the upper arm and forearm.

    Canonical frame; written for the left arm supine (upright, -y is outward too). For the right arm
    y is mirrored.
    """

    joint: str | None = None
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    pole: tuple[float, float, float] = (0.0, -1.0, 0.0)
    on_floor: bool = False
    upper: tuple[float, float, float] | None = None
    fore: tuple[float, float, float] | None = None


ARMS = {
    "along": Arm("shoulder", (-0.47, -0.16, 0.0), (0.0, -1.0, 0.0), on_floor=True),
    "away": Arm("shoulder", (-0.30, -0.40, 0.0), (-0.3, 0.0, -1.0), on_floor=True),
    "chest": Arm("spine01", (0.03, -0.04, 0.21), (-0.6, -1.0, -0.1)),
    "belly": Arm("spine04", (0.02, -0.04, 0.20), (-0.3, -1.0, -0.1)),
    "head": Arm("head", (0.10, -0.10, -0.02), (0.3, -1.0, 0.3)),
    "raised": Arm(upper=(0.05, -0.05, 1.0), fore=(0.05, -0.02, 1.0)),
    "hanging": Arm(upper=(0.05, -0.22, -1.0), fore=(0.15, -0.10, -1.0)),
}


@dataclass(frozen=True)
class Roller:
    """A cylinder on the floor, in metres.

    Attributes
    ----------
    position
        Along the trunk, 0 shoulders and 1 hips.
    turn
        posecheck's roller turn in degrees: positive with the person's left end nearer the head.
    shift
        Distance by which it is moved along its own axis.
    x, y
        A fixed place in the canonical frame, instead of ``position``.
    """

    length: float = 0.45
    radius: float = 0.065
    position: float = 0.38
    turn: float = 0.0
    shift: float = 0.0
    x: float | None = None
    y: float | None = None

    def axis(self) -> np.ndarray:
        """Give the unit vector towards the person's left end (supine)."""
        t = math.radians(self.turn)
        return np.array([math.sin(t), -math.cos(t), 0.0])


@dataclass(frozen=True)
class Pose:
    """Everything that is asked for. Angles in degrees.

    Attributes
    ----------
    tilt
        The pelvis' anterior tilt against the trunk, which arches the lower back.
    recline
        How far the upper back slopes down to the head beyond the roller, against the floor.
    roll
        The pelvis' roll, positive with the left side up.
    lean
        The trunk's lean sideways.
    under
        Whether the roller lies under the "back" or the lower "hip".
    belly_m, ribs_m
        How far the breath has moved belly and ribs out.
    breath
        "in", "out" or "held"; None where no breath is shown.
    lift
        Height by which the body hovers.
    pitch
        Lifts the trunk's head end instead of laying it down; upright, a negative one leans it
        forward.
    posture
        The posture's name, where the attitude does not say it.
    """

    attitude: str = "supine"
    tilt: float = -8.0
    recline: float = 4.0
    roll: float = 0.0
    lean: float = 0.0
    neck: float = 8.0
    head_turn: float = 0.0
    legs: dict[str, Leg] = field(default_factory=dict)
    arms: dict[str, Arm] = field(default_factory=dict)
    roller: Roller | None = None
    under: str = "back"
    belly_m: float = 0.0
    ribs_m: float = 0.0
    breath: str | None = None
    lift: float = 0.0
    pitch: float | None = None
    posture: str | None = None


@dataclass
class Posed:
    """A solved pose: bone rotations (B, 3, 3), joints (B, 3), and the roller's centre and axis."""

    human: Human
    pose: Pose
    turns: np.ndarray
    places: np.ndarray
    roller_centre: np.ndarray | None
    roller_axis: np.ndarray | None

    def joint(self, bone: str) -> np.ndarray:
        """Give the (3,) place of a bone's first joint."""
        return self.places[self.human.index[bone]]

    def vertices(self, part=None) -> np.ndarray:
        """Give (V, 3) vertices of a part, or of the bare body.

        Flesh is flattened where it presses on the floor or the roller.
        """
        return self._flattened(self.unpressed(part))

    def unpressed(self, part=None) -> np.ndarray:
        """Give the vertices as :meth:`vertices` does, but sunk into what the body lies on."""
        h = self.human
        rest, weights, bones = (
            (h.rest, h.weights, h.bones)
            if part is None
            else (part.vertices, part.weights, part.bones)
        )
        rest = h.breathe(rest, self.pose.belly_m, self.pose.ribs_m)
        return h.skin(self.turns, self.places, rest, weights, bones)

    def _flattened(self, vertices: np.ndarray) -> np.ndarray:
        vertices = vertices.copy()
        if self.roller_centre is not None:
            offset = vertices - self.roller_centre
            along = offset @ self.roller_axis
            from_axis = offset - np.outer(along, self.roller_axis)
            distance = np.linalg.norm(from_axis, axis=1)
            wanted = self.pose.roller
            inside = (distance < wanted.radius) & (np.abs(along) < wanted.length / 2)
            outwards = from_axis[inside] / np.maximum(distance[inside, None], 1e-6)
            vertices[inside] += outwards * (wanted.radius - distance[inside])[:, None]
        vertices[:, 2] = np.maximum(vertices[:, 2], 0.0)
        return vertices


SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")


def solve(human: Human, pose: Pose) -> Posed:
    """Find the pelvis' height and the trunk's pitch at which the body lies on what is under it."""
    solver = _Solver(human, pose)
    if pose.attitude == "upright":
        return solver.stand()
    return solver.lie()


def place_on_floor(posed: Posed, yaw: float, xy: tuple[float, float] = (0.0, 0.0)) -> Posed:
    """Turn a posed body about the vertical (degrees) and move it on the floor (m)."""
    turn = rotation(Z, yaw)
    shift = np.array([*xy, 0.0])
    centre = posed.roller_centre
    return Posed(
        posed.human,
        posed.pose,
        np.einsum("ij,bjk->bik", turn, posed.turns),
        posed.places @ turn.T + shift,
        None if centre is None else turn @ centre + shift,
        None if posed.roller_axis is None else turn @ posed.roller_axis,
    )


def blend(first: Posed, second: Posed, share: float) -> Posed:
    """Give a posed body between two poses of one person.

    Bones turn and the pelvis moves from the first (share 0) to the second (share 1); so does the
    height of the lowest point.
    """
    h = first.human
    turns = {
        name: _interpolate_rotation(first.turns[i], second.turns[i], share)
        for i, name in enumerate(h.names)
    }
    root = first.places[0] * (1 - share) + second.places[0] * share
    matrices, places = h.forward(turns, root)
    pose = replace(first.pose if share < 0.5 else second.pose, posture="unknown", roller=None)
    result = Posed(h, pose, matrices, places, None, None)
    wanted = (1 - share) * _lowest(first) + share * _lowest(second)
    result.places[:, 2] += wanted - _lowest(result)
    return result


def _lowest(posed: Posed) -> float:
    return float(posed.unpressed()[np.unique(posed.human.skin_faces), 2].min())


def _interpolate_rotation(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    change = b @ a.T
    angle = math.degrees(math.acos(np.clip((np.trace(change) - 1) / 2, -1, 1)))
    if angle < 1e-3:
        return a
    if angle > 179.9:
        return a if share < 0.5 else b
    axis = [change[2, 1] - change[1, 2], change[0, 2] - change[2, 0], change[1, 0] - change[0, 1]]
    return rotation(axis, angle * share) @ a


def set_gap(human: Human, pose: Pose, gap_m: float, measure, low=-30.0, high=34.0) -> Pose:
    """Give ``pose`` with the pelvis' tilt at which ``measure(posed)`` gives ``gap_m``.

    Found by bisection between the tilts ``low`` and ``high``, in degrees.
    """
    for _ in range(9):
        middle = (low + high) / 2
        if measure(solve(human, replace(pose, tilt=middle))) > gap_m:
            high = middle
        else:
            low = middle
    return replace(pose, tilt=(low + high) / 2)


class _Solver:
    def __init__(self, human: Human, pose: Pose) -> None:
        self.h, self.pose = human, pose
        self.attitude = ATTITUDES[pose.attitude]
        self.trunk_rest = human.breathe(human.rest, pose.belly_m, pose.ribs_m)
        shoulder = human.heads[human.index["upperarm01.L"]][1]
        hip = human.heads[human.index["upperleg01.L"]][1]
        self.along = {
            n: (shoulder - human.heads[human.index[n]][1]) / (shoulder - hip) for n in SPINE
        }

    # --- the trunk

    def trunk_turns(self, pitch: float) -> dict[str, np.ndarray]:
        p = self.pose
        base = rotation(-Y, pitch) @ self.attitude @ rotation(Z, p.lean)
        turns = {"root": base @ rotation(Y, p.roll) @ rotation(X, p.tilt)}
        bent = dict.fromkeys(SPINE, 0.0)
        if p.roller is not None and p.under == "back":
            # the spine bends back joint by joint, most where the roller presses
            bend = min(max(pitch + p.recline, 0.0), MAX_BEND)
            weights = {
                n: math.exp(-(((self.along[n] - p.roller.position) / 0.25) ** 2)) for n in SPINE
            }
            total, so_far = sum(weights.values()), 0.0
            for name in SPINE:
                so_far += weights[name] / total * bend
                bent[name] = -so_far
        share = {"spine05": 1.0, "spine04": 0.6, "spine03": 0.2, "spine02": 0.0, "spine01": 0.0}
        for name in SPINE:
            roll = p.roll * share[name]
            turns[name] = base @ rotation(Y, roll) @ rotation(X, p.tilt * share[name] + bent[name])
        chest = bent["spine01"]
        turns["neck01"] = base @ rotation(X, chest + p.neck * 0.5) @ rotation(Y, p.head_turn * 0.5)
        turns["neck03"] = base @ rotation(X, chest + p.neck) @ rotation(Y, p.head_turn * 0.8)
        turns["head"] = base @ rotation(X, chest + p.neck + 6) @ rotation(Y, p.head_turn)
        self.base = base
        self.turns = turns
        return turns

    def lowest(self, vertices: np.ndarray) -> float:
        return float(vertices[:, 2].min())

    def skin(self, turns, places, index):
        h = self.h
        return h.skin(turns, places, self.trunk_rest[index], h.weights[index], h.bones[index])

    # --- lying

    def lie(self) -> Posed:
        """Let the body settle without the legs, then with them.

        Posed legs move the flesh that rests on the floor: a flexed hip lifts the back of the thigh.
        """
        moved = 0.0
        for _ in range(2):
            posed = self.settle(moved)
            if self.pose.attitude.startswith("side_lying"):
                break
            moved += (
                float(posed.unpressed()[self.h.pelvis, 2].min()) + SINK["pelvis"] - self.pose.lift
            )
        return self.settle(moved)

    def settle(self, moved: float) -> Posed:
        p = self.pose
        on_side = p.attitude.startswith("side_lying")
        rests_on = self.h.thorax if p.under == "hip" else self.h.trunk if on_side else self.h.pelvis
        sink = SINK["thorax"] if p.under == "hip" else SINK["pelvis"]

        def settled(pitch: float):
            turns, places = self.h.forward(self.trunk_turns(pitch), np.zeros(3))
            return turns, places, -self.lowest(self.skin(turns, places, rests_on)) - sink - moved

        def miss(pitch: float) -> float:
            turns, places, height = settled(pitch)
            places = places + [0, 0, height]
            if p.roller is None:
                return self.lowest(self.skin(turns, places, self.h.thorax)) + SINK["thorax"]
            return self.roller_miss(turns, places)

        pitch = p.pitch or 0.0
        if p.pitch is None and (p.roller is not None or not on_side):
            pitch = _find_root(miss, *((-40.0, 40.0) if p.roller is None else self.pitch_range()))
        turns, places, height = settled(pitch)
        if p.roller is not None and abs(miss(pitch)) > 0.004:
            # the roller is under the pelvis itself: no pitch brings it down, it lies on top
            pitch = 14.0 if p.under == "back" else pitch
            turns, places, height = settled(pitch)
            for _ in range(4):
                height -= self.roller_miss(turns, places + [0, 0, height])
        root = np.array([0.0, 0.0, height + p.lift])
        centre = None if p.roller is None else self.roller_centre(places + root)
        return self.with_limbs(pitch, root, centre)

    def pitch_range(self) -> tuple[float, float]:
        return (40.0, -15.0) if self.pose.under == "back" else (-40.0, 15.0)

    def roller_centre(self, places) -> np.ndarray:
        r, i = self.pose.roller, self.h.index
        if r.x is not None:
            middle = np.array([r.x, r.y or 0.0, 0.0])
        else:
            shoulders = (places[i["upperarm01.L"]] + places[i["upperarm01.R"]]) / 2
            hips = (places[i["upperleg01.L"]] + places[i["upperleg01.R"]]) / 2
            if self.pose.under == "hip":
                lower = "L" if self.pose.attitude == "side_lying_left" else "R"
                middle = places[i[f"upperleg01.{lower}"]] + (r.position - 1) * (hips - shoulders)
            else:
                middle = shoulders + r.position * (hips - shoulders)
        middle = middle + r.axis() * r.shift
        return np.array([middle[0], middle[1], r.radius])

    def roller_miss(self, turns, places) -> float:
        r = self.pose.roller
        centre, axis = self.roller_centre(places), self.pose.roller.axis()
        offset = self.skin(turns, places, self.h.trunk) - centre
        near = np.abs(offset @ axis) < r.length / 2
        if not near.any():
            return 1.0
        offset = offset[near]
        distance = np.linalg.norm(offset - np.outer(offset @ axis, axis), axis=1)
        return float(distance.min()) - r.radius + SINK["roller"]

    # --- standing and kneeling: the lowest point of the legs touches the floor

    def stand(self) -> Posed:
        pitch = self.pose.pitch or 0.0
        posed = self.with_limbs(pitch, np.zeros(3), None)
        legs = self.h.vertices_of("upperleg", "lowerleg", "foot", "toe")
        low = self.lowest(posed.unpressed()[legs])
        return self.with_limbs(pitch, np.array([0.0, 0.0, -low - 0.004]), None)

    # --- limbs

    def with_limbs(self, pitch, root, centre) -> Posed:
        h, p = self.h, self.pose
        trunk = self.trunk_turns(pitch)
        _, places = h.forward(trunk, root)
        for side, leg in p.legs.items():
            trunk |= self.leg_turns(side, leg, places, root, trunk)
        turns, places = h.forward(trunk, root)
        for side, arm in p.arms.items():
            trunk |= self.arm_turns(side, arm, places)
        turns, places = h.forward(trunk, root)
        axis = p.roller.axis() if p.roller is not None else None
        return Posed(h, p, turns, places, centre, axis)

    def leg_turns(self, side, leg: Leg, places, root, trunk):
        h, s, out = self.h, SIDES[side], OUTWARD[side]
        hip = places[h.index[f"upperleg01.{s}"]]
        thigh_rest, shank_rest = h.rest_segment("thigh", s), h.rest_segment("shank", s)
        l1, l2 = np.linalg.norm(thigh_rest), np.linalg.norm(shank_rest)
        outward = out * (self.base @ X)
        if leg.planted or leg.ankle is not None:
            if leg.planted:
                reach = math.sqrt(
                    l1 * l1 + l2 * l2 - 2 * l1 * l2 * math.cos(math.radians(leg.knee))
                )
                drop = hip[2] - ANKLE_HEIGHT
                level = math.sqrt(max(reach**2 - drop**2 - leg.stance**2, 0.0025))
                flat = remove_along(outward, Z)
                ankle = hip + leg.stance * unit(flat) - level * X
                ankle[2] = ANKLE_HEIGHT
                line = unit(ankle - hip)
                # turning about hip->ankle brings "up" towards the outside
                up = remove_along(Z, line)
                towards = remove_along(flat, line)
                t = math.radians(leg.fall_out)
                pole = math.cos(t) * unit(up) + math.sin(t) * unit(remove_along(towards, up))
            else:
                ankle = np.array(leg.ankle) + [root[0], root[1], 0]
                pole = np.array(leg.pole)
            knee, ankle = _reach(hip, ankle, l1, l2, pole)
            thigh, shank = knee - hip, ankle - knee
            hinge = np.cross(thigh, shank)
        else:
            base = trunk["root"] if leg.against == "pelvis" else self.trunk_line()
            turn = base @ rotation(X, -leg.flexion) @ rotation(Z, out * leg.abduction)
            turn = turn @ rotation(Y, out * leg.rotation)
            thigh, hinge = turn @ -Y, turn @ X
            shank = turn @ rotation(X, 180 - leg.knee) @ -Y
        thigh_turn = frame(thigh, hinge) @ frame(thigh_rest, X).T
        shank_turn = frame(shank, hinge) @ frame(shank_rest, X).T
        ahead = remove_along(shank, Z)
        if leg.planted and leg.flat_foot and np.linalg.norm(ahead) > 0.02:
            # the sole on the floor, toes away from the body, leaning out with the shank
            toes = unit(-X + 0.25 * unit(remove_along(outward, Z)))
            roll = min(leg.fall_out, 70.0) * 0.6
            foot = np.stack([np.cross(Z, toes), Z, toes], 1) @ rotation(Z, -out * roll)
        else:
            foot = shank_turn @ rotation(X, leg.plantar)
        return {f"upperleg01.{s}": thigh_turn, f"lowerleg01.{s}": shank_turn, f"foot.{s}": foot}

    def trunk_line(self) -> np.ndarray:
        """The trunk's frame with its y along hips -> shoulders, as hip flexion is defined."""
        h = self.h
        _, places = h.forward(self.turns, np.zeros(3))
        i = h.index
        shoulders = (places[i["upperarm01.L"]] + places[i["upperarm01.R"]]) / 2
        hips = (places[i["upperleg01.L"]] + places[i["upperleg01.R"]]) / 2
        up = unit(shoulders - hips)
        left = unit(remove_along(self.base @ X, up))
        return np.stack([left, up, np.cross(left, up)], 1)

    def arm_turns(self, side, arm: Arm, places):
        h, s = self.h, SIDES[side]
        left_at_minus_y = (side == "left") != (self.pose.attitude == "upright")
        mirror = np.array([1.0, 1.0 if left_at_minus_y else -1.0, 1.0])
        shoulder = places[h.index[f"upperarm01.{s}"]]
        upper_rest, fore_rest = h.rest_segment("upper_arm", s), h.rest_segment("forearm", s)
        l1, l2 = np.linalg.norm(upper_rest), np.linalg.norm(fore_rest)
        if arm.upper is not None:
            upper, fore = unit(arm.upper) * mirror, unit(arm.fore) * mirror
        else:
            origin = shoulder if arm.joint == "shoulder" else places[h.index[arm.joint]]
            target = origin + np.array(arm.offset) * mirror
            if arm.on_floor:
                target[2] = HAND_HEIGHT
            elbow, hand = _reach(shoulder, target, l1, l2, np.array(arm.pole) * mirror)
            upper, fore = elbow - shoulder, hand - elbow
        upper_turn = shortest_turn(self.base @ upper_rest, upper) @ self.base
        fore_turn = shortest_turn(upper_turn @ fore_rest, fore) @ upper_turn
        return {
            f"upperarm01.{s}": upper_turn,
            f"lowerarm01.{s}": fore_turn,
            f"wrist.{s}": fore_turn,
        }


def _reach(start, target, l1, l2, pole):
    """Give the middle joint and the end of a two-bone chain (leg, arm) that reaches for
    ``target``."""
    line = target - start
    distance = min(max(np.linalg.norm(line), abs(l1 - l2) + 1e-3), 0.9995 * (l1 + l2))
    line = unit(line)
    along = (l1 * l1 - l2 * l2 + distance**2) / (2 * distance)
    aside = math.sqrt(max(l1 * l1 - along**2, 1e-9))
    return start + line * along + unit(remove_along(pole, line)) * aside, start + line * distance


def _find_root(function, low: float, high: float, steps: int = 18) -> float:
    """Find a zero of ``function`` between ``low`` and ``high``.

    Takes the first sign change from ``low`` on, or over a symmetric range the one nearest to 0.
    Without one, it takes the place of the grid where the function is smallest.
    """
    grid = np.linspace(low, high, steps)
    values = [function(x) for x in grid]
    crossings = [i for i in range(steps - 1) if values[i] * values[i + 1] <= 0]
    if not crossings:
        return float(grid[int(np.argmin(np.abs(values)))])
    first = min(crossings, key=lambda i: abs(grid[i])) if low == -high else crossings[0]
    a, b, fa = grid[first], grid[first + 1], values[first]
    for _ in range(12):
        middle = (a + b) / 2
        value = function(middle)
        if fa * value <= 0:
            b = middle
        else:
            a, fa = middle, value
    return float((a + b) / 2)
