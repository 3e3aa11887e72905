"""What is drawn on the picture."""
