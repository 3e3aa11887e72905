"""Measures: pure functions from the scene of one frame to numbers with a unit and a tolerance."""
