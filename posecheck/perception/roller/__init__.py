"""The foam roller: find it in the image, and where it lies under the body."""
