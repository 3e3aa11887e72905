"""What a practice says and shows that stands neither in an exercise nor in the checklist."""

from __future__ import annotations

from posecheck.coaching.practice.state import EndedBy, PauseReason

LIE_DOWN = "Lie down when everything is ready, or press N"
"""Shown and said with the checklist of an exercise that is done on the floor."""

GET_INTO_POSITION = "Get into position when everything is ready, or press N"
"""Shown and said with the checklist of an exercise that is done kneeling."""

STAND_READY = "Get everything ready. It goes on by itself, or press N"
"""Shown and said with the checklist of an exercise that is done standing."""

CAMERA_GOOD = "The camera sees you well: stay as you are"
"""Shown while the camera stands well."""

CAMERA_ACCEPTED = "The camera sees you well."
"""Said once the camera has stood well for long enough."""

PAUSE_TEXTS: dict[PauseReason, str] = {
    "arm": "Paused. Raise one arm to the ceiling to go on.",
    "key": "Paused. To go on, raise one arm to the ceiling or press space.",
    "got_up": "Paused: you got up. Get back into position to go on.",
    "away": "Paused: you are out of the picture. Come back to go on.",
}
"""Shown and said in a pause, by what began it."""

NO_ARM_TEXT = "Paused. To go on, press space."
"""In place of that of a key where no arm can be read."""

ENDS_SOON = "In one minute the practice ends."
"""Said when a pause has lasted for long though somebody is there, before what to do to go on."""

RESUMED = "Going on."
"""Said when a pause is over."""

TIME_IS_UP = "Time is up for this part: we go on."
"""Said when a part is left because it takes too long."""

END_TEXTS: dict[EndedBy, str] = {
    "done": "That is all for today.",
    "left": "The practice has ended. It is saved.",
}
"""Said at the end, by why it ended."""
