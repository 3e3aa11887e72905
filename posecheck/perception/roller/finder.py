"""Finding the roller frame after frame."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import crop
from posecheck.perception.roller.by_hand import ShownRoller
from posecheck.perception.roller.fit import fitted
from posecheck.perception.roller.network import (
    HEIGHT,
    ROOM_ABOUT,
    ROOM_WIDE,
    WIDTH,
    Finding,
    RollerNetwork,
    window_about,
)
from posecheck.perception.roller.perspective import Camera, from_square, half_turn
from posecheck.perception.roller.resting import resting_place, trunk_azimuth
from posecheck.perception.roller.roller import Array, Roller

LOOK_EVERY_S, LOOK_AT_REST_S = 0.2, 1.0
"""The roller is looked for five times a second while something moves, else once."""

REST_SIZE = (48, 36)
MOVED = 2.5
"""Mean difference, 0..255, of the surroundings at REST_SIZE from which something has moved: three
times what camera noise makes there."""

THERE, THERE_APART, GONE = 0.8, 0.95, 0.4
"""Found from the first on, lost under the last. Further away there is more that may pass for one: a
roller that lies apart is found from the second on."""

CLEAREST_MARK = 0.93
"""At least one place must be marked as roller as clearly as that, to begin with: a bottle, a ball
or a rolled mat is marked, but faintly. To claim what is none does more harm than to miss one."""

WIDE_LOOK_EVERY_S = 1.0
"""So often a roller that is not about the body is looked for further away."""

LAIN_ON, STILL_LAIN_ON = 0.5, 0.3
"""More likely than not somebody lies on it; the second holds once somebody does."""

LOST_AFTER_S = 1.0
"""What was found stays for so long when an arm or a helper covers it."""

SMOOTHING_S = 0.3
"""Time constant of the ends and of the turn."""

JUMP_DIAMETERS = 1.0
"""A nearer end that moves by more at once is another place: it is not smoothed."""


class RollerFinder:
    """Finds the roller about the body, and keeps it from frame to frame.

    Args:
        shown: (2, 2) the ends of its axis in pixels of the first frame, where the user has
            shown them; it is then followed from there.
        network: one that is loaded already, to be used again.

    Raises:
        ModelError: the model is missing or damaged.
    """

    def __init__(self, shown: Array | None = None, network: RollerNetwork | None = None) -> None:
        self._network = network or RollerNetwork()
        self._shown = ShownRoller(shown) if shown is not None else None
        self._last: Roller | None = None
        self._looked_s, self._missed_since_s = -math.inf, math.inf
        self._looked_wide_s, self._apart = -math.inf, False
        self._surroundings: NDArray[np.float32] | None = None

    def show(self, ends: Array) -> None:
        """The user has shown the ends (2, 2) in the current frame."""
        self._shown, self._last = ShownRoller(ends), None
        self._looked_s = -math.inf

    def update(self, time_s: float, image: NDArray[np.uint8], body: Body | None) -> Roller | None:
        """The roller in ``image`` (H, W, 3), RGB; None where there is none."""
        if self._shown is not None:
            self._shown.follow(image)
        if body is None:
            return None
        if time_s - self._looked_s < self._pause_s(image, body, time_s):
            return self._last
        since_s = time_s - self._looked_s
        self._looked_s = time_s
        if self._shown is not None:
            finding = self._network.find(image, body)
            seen = is_seen(finding, None, THERE)
            lain_on = not seen or is_lain_on(finding, self._last)
            found = self._shown.roller(finding, body, seen=seen, lain_on=lain_on)
            if self._shown.moved_away:
                self._shown = None
        if self._shown is None:
            found = self._found(time_s, image, body)
        if found is not None:
            self._missed_since_s = math.inf
            self._last = _smoothed(self._last, found, since_s)
        else:
            self._missed_since_s = min(self._missed_since_s, time_s)
            if time_s - self._missed_since_s > LOST_AFTER_S:
                self._last = None
        return self._last

    def _found(self, time_s: float, image: NDArray[np.uint8], body: Body) -> Roller | None:
        """Looked for about the body; if it is not there, every now and then further away."""
        found = self._found_within(ROOM_ABOUT, image, body)
        if found is not None or shows_all(image, body, ROOM_ABOUT):
            self._apart = False
            return found
        if time_s - self._looked_wide_s < WIDE_LOOK_EVERY_S:
            return self._last if self._apart else None
        self._looked_wide_s = time_s
        found = self._found_within(ROOM_WIDE, image, body)
        self._apart = found is not None
        return found

    def _found_within(self, room: float, image: NDArray[np.uint8], body: Body) -> Roller | None:
        finding = self._network.find(image, body, room=room)
        known = self._last if self._apart == (room == ROOM_WIDE) else None
        at_first = THERE_APART if room == ROOM_WIDE else THERE
        if not is_seen(finding, known, at_first):
            return None
        return roller_of(image, finding, body, lain_on=is_lain_on(finding, known))

    def _pause_s(self, image: NDArray[np.uint8], body: Body, time_s: float) -> float:
        """How long to wait from one look to the next, by whether something has moved."""
        if time_s - self._looked_s < LOOK_EVERY_S:
            return LOOK_EVERY_S
        small = np.diag([REST_SIZE[0] / WIDTH, REST_SIZE[1] / HEIGHT])
        window = small @ window_about(self._box(body))
        now = cv2.blur(crop(image, window, REST_SIZE), (3, 3)).astype(np.float32)
        before = self._surroundings
        if before is not None and float(np.abs(now - before).mean()) < MOVED:
            return LOOK_AT_REST_S
        self._surroundings = now
        return LOOK_EVERY_S

    @staticmethod
    def _box(body: Body) -> tuple[float, float, float, float]:
        """A coarse box, so that noise of the landmarks does not move it."""
        step = max(body.frame_size) / 20
        x1, y1, x2, y2 = (round(edge / step) * step for edge in body.box())
        return x1, y1, x2, y2


def is_seen(finding: Finding, before: Roller | None, at_first: float) -> bool:
    """Whether there is a roller; once there was one, it takes more to believe the contrary."""
    if before is not None:
        return finding.there > GONE
    return finding.there > at_first and finding.clearest_mark > CLEAREST_MARK


def is_lain_on(finding: Finding, before: Roller | None) -> bool:
    """Whether somebody lies on it; once somebody does, it takes more to believe the contrary."""
    was = before is not None and not math.isnan(before.from_square_deg)
    return finding.lain_on > (STILL_LAIN_ON if was else LAIN_ON)


def shows_all(image: NDArray[np.uint8], body: Body, room: float) -> bool:
    """Whether a look with so much room about ``body`` takes in the whole picture."""
    height, width = image.shape[:2]
    corners = np.array([[0.0, 0.0], [width, height]])
    to_picture = window_about(body.box(), room)
    seen = corners @ to_picture[:, :2].T + to_picture[:, 2]
    return bool((seen[0] >= -1).all() and (seen[1] <= (WIDTH + 1, HEIGHT + 1)).all())


def roller_of(image: NDArray[np.uint8], finding: Finding, body: Body, *, lain_on: bool) -> Roller:
    """The roller that the network found, fitted to the picture's edges."""
    fit = fitted(image, finding, Camera.that_saw(body), lain_on=lain_on)
    seen = Roller(
        ends=fit.ends,
        diameter_px=2 * fit.cylinder.radius_px,
        confidence=finding.there,
    )
    if not lain_on:
        return seen
    turn = from_square(fit.cylinder.azimuth_deg, trunk_azimuth(finding, body, fit.camera))
    said = (finding.position, finding.position_error)
    position, position_error = resting_place(fit.cylinder, fit.camera, body, said=said)
    return replace(
        seen,
        from_square_deg=turn,
        from_square_error_deg=finding.turn_error_deg,
        position=position,
        position_error=position_error,
        square_ends=fit.cylinder.turned(fit.camera, -turn),
    )


def _smoothed(before: Roller | None, now: Roller, since_s: float) -> Roller:
    if before is None:
        return now
    moved = float(np.linalg.norm(now.ends[0] - before.ends[0]))
    if math.isnan(before.from_square_deg) != math.isnan(now.from_square_deg):
        return now  # somebody lay down on it, or got off
    if moved > JUMP_DIAMETERS * now.diameter_px:
        return now
    share = 1 - math.exp(-since_s / SMOOTHING_S)
    turned = half_turn(now.from_square_deg - before.from_square_deg)
    return replace(
        now,
        ends=before.ends + share * (now.ends - before.ends),
        diameter_px=before.diameter_px + share * (now.diameter_px - before.diameter_px),
        from_square_deg=half_turn(before.from_square_deg + share * turned),
        square_ends=before.square_ends + share * (now.square_ends - before.square_ends),
        position=before.position + share * (now.position - before.position),
    )
