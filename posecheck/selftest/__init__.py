"""The psoas tightness self-test: guided, hands-free, and honest about what it cannot tell."""
