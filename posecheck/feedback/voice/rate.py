"""How fast the voice speaks, in words a minute."""

from __future__ import annotations

DEFAULT_RATE = 160
"""Slower than a screen reader's 200: for someone who lies on the floor and breathes slowly."""

SLOWEST_RATE = 80
"""Lower limit of what the user may choose."""

FASTEST_RATE = 300
"""Upper limit of what the user may choose."""
