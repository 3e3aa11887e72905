"""Writes the table of the columns of frames.csv, out of their description in the code.

It is among the documents of ``python tests/written_documents.py``.
"""

from __future__ import annotations

from posecheck.feedback.report.columns import describe_columns


def columns_table() -> str:
    """Write the description of the columns as a table in Markdown."""
    lines = ["| column | what it is | unit | type | values | empty when |", "| --- " * 6 + "|"]
    for column in describe_columns().values():
        cells = (f"`{column.name}`", column.meaning, column.unit or "-", column.pandas_dtype,
                 column.range_text, column.empty)  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
