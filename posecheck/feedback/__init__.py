"""The output for the user: overlay, voice and reports."""
