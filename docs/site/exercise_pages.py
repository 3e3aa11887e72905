"""Writes the pages of the exercises, of their limits and of the danger signs from the data.

They are among the documents of ``python tests/written_documents.py``, so that no limit, reason or
source is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import load_exercises
from posecheck.exercises.programme_library import load_programmes
from posecheck.exercises.schema import MOVEMENT, Check, Exercise
from posecheck.exercises.sources import sources
from posecheck.exercises.words import describe_goal, describe_range

NOTE = "<!-- written from posecheck/exercises/: do not edit; see CONTRIBUTING.md -->"
"""First line of a page that is made of the data alone."""

KIND_WORDS = {
    "defining": "without it no time and no repetition counts",
    "guarding": "wrong pauses the hold; not seen does not, and is marked “not verified”",
}

NOT_OF_THE_CLIP = {
    "roll_adductors": (
        "The clip shows both thighs on the roller: from the side the two exercises look the same."
    ),
}
"""What is special about a picture."""


def practised() -> list[Exercise]:
    """The exercises that are practised, in the order of the full programme, then the others."""
    found = load_exercises()
    programmes = load_programmes()
    order = [part.exercise for name in ("full", "stretch") for part in programmes[name].parts]
    names = list(dict.fromkeys([*order, *found]))
    return [
        found[name] for name in names if not (r := found[name].repetitions) or r.measure != MOVEMENT
    ]


MARGIN = (
    "A limit is not a sharp edge: a verdict changes only once the value lies past the limit, or "
    "has moved across it, by a margin: the larger of the check's own and, where it is known, the "
    "measure's [tolerance](../../clinicians/figures.md).",
    "",
)
"""What is said where a check has limits, with the empty line behind it."""


def exercise_page(exercise: Exercise) -> str:
    """The page of one exercise."""
    goal = exercise.goal
    special = [NOT_OF_THE_CLIP[exercise.name]] if exercise.name in NOT_OF_THE_CLIP else []
    used = dict.fromkeys(k for part in (goal, *exercise.checks) for k in part.source)
    lines = [
        NOTE,
        "",
        f"# {exercise.title}",
        "",
        exercise.summary,
        "",
        f"![What posecheck draws while somebody does this exercise: {exercise.title}]"
        f"(../../images/exercises/{exercise.name}.jpg)",
        "",
        f"*{' '.join(['A rendered person, and what posecheck draws.', *special])}*",
        "",
        f"    posecheck practice {exercise.name}",
        "",
        "## Where the camera stands",
        "",
        f"{exercise.camera} [More about the camera](../camera.md).",
        "",
        "## What to do",
        "",
        *(
            f"{number}. {step.text.format(side='working', other='other')}"
            for number, step in enumerate(exercise.steps, 1)
        ),
        "",
        f"{describe_goal(exercise)} {goal.reason} Source: {_name_sources(goal.source)}.",
        "",
        "Stop at once at a [danger sign](../danger.md).",
        "",
        "## What is checked, and why",
        "",
        "| check | right is | why | source | what is said |",
        "| --- | --- | --- | --- | --- |",
        *(_check_row(check) for check in exercise.checks),
        "",
        *(
            f"- **{kind.capitalize()}**: {text}."
            for kind, text in KIND_WORDS.items()
            if any(check.kind == kind for check in exercise.checks)
        ),
        "",
        *(MARGIN if any(check.measure for check in exercise.checks) else ()),
        "Sources: " + "; ".join(_cite(key) for key in used) + ".",
        "",
    ]
    return "\n".join(lines)


def exercise_list() -> str:
    """The table of all exercises."""
    rows = (
        (f"[{e.title}]({e.name}.md)", e.summary, describe_goal(e), f"`{e.name}`")
        for e in practised()
    )
    return _table(("exercise", "what is done", "how much", "name in commands"), rows)


def programme_list() -> str:
    """The table of all programmes."""
    rows = []
    titles = {e.name: f"[{e.title}]({e.name}.md)" for e in practised()}
    for programme in load_programmes().values():
        parts = ", ".join(titles[part.exercise] for part in programme.parts)
        command = "practice" if programme.name == "daily" else f"practice --{programme.name}"
        rows.append((f"`posecheck {command}`", programme.heading(", "), programme.summary, parts))
    return _table(("command", "programme", "in short", "its parts"), rows)


def limits() -> str:
    """The table of every limit with its reason and its source."""
    rows = []
    for exercise in practised():
        link = f"[{exercise.title}](../practise/exercises/{exercise.name}.md)"
        goal = exercise.goal
        rows.append((link, "how much", describe_goal(exercise), goal.reason, goal.source))
        rows += [
            (link, check.title, _describe_limit(check), check.reason, check.source)
            for check in exercise.checks
        ]
    head = ("exercise", "check", "right is", "why", "source")
    return _table(head, ((*row[:-1], _name_sources(row[-1])) for row in rows))


def source_list() -> str:
    """The table of the sources that limits name."""
    rows = []
    for key, source in sources().items():
        link = source.link
        if link and not link.startswith("http"):
            link = "../../" + link if not link.startswith("docs/") else "../" + link[5:]
        rows.append((f"`{key}`", source.kind, source.citation, f"[link]({link})" if link else ""))
    return _table(("key", "kind", "what it is", "where"), rows)


def danger_signs() -> str:
    """The danger signs, and what to do."""
    texts = checklist().danger
    return "\n".join(
        [
            *(f"- **{sign}**" for sign in texts.signs),
            "",
            texts.warning,
            "",
            "What to do then:",
            "",
            *(f"{number}. {step}." for number, step in enumerate(texts.what_to_do, 1)),
            "",
            f"On the back, on the side, and sitting: {texts.how.arm}",
            "",
            f"On the belly, and on hands and knees: {texts.how.get_up}",
            "",
            f"Kneeling, standing, and in a lunge: {texts.how.step_out}",
            "",
            texts.recorded,
            "",
            f"Source: {_name_sources(texts.source)}. {texts.reason}",
        ]
    )


def things_to_have() -> str:
    """What to have ready before a release."""
    found = checklist()
    wanted = [item for item in found.items if item.name in found.release]
    rows = ((item.text, item.reason, _name_sources(item.source)) for item in wanted)
    return _table(("have ready", "why", "source"), rows)


def disclaimer() -> str:
    """That this is self-care guidance and not a diagnosis."""
    return checklist().disclaimer


def _check_row(check: Check) -> str:
    corrections = [check.fix, check.fix_high, check.fix_low]
    said = "; ".join(f"“{text.format(side='left', other='right')}”" for text in corrections if text)
    name = f"{check.title} ({check.kind})"
    return _row((name, _describe_limit(check), check.reason, _name_sources(check.source), said))


def _describe_limit(check: Check) -> str:
    described = describe_range(check)
    if check.posture:
        return described
    assert check.measure is not None
    return f"{check.measure.removesuffix('_cm').replace('_', ' ')} {described}"


def _name_sources(keys: Sequence[str]) -> str:
    return ", ".join(keys)


def _cite(key: str) -> str:
    return f"*{key}*: {sources()[key].citation.rstrip('.')}"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join([_row(head), _row(["---"] * len(head)), *map(_row, rows)])
