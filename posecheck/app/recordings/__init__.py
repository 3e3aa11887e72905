"""Recordings that were dropped into a page: taken in, analysed, listed, deleted."""
