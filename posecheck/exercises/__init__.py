"""Exercises and programmes as data: their schemas, and the sources of every limit."""
