"""What is said and sounded."""
