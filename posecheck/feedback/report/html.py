"""The HTML templates that come with posecheck."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, Template, select_autoescape


def template(name: str, **filters: object) -> Template:
    """A template of ``feedback/templates``, with filters of its own."""
    environment = Environment(
        loader=PackageLoader("posecheck.feedback.report", "templates"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment.get_template(name)
