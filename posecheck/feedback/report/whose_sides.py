"""Say whose left and right a result means, and how to correct it."""

from __future__ import annotations

from typing import Any

AS_FILMED = (
    "Left and right are the person's own. If the film is a mirror image (selfie cameras), "
    "add --mirrored-input."
)
"""Of a film that was taken as it is: nothing in it tells whether it is a mirror image."""

MIRRORED_BACK = (
    "Left and right are the person's own: the film was mirrored back (--mirrored-input)."
)
"""Of a film that was said to be a mirror image."""


def explain_sides(analysis: dict[str, Any]) -> str:
    """Say whose left and right an analysis means.

    Parameters
    ----------
    analysis
        The contents of analysis.json.

    Returns
    -------
    str
        One or two sentences; empty where the result names no side.
    """
    counted = [*analysis.get("holds", ()), *analysis.get("repetitions", ())]
    legs = (analysis.get("selftest") or {}).values()
    if not (any(each["side"] for each in counted) or any(legs)):
        return ""
    return MIRRORED_BACK if analysis["source"].get("mirrored_input") else AS_FILMED
