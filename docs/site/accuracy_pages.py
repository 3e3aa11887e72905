"""Writes the figures of accuracy that clinicians read, out of the tables of the benchmarks.

No figure is typed: each is read from the page that a benchmark writes (docs/accuracy.md,
docs/roller.md, docs/selftest.md) or from the table of tolerances. They are among the documents of
``python tests/written_documents.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from posecheck.measures.tolerance import MAX_USABLE_TOLERANCE, load_tolerances

DOCS = Path(__file__).resolve().parents[1]

ANGLES = {
    "knee": "knee",
    "hip_flexion": "hip flexion",
    "fallout": "fall-out",
    "hip_rotation": "hip rotation",
}
"""The angles in the tables of the benchmark, with their names in words."""

Table = list[dict[str, str]]
"""Rows by the names of the columns."""


def read_table(page: str, heading: str) -> Table:
    """The first table under a heading of a page in docs/."""
    text = (DOCS / page).read_text("utf-8")
    _, _, rest = text.partition(f"# {heading}\n")
    if not rest:
        raise ValueError(f"{page} has no heading {heading}")
    lines = rest.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    head, _, *body = rows
    repeated = [f"{name} again" if name in head[:i] else name for i, name in enumerate(head)]
    return [dict(zip(repeated, row, strict=True)) for row in body]


def accuracy_figures() -> str:
    """Errors of the angles of somebody on the back, verdicts, holds, real photos."""
    by_view = read_table("accuracy.md", "By degrees off the side view, supine")
    groups = list(dict.fromkeys(row["group"] for row in by_view))
    rows = []
    for name, title in ANGLES.items():
        for leg in ("near", "far"):
            found = [r for r in by_view if r["measure"] == name and r["leg"] == leg]
            rows.append((title, leg, *(_error(row) for row in found)))
    heads = ("angle", "leg", *(f"{group} off the side" for group in groups))
    verdicts = read_table("accuracy.md", "Verdicts against truth, clips of exercises with checks")
    holds = [
        row
        for row in read_table("accuracy.md", "Hold seconds against truth")
        if row["from"] != "not given"
    ]
    errors = sorted(abs(float(r["measured hold s"]) - float(r["true hold s"])) for r in holds)
    given = [row for row in verdicts if row["right, of those given"]]
    worst = min(given, key=lambda row: float(row["right, of those given"].split()[0]))
    never = [row["check"] for row in verdicts if row["given"] == "0 %"]
    photos = read_table("accuracy.md", "Real photos")
    return "\n".join(
        [
            "**Angles of somebody on the back**, rendered people, in degrees: half of the errors "
            "are smaller than the first number, nine of ten smaller than the second. In brackets: "
            "in how many pictures an answer is given at all.",
            "",
            _table(heads, rows),
            "",
            f"**Verdicts** (good, fix) in the sample clips: of {len(given)} checks the least right "
            f"is “{worst['check']}”, right in {worst['right, of those given']} of the frames with "
            "an answer."
            + (f" Never answered: {', '.join(f'“{name}”' for name in never)}." if never else ""),
            "",
            f"**Seconds held** against the truth, {len(errors)} clips: off by "
            f"{errors[len(errors) // 2]:.1f} s in the median, {errors[-1]:.1f} s at most.",
            "",
            "**Real photos** of people on the floor, labelled by hand:",
            "",
            _table(("what", "result"), ((row["what"], row["result"]) for row in photos)),
            "",
            "All of it, also by posture: [the benchmark's tables](../accuracy.md).",
        ]
    )


def roller_figures() -> str:
    """How often the roller is found, and how far its turn and its place are off."""
    (found,) = [row for row in _tables_under("roller.md", "Found in ") if row.get("roller shows")]
    everything = next(r for r in read_table("roller.md", "Turn and position") if r["lens"] == "all")
    rows = (
        ("a roller that shows is found", found["found"]),
        ("one is claimed where there is none", found["claimed"]),
        ("an angle is given", everything["angle given"]),
        ("mean error of the angle", f"{everything['MAE']}°"),
        ("which way it is turned, beyond 15°, is right", everything["which way"]),
        ("a place under the trunk is given", everything["position given"]),
        ("mean error of the place", f"{everything['MAE x 100']} % of the trunk's length"),
    )
    table = _table(("the roller, in rendered pictures", "result"), rows)
    more = "By the height of the camera and the view: [the benchmark's tables](../roller.md)."
    return f"{table}\n\n{more}"


def selftest_figures() -> str:
    """What the self-test's benchmark adds up to, with the arms off the floor and along the body."""
    text = (DOCS / "selftest.md").read_text("utf-8")
    found = []
    for title in ("### Rendered trials\n", "### With the arms along the body\n"):
        section = text.partition(title)[2].partition("###")[0]
        found.append(dict(re.findall(r"^- (.+): (.+)$", section, re.M)))
    wanted = (
        "wrong where the truth is plain",
        "answered",
        "onset within 0.5 s or 6 degrees",
        "error of the change",
    )
    rows = [(name, *(sums[name] for sums in found)) for name in wanted]
    heads = ("the self-test, in rendered trials", "arms off the floor", "arms along the body")
    table = _table(heads, rows)
    more = "Each trial, and what falls short: [selftest.md](../selftest.md#how-right-it-is)."
    return f"{table}\n\n{more}"


def tolerances() -> str:
    """The tolerances of people who do not lie, and from which one on a value is not given."""
    table = load_tolerances()
    rows = [
        (
            ANGLES[row.measure],
            "near" if row.near else "far",
            f"under {row.off_side_below:.0f}°",
            f"±{row.tolerance:g}°",
            _use(row.measure, row.tolerance),
        )
        for row in table.rows
    ]
    head = ("angle", "leg", "camera off the side by", "68 % of the errors are within", "given")
    return _table(head, rows)


def _use(measure: str, tolerance: float) -> str:
    return "yes" if tolerance <= MAX_USABLE_TOLERANCE[measure] else "no: cannot see"


def _error(row: dict[str, str]) -> str:
    median, p90 = row["posecheck median"], row["posecheck p90"]
    return f"{median} / {p90} ({row['posecheck given']})"


def _tables_under(page: str, start: str) -> Table:
    text = (DOCS / page).read_text("utf-8")
    (heading,) = re.findall(rf"^#+ ({start}.*)$", text, re.M)
    return read_table(page, heading)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
