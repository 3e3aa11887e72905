"""A practice from the checklist to the end."""
