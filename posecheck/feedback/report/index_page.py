"""The page that lists the clips of a folder: a picture, the outcome and the report of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from posecheck.feedback.report.html import render_page
from posecheck.feedback.report.pictures import Picture
from posecheck.feedback.report.words import count_of, describe_seconds, join, on_side


@dataclass(frozen=True)
class Entry:
    """One clip of the list.

    Attributes
    ----------
    name
        Its file's name.
    folder
        The name of the folder of its results, beside the page; empty where it failed.
    outcome
        What came of it, in a sentence or two; or why it failed.
    picture
        A frame of its annotated video; None where there is none.
    """

    name: str
    folder: str
    outcome: str
    picture: Picture | None = None

    @property
    def link(self) -> str:
        """The address of its report, from the page."""
        # "./" so that a colon in the name is not taken for the end of a scheme
        return f"./{quote(os.fsencode(self.folder))}/report.html"


def render_index(entries: Sequence[Entry]) -> str:
    """Render the list as HTML, in the order of the clips; failures come after it.

    Parameters
    ----------
    entries
        All clips that were given.
    """
    done = [entry for entry in entries if entry.folder]
    failed = [entry for entry in entries if not entry.folder]
    lead = f"{count_of(len(done), 'clip')} analysed"
    lead += f", {len(failed)} failed." if failed else "."
    return render_page("index.html", title="Analysed clips", lead=lead, done=done, failed=failed)


def describe_outcome(analysis: dict[str, Any], title: str) -> str:
    """What came of a clip, in a sentence or two.

    Parameters
    ----------
    analysis
        The contents of analysis.json.
    title
        The exercise's title.
    """
    if "selftest" in analysis:
        legs = [leg["explanation"] for leg in analysis["selftest"].values() if leg]
        return " ".join([f"{title}.", *(legs or [_why_nothing(analysis)])])
    said = [
        f"{describe_seconds(hold['held_s'])} of {hold['target_s']:.0f} s{on_side(hold['side'])}"
        for hold in analysis["holds"]
    ]
    done = Counter((each["side"], each["name"]) for each in analysis["repetitions"])
    said += [f"{count_of(count, name)}{on_side(side)}" for (side, name), count in done.items()]
    outcome = f"{title}: {join(said)}." if said else f"{title}. {_why_nothing(analysis)}"
    if analysis["corrections"]:
        outcome += f" To correct: “{analysis['corrections'][0]['text']}”."
    return outcome


def _why_nothing(analysis: dict[str, Any]) -> str:
    """The sentence of a clip in which nothing was found; files before version 1.3 have none."""
    sentence: str = analysis.get("why_nothing", "Nothing was counted.")
    return sentence
