"""Exercises and programmes: their data, and what the data may hold."""
