"""Everything that touches pixels: the body, the roller, the lower back, the breath."""
