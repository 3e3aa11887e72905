"""The page of a comparison: one HTML file to read, print and send, with nothing to load."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from posecheck.feedback.comparison.aligned import align
from posecheck.feedback.comparison.chart import HEIGHT, WIDTH, draw_chart
from posecheck.feedback.comparison.comparison import Comparison
from posecheck.feedback.comparison.recording import Recording


def render_comparison(comparison: Comparison) -> str:
    """Render the page as HTML. All texts are escaped, and nothing in it can run.

    Parameters
    ----------
    comparison
        What was compared.
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    parts = [
        {"part": part, "charts": [draw_chart(measure) for measure in align(comparison, part)]}
        for part in comparison.parts
    ]
    return (
        _environment()
        .get_template("compare.html")
        .render(
            comparison=comparison,
            sources=[_describe(comparison.first), _describe(comparison.second)],
            parts=parts,
            width=WIDTH,
            height=HEIGHT,
            style=Markup(style),
            policy=Markup(f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"),
        )
    )


def _describe(recording: Recording) -> dict[str, Any]:
    """What the page says of a recording."""
    source = recording.analysis.source
    return {"name": recording.name, "path": source.path, "duration_s": source.duration_s,
            "notes": source.notes or ()}  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("posecheck.feedback.comparison", "templates"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _style() -> str:
    environment = _environment()
    assert environment.loader is not None
    text, _, _ = environment.loader.get_source(environment, "compare.css")
    return text.replace("\r\n", "\n").strip()
