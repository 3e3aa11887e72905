"""Writes the documents that are made of the code.

    python tests/written_documents.py

A test fails as long as they differ from the code.
"""

from __future__ import annotations

import re
from pathlib import Path

from posecheck.feedback.analysis.schema import analysis_schema_text
from posecheck.feedback.report.columns import columns_table

DOCS = Path(__file__).resolve().parents[1] / "docs"

WRITTEN = re.compile(r"(?<=<!-- written from the code -->\n)\n.*?\n(?=<!-- end -->)", re.DOTALL)
"""The part of a page that is made of the code."""


def documents() -> dict[Path, str]:
    """Every such document, with what it should hold."""
    columns = DOCS / "columns.md"
    table = f"\n{columns_table()}\n"
    return {
        DOCS / "schemas" / "analysis.schema.json": analysis_schema_text(),
        columns: WRITTEN.sub(lambda _: table, columns.read_text("utf-8")),
    }


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, "utf-8")
