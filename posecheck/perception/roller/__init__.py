"""The foam roller: finding it in the picture, and where it lies under the body."""
