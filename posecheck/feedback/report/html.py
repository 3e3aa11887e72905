"""Makes the pages: one HTML file each, with nothing to load but the video beside it.

A Content-Security-Policy in the page forbids everything else: its only style and its only script
are named by their SHA-256, so that no text in it, whatever a file is called, can run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from posecheck.feedback.report.curve import format_clock
from posecheck.feedback.report.words import describe_seconds, describe_share, name_side

if TYPE_CHECKING:
    from jinja2 import Environment

BASE_STYLE, PAGE_STYLE, SCRIPT = "base.css", "page.css", "player.js"
"""The style of all pages, that of all but the comparison, and the script of those with a video."""

FILTERS = {
    "clock": format_clock,
    "seconds": describe_seconds,
    "share": describe_share,
    "side": name_side,
}
"""What the templates call to put numbers into words."""


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, select_autoescape  # not before a page is made

    environment = Environment(
        loader=PackageLoader("posecheck.feedback.report", "templates"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


def render_page(template: str, style: str = PAGE_STYLE, **context: object) -> str:
    """Render a page.

    Parameters
    ----------
    template
        File name of a template in ``feedback/report/templates``.
    style
        File name of the style there that follows the base.
    **context
        What it shows. All texts are escaped.
    """
    from markupsafe import Markup

    whole_style = Markup("\n".join(_read(name) for name in (BASE_STYLE, style)))
    script = Markup(_read(SCRIPT))
    policy = (
        f"default-src 'none'; style-src {_hash(whole_style)}; script-src {_hash(script)}; "
        "img-src data:; media-src 'self'; base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    return page.render(policy=Markup(policy), style=whole_style, script=script, **context)


def _read(name: str) -> str:
    """A file of the templates as it is, with no blank line at its end."""
    environment = _environment()
    assert environment.loader is not None
    text, _, _ = environment.loader.get_source(environment, name)
    return text.replace("\r\n", "\n").strip()


def _hash(text: str) -> str:
    """A text as a source of the policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
