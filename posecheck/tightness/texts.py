"""What the self-test says, apart from its outcomes and from what stands in its way."""

from __future__ import annotations

from posecheck.tightness.trial import Step

STEPS = {
    Step.SET_UP: "Lie on your back with your {side} side towards the camera: knees bent, feet "
    "flat, hands on your chest",
    Step.BASELINE: "Press your lower back flat on the floor, and lie still",
    Step.TO_CHEST: "Bring your {side} knee to your chest",
    Step.LOWERING: "Slowly straighten this leg and lower it to the floor. Keep your lower back "
    "pressed down",
    Step.DONE: "Done",
}
"""The instruction for each step of a trial."""

AGAIN = "Once more: bend both knees and put your feet flat on the floor"
"""The instruction for the set-up of a further trial of the same leg."""

TURN_AROUND = (
    "Turn around so that your head is where your feet are: your {side} leg must be near the "
    "camera. Bend your knees"
)
"""The instruction for the set-up of the second leg."""

FINISHED = "Done: you can get up"
"""The instruction once all legs are done."""

CUES = {
    "lower_it": "Lower your leg towards the floor",
    "straighten": "Straighten your knee further if you can. Keep your back pressed down",
}
"""What is said beyond the instruction, by the trial's cue."""

ARCHING = "Your lower back is lifting"
"""Said once the back has begun to rise and stays up."""
