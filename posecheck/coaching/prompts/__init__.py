"""What is to be said aloud."""
