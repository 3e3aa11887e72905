"""Two analyses compared: what differs by more than the error of measuring it."""
