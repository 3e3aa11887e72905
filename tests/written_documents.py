"""Writes the documents that are made of the code and of the data.

    python tests/written_documents.py

A test fails as long as they differ.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
sys.path.append(str(DOCS / "site"))

from accuracy_pages import accuracy_figures, roller_figures, selftest_figures, tolerances  # noqa: E402
from column_table import columns_table  # noqa: E402
from exercise_pages import (  # noqa: E402
    danger_signs,
    disclaimer,
    exercise_list,
    exercise_page,
    limits,
    practised,
    programme_list,
    source_list,
    things_to_have,
)

from posecheck.feedback.analysis.schema import analysis_schema_text  # noqa: E402

WRITTEN = re.compile(r"(<!-- written from the code: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)
"""A part of a page that is made of the code, with its name."""

PARTS = {
    "columns": columns_table,
    "exercises": exercise_list,
    "programmes": programme_list,
    "limits": limits,
    "sources": source_list,
    "danger signs": danger_signs,
    "things to have": things_to_have,
    "disclaimer": disclaimer,
    "tolerances": tolerances,
    "accuracy": accuracy_figures,
    "roller": roller_figures,
    "self-test": selftest_figures,
}
"""What makes each part."""


def fill(page: str, parts: Mapping[str, str]) -> str:
    """The page with its parts written again."""
    return WRITTEN.sub(lambda found: f"{found[1]}\n{parts[found[2]]}\n\n{found[3]}", page)


def documents() -> dict[Path, str]:
    """Every such document, with what it should hold."""
    parts = {name: make() for name, make in PARTS.items()}
    pages = {path: path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md"))}
    return {
        DOCS / "schemas" / "analysis.schema.json": analysis_schema_text(),
        **{path: fill(text, parts) for path, text in pages.items() if WRITTEN.search(text)},
        **{DOCS / "practise" / "exercises" / f"{e.name}.md": exercise_page(e) for e in practised()},
    }


def parts_in_pages() -> list[str]:
    """The names of the parts that pages ask for, in no order."""
    found = (WRITTEN.findall(path.read_text("utf-8")) for path in DOCS.rglob("*.md"))
    return [name for page in found for _, name, _ in page]


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, "utf-8")
