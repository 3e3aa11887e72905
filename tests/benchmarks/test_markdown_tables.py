"""Tables as the benchmarks print them."""

from __future__ import annotations

from markdown_tables import aligned_table, markdown_table


def test_an_aligned_table_pads_its_columns_and_rounds_floats():
    assert aligned_table(["name", "x"], [["a", 1.25], ["long name", 3]]).splitlines() == [
        "| name      | x   |",
        "| --------- | --- |",
        "| a         | 1.2 |",
        "| long name | 3   |",
    ]


def test_a_plain_table_has_no_padding():
    assert markdown_table(["a", "b"], [["long", 1]]) == "| a | b |\n| --- | --- |\n| long | 1 |"
