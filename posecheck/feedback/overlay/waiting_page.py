"""The page that is shown while the camera is awaited."""

from __future__ import annotations

from posecheck.coaching.camera_report import MENDING_TEXTS, WAITING_TEXTS
from posecheck.feedback.overlay.practice_header import format_clock
from posecheck.feedback.overlay.practice_page import Page
from posecheck.feedback.overlay.style import FIX
from posecheck.video.report import Waiting


def waiting_page(waiting: Waiting) -> Page:
    """The page that says why the camera is awaited, what may help, and for how long it goes on."""
    return Page(
        WAITING_TEXTS[waiting.trouble],
        (MENDING_TEXTS[waiting.trouble],),
        f"Time does not count. Saves and ends in {format_clock(waiting.left_s)}",
        FIX,
    )
