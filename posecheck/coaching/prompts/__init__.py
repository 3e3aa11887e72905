"""What the voice has to say."""
