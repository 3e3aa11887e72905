"""Makes a page from its template. All texts are escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, select_autoescape
from starlette.responses import HTMLResponse

from posecheck.app.state import AppState
from posecheck.feedback.report.html import FILTERS

NAVIGATION = (
    ("/", "Today"),
    ("/practise", "Practise"),
    ("/selftest", "Self-test"),
    ("/recordings", "Recordings"),
    ("/history", "History"),
    ("/setup", "Set-up"),
)
"""The pages, in the order in which they are listed."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("posecheck.app", "templates"),
                PackageLoader("posecheck.feedback.report", "templates"),
            ]
        ),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


def render(template: str, state: AppState, status: int = 200, **context: Any) -> HTMLResponse:
    """A page.

    Parameters
    ----------
    template
        File name in ``app/templates``.
    state
        What the server knows.
    status
        Of the response.
    **context
        What the page shows.
    """
    running = state.desk.running
    page = _environment().get_template(template)
    return HTMLResponse(
        page.render(
            navigation=NAVIGATION,
            settings=state.settings,
            running=running.kind if running is not None else "",
            has_phone=state.phone is not None,
            **context,
        ),
        status,
    )
