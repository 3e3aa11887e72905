"""What is seen of the person: landmarks, posture, view."""
