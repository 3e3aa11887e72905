"""The history of practice and self-tests, kept on this machine only."""
