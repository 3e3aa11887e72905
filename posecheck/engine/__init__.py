"""Runs frames through the program: recorded clips and live sessions."""
