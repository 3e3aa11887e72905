"""The lower back's outline against the floor."""
