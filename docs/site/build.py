"""Builds the site of the documents into site/, and checks it.

    pip install ".[docs]"
    python docs/site/build.py

A warning of Sphinx is an error: a link to a page or a heading that is not there, a picture that is
missing. Then every link in the pages is followed, and nothing may be loaded from another server.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

REPOSITORY = Path(__file__).resolve().parents[2]
OUT = REPOSITORY / "site"

LOADED = re.compile(r'<(?:link|script|img|source|iframe|video)\b[^>]*?\b(?:src|href)="([^"]*)"')
LINKED = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
NAMED = re.compile(r'\b(?:id|name)="([^"]*)"')
IN_STYLE = re.compile(r"""(?:@import|url\()\s*["']?(https?:)?//""")


MENDED = {
    'role="heading">': 'role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<th class="head"><p></p></th>': '<td class="head"></td>',
    '<div id="search-results"></div>': '<h1>Search</h1>\n<div id="search-results"></div>',
}
"""What the theme leaves out for screen readers, as axe reports it, and what is put in its place."""


def build(out: Path) -> int:
    """Run Sphinx; gives its exit status."""
    shutil.rmtree(out, ignore_errors=True)
    given = ["-b", "html", "-c", REPOSITORY / "docs" / "site", "-d", out / ".doctrees"]
    strict = ["-W", "--keep-going", "-q"]
    command = [sys.executable, "-m", "sphinx", *given, *strict, REPOSITORY, out]
    status = subprocess.run(command, check=False).returncode
    shutil.rmtree(out / ".doctrees", ignore_errors=True)
    return status


def mend(out: Path) -> None:
    """Put into the pages what screen readers need and the theme leaves out."""
    for path in out.rglob("*.html"):
        text = path.read_text("utf-8")
        for found, better in MENDED.items():
            text = text.replace(found, better)
        path.write_text(text, "utf-8")


def faults(out: Path) -> list[str]:
    """What is wrong with the pages: links that lead nowhere, and what other servers would give."""
    pages = {path: path.read_text("utf-8") for path in sorted(out.rglob("*.html"))}
    names = {path: set(NAMED.findall(text)) for path, text in pages.items()}
    found = []
    for path, text in pages.items():
        page = path.relative_to(out)
        for address in LOADED.findall(text):
            if urlsplit(address).netloc:
                found.append(f"{page} loads {address}")
        for address in {*LOADED.findall(text), *LINKED.findall(text)}:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                found.append(f"{page} leads to {address}, which is not there")
            elif (
                parts.fragment and target in names and unquote(parts.fragment) not in names[target]
            ):
                found.append(f"{page} leads to {address}, which has no such place")
    for path in sorted(out.rglob("*.css")):
        if IN_STYLE.search(path.read_text("utf-8")):
            found.append(f"{path.relative_to(out)} loads from another server")
    return found


def main() -> int:
    """Build and check; gives the exit status."""
    status = build(OUT)
    mend(OUT)
    wrong = faults(OUT)
    for fault in wrong:
        print(fault, file=sys.stderr)
    if status or wrong:
        return 1
    print(f"{len(list(OUT.rglob('*.html')))} pages: {OUT / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
