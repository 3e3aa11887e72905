"""The breath, from how the trunk moves in the image."""
