"""The psoas tightness self-test: guided, hands-free, with "cannot tell" where it cannot tell."""
