"""The overlay: everything that is drawn on the picture, one annotator in each file."""
