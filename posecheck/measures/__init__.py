"""Pure functions from landmarks to numbers with units."""
