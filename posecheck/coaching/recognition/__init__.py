"""Recognise what is practised in a recording."""
