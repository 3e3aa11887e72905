"""What the user hears: sentences and sounds, and when each is due."""
