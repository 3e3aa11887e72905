# SPDX-License-Identifier: GPL-3.0-or-later
"""A pose asked for in the angles that posecheck measures, solved with floor and roller contact.

Everything is solved in one canonical frame: the floor is z = 0, the person's head points to
+x; supine the left side is at -y, and a camera at -y sees the left side. :func:`placed`
turns the result on the floor afterwards. Side-lying the front is at -y.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from human import Human
from rotations import X, Y, Z, across, frame, rotation, shortest_turn, unit

SIDES = {"left": "L", "right": "R"}
OUTWARD = {"left": 1.0, "right": -1.0}  # along the rest frame's x

ATTITUDES = {
    "supine": np.stack([-Y, X, Z], 1),
    "prone": np.stack([Y, X, -Z], 1),
    "side_lying_left": np.stack([-Z, X, -Y], 1),
    "side_lying_right": np.stack([Z, X, Y], 1),
    "upright": np.stack([Y, Z, X], 1),
}
"""Columns: where the person's left, head and front point. Upright faces +x."""

SINK = {"pelvis": 0.018, "thorax": 0.012, "roller": 0.010}
"""Metres by which soft tissue gives way."""

MAX_BEND = 60.0
"""Degrees that the spine bends back over the roller at most."""

ANKLE_HEIGHT = 0.085
HAND_HEIGHT = 0.035


@dataclass(frozen=True)
class Leg:
    """One leg, in one of three ways.

    * ``ankle`` None and ``knee`` given with ``planted`` True: the foot stands on the floor, the
      knee has the included angle ``knee`` and is turned out by ``fall_out``; ``stance`` is how
      far outward of the hip the ankle stands (m).
    * ``planted`` False: thigh by ``flexion``, ``abduction`` and ``rotation`` (external positive)
      against the trunk or, with ``against`` "pelvis", the pelvis.
    * ``ankle``: a point (x, y, z) in the canonical frame relative to the pelvis' place on the
      floor, with ``pole`` where the knee points.
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
    """An arm: hand to a point, relative to ``joint`` ("shoulder" or a bone's name), elbow
    towards ``pole``; or straight out along ``upper`` and ``fore``. Canonical frame; written
    for the left arm supine (upright: -y is outward too), y is mirrored for the right.
    ``on_floor`` lays the hand down."""

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
    """A cylinder on the floor. ``position`` along the trunk (0 shoulders, 1 hips), ``turn``
    as posecheck's roller turn: positive with the person's left end nearer the head;
    ``shift`` moves it along its own axis. ``x``, ``y`` fix it in the canonical frame instead."""

    length: float = 0.45
    radius: float = 0.065
    position: float = 0.38
    turn: float = 0.0
    shift: float = 0.0
    x: float | None = None
    y: float | None = None

    def axis(self) -> np.ndarray:
        """Unit vector towards the person's left end (supine), turned towards the head."""
        t = math.radians(self.turn)
        return np.array([math.sin(t), -math.cos(t), 0.0])


@dataclass(frozen=True)
class Pose:
    """Everything asked for. Angles in degrees.

    ``tilt`` is the pelvis' anterior tilt against the trunk, which arches the lower back;
    ``recline`` how far the upper back slopes down to the head beyond the roller, against the
    floor; ``roll`` the pelvis' roll, the left side up when positive; ``lean`` the trunk's lean
    sideways; ``under`` whether the roller lies under the back or the lower hip; ``belly_m`` and
    ``ribs_m`` how far the ``breath`` ("in", "out", "held") has moved them out;
    ``lift`` hovers; ``pitch`` lifts the trunk's head end instead of laying it down, and leans it
    forward when negative and upright;
    ``posture`` is its name where the attitude does not say it.
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
    """A solved pose: bone rotations (B, 3, 3), joints (B, 3), the pelvis' place, the roller's
    centre and axis, all in one frame; ``yaw`` is how far it was turned since."""

    human: Human
    pose: Pose
    turns: np.ndarray
    places: np.ndarray
    roller_centre: np.ndarray | None
    roller_axis: np.ndarray | None

    def joint(self, bone: str) -> np.ndarray:
        return self.places[self.human.index[bone]]

    def vertices(self, part=None) -> np.ndarray:
        """(V, 3) posed vertices of a part, or of the bare body, its flesh flattened where it
        presses on the floor or the roller."""
        return self._flattened(self.unpressed(part))

    def unpressed(self, part=None) -> np.ndarray:
        """As :meth:`vertices`, but sunk into what it lies on."""
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


def placed(posed: Posed, yaw: float, xy: tuple[float, float] = (0.0, 0.0)) -> Posed:
    """The same pose turned about the vertical and moved on the floor."""
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


def blended(first: Posed, second: Posed, share: float) -> Posed:
    """Between two poses of one person: bones turn, the pelvis moves, the lowest point goes
    evenly from one's to the other's."""
    h = first.human
    turns = {
        name: _between(first.turns[i], second.turns[i], share) for i, name in enumerate(h.names)
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


def _between(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    change = b @ a.T
    angle = math.degrees(math.acos(np.clip((np.trace(change) - 1) / 2, -1, 1)))
    if angle < 1e-3:
        return a
    if angle > 179.9:
        return a if share < 0.5 else b
    axis = [change[2, 1] - change[1, 2], change[0, 2] - change[2, 0], change[1, 0] - change[0, 1]]
    return rotation(axis, angle * share) @ a


def with_gap(human: Human, pose: Pose, gap_m: float, measure, low=-30.0, high=34.0) -> Pose:
    """``pose`` with the pelvis' tilt at which ``measure(posed)`` gives ``gap_m``, by bisection."""
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
        """Settle without the legs, then again with how far the posed legs move the flesh that
        rests on the floor (a flexed hip lifts the back of the thigh)."""
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
            pitch = _root(miss, *((-40.0, 40.0) if p.roller is None else self.pitch_range()))
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
        thigh_rest, shank_rest = h.rest_of("thigh", s), h.rest_of("shank", s)
        l1, l2 = np.linalg.norm(thigh_rest), np.linalg.norm(shank_rest)
        outward = out * (self.base @ X)
        if leg.planted or leg.ankle is not None:
            if leg.planted:
                reach = math.sqrt(
                    l1 * l1 + l2 * l2 - 2 * l1 * l2 * math.cos(math.radians(leg.knee))
                )
                drop = hip[2] - ANKLE_HEIGHT
                level = math.sqrt(max(reach**2 - drop**2 - leg.stance**2, 0.0025))
                flat = across(outward, Z)
                ankle = hip + leg.stance * unit(flat) - level * X
                ankle[2] = ANKLE_HEIGHT
                line = unit(ankle - hip)
                # turning about hip->ankle brings "up" towards the outside
                up = across(Z, line)
                towards = across(flat, line)
                t = math.radians(leg.fall_out)
                pole = math.cos(t) * unit(up) + math.sin(t) * unit(across(towards, up))
            else:
                ankle = np.array(leg.ankle) + [root[0], root[1], 0]
                pole = np.array(leg.pole)
            knee, ankle = _two_bones(hip, ankle, l1, l2, pole)
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
        ahead = across(shank, Z)
        if leg.planted and leg.flat_foot and np.linalg.norm(ahead) > 0.02:
            # the sole on the floor, toes away from the body, leaning out with the shank
            toes = unit(-X + 0.25 * unit(across(outward, Z)))
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
        left = unit(across(self.base @ X, up))
        return np.stack([left, up, np.cross(left, up)], 1)

    def arm_turns(self, side, arm: Arm, places):
        h, s = self.h, SIDES[side]
        left_at_minus_y = (side == "left") != (self.pose.attitude == "upright")
        mirror = np.array([1.0, 1.0 if left_at_minus_y else -1.0, 1.0])
        shoulder = places[h.index[f"upperarm01.{s}"]]
        upper_rest, fore_rest = h.rest_of("upper_arm", s), h.rest_of("forearm", s)
        l1, l2 = np.linalg.norm(upper_rest), np.linalg.norm(fore_rest)
        if arm.upper is not None:
            upper, fore = unit(arm.upper) * mirror, unit(arm.fore) * mirror
        else:
            origin = shoulder if arm.joint == "shoulder" else places[h.index[arm.joint]]
            target = origin + np.array(arm.offset) * mirror
            if arm.on_floor:
                target[2] = HAND_HEIGHT
            elbow, hand = _two_bones(shoulder, target, l1, l2, np.array(arm.pole) * mirror)
            upper, fore = elbow - shoulder, hand - elbow
        upper_turn = shortest_turn(self.base @ upper_rest, upper) @ self.base
        fore_turn = shortest_turn(upper_turn @ fore_rest, fore) @ upper_turn
        return {
            f"upperarm01.{s}": upper_turn,
            f"lowerarm01.{s}": fore_turn,
            f"wrist.{s}": fore_turn,
        }


def _two_bones(start, target, l1, l2, pole):
    """Knee and ankle (or elbow and hand) of a two-bone chain that reaches for ``target``."""
    line = target - start
    distance = min(max(np.linalg.norm(line), abs(l1 - l2) + 1e-3), 0.9995 * (l1 + l2))
    line = unit(line)
    along = (l1 * l1 - l2 * l2 + distance**2) / (2 * distance)
    aside = math.sqrt(max(l1 * l1 - along**2, 1e-9))
    return start + line * along + unit(across(pole, line)) * aside, start + line * distance


def _root(function, low: float, high: float, steps: int = 18) -> float:
    """A sign change of ``function``, refined: the first from ``low`` to ``high``, or over a
    symmetric range the one nearest 0; with none, where the function is smallest."""
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
