"""What one side has to do, and how much of it is done."""
