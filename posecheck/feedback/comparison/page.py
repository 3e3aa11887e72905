"""The page of a comparison: one HTML file to read, print and send, with nothing to load."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from posecheck.feedback.analysis.models import Source
from posecheck.feedback.comparison.aligned import align
from posecheck.feedback.comparison.chart import HEIGHT, WIDTH, draw_chart
from posecheck.feedback.comparison.comparison import Comparison
from posecheck.feedback.comparison.recording import Recording
from posecheck.feedback.report.html import render_page
from posecheck.feedback.report.words import file_name, without_folders


def render_comparison(comparison: Comparison) -> str:
    """Render the page as HTML. All texts are escaped, and nothing in it can run.

    Parameters
    ----------
    comparison
        What was compared.
    """
    parts = [
        {"part": part, "charts": [draw_chart(measure) for measure in align(comparison, part)]}
        for part in comparison.parts
    ]
    return render_page(
        "compare.html",
        "compare.css",
        comparison=comparison,
        sources=_describe_both(comparison.first, comparison.second),
        parts=parts,
        width=WIDTH,
        height=HEIGHT,
    )


def _describe_both(first: Recording, second: Recording) -> list[dict[str, Any]]:
    """What the page says of both. Of paths only the ends, as far as they tell the two apart."""
    both = [PurePath(recording.name).parts for recording in (first, second)]
    count = 1 if both[0][-1:] != both[1][-1:] else 2
    return [
        _describe("/".join(parts[-count:]), recording.analysis.source)
        for parts, recording in zip(both, (first, second), strict=True)
    ]


def _describe(name: str, source: Source) -> dict[str, Any]:
    notes = [without_folders(note, source.model_dump()) for note in source.notes or ()]
    return {
        "name": name,
        "file": file_name(source.path),
        "duration_s": source.duration_s,
        "notes": notes,
    }
