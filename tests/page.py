"""An HTML page as the tests look at it: its elements, its texts, and what every page must keep."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "img", "br", "hr", "input", "link", "source"}
"""Elements of HTML without an end."""


@dataclass
class Element:
    """An element with its attributes and everything that is written in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)


class Page(HTMLParser):
    """A parsed page; it fails at once where an element is not closed as it was opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open[-1].tag}"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {tag} {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if self._open:
            self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a tag; ``class_`` stands for one of an element's classes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.elements if e.tag == tag and _has(e, wanted)]

    def texts(self, tag: str, **attributes: str) -> list[str]:
        """The texts of the elements of a tag, with single blanks."""
        return [" ".join(e.text.split()) for e in self.all(tag, **attributes)]

    def rows(self) -> list[list[str]]:
        """The cells of every row of every table."""
        return [
            [" ".join(cell.text.split()) for cell in row.children if cell.tag in ("td", "th")]
            for row in self.all("tr")
        ]


def _has(element: Element, wanted: dict[str, str]) -> bool:
    given = element.attributes
    return all(
        value in given.get("class", "").split() if name == "class" else given.get(name) == value
        for name, value in wanted.items()
    )


def check_page(html: str) -> Page:
    """Check what every page of ours must keep, and return the page."""
    page = Page(html)
    _check_policy(page)
    for element in page.elements:
        for name, value in element.attributes.items():
            assert not name.startswith("on"), f"a handler: {element.tag} {name}"
            assert name != "style", f"a style that the policy forbids: {element.tag}"
            if name in ("src", "href", "poster", "srcset", "action", "data"):
                assert value.startswith("data:image/jpeg;base64,") or re.fullmatch(
                    r"[^:/\\][^:\\]*", value
                ), f"loads something: {value}"
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for element in page.elements:
        if "aria-labelledby" in element.attributes:
            assert element.attributes["aria-labelledby"] in ids
        if element.tag == "img":
            assert element.attributes.get("alt")
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels)), levels
    assert page.all("html")[0].attributes["lang"] == "en-GB"
    assert "not a diagnosis" in page.html
    return page


def _check_policy(page: Page) -> None:
    (policy,) = page.all("meta", http_equiv="Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.attributes["content"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["media-src"] == "'self'"
    assert "unsafe" not in policy.attributes["content"]
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        for element in page.all(tag):
            found = hashlib.sha256(element.text.encode()).digest()
            assert rules[rule] == f"'sha256-{base64.b64encode(found).decode()}'"
