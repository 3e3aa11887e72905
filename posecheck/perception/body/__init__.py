"""The person: landmarks, who it is, which leg is which, posture, view, the lying reader."""
