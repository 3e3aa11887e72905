"""Loads the HTML templates that ship with posecheck."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def load_template(name: str, **filters: object) -> Template:
    """Load a template of ``feedback/report/templates``.

    Parameters
    ----------
    name
        File name.
    **filters
        Functions that the template uses as filters, by name.
    """
    from jinja2 import Environment, PackageLoader, select_autoescape  # not before a report is made

    environment = Environment(
        loader=PackageLoader("posecheck.feedback.report", "templates"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment.get_template(name)
