"""What was practised, on this machine only."""
