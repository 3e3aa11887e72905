"""A phone as camera: a second, smaller server for this network alone, while it is wanted."""
