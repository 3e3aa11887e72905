"""The lower back: the outline of a person who lies, and its height over the floor."""
