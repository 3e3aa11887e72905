"""The voice log: what was heard, from when to when, why, and what the screen showed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from posecheck.coaching.prompts.prompt import Prompt
from posecheck.output.files import write_atomically

COLUMNS = ("start_s", "end_s", "kind", "check", "sound", "text", "spoken", "on_screen", "cut_off")
"""The header row of the CSV file."""


@dataclass(frozen=True)
class Utterance:
    """One sentence or sound that was heard.

    Attributes
    ----------
    prompt
        The reason for it.
    start_s, end_s
        Frame times.
    sound
        Name of the sound before the text, or alone; empty for none.
    text
        What was spoken; empty where there is no voice.
    on_screen
        The sentences on the screen when it began.
    cut_off
        Whether something more important ended it.
    """

    prompt: Prompt
    start_s: float
    end_s: float
    sound: str
    text: str
    on_screen: tuple[str, ...]
    cut_off: bool = False


def write_voice_log(path: Path, utterances: list[Utterance]) -> None:
    """Write the voice log as CSV.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    with write_atomically(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for u in utterances:
            writer.writerow(
                (
                    f"{u.start_s:.3f}",
                    f"{u.end_s:.3f}",
                    u.prompt.kind.name.lower(),
                    u.prompt.check,
                    u.sound,
                    u.prompt.text,
                    int(bool(u.text)),
                    " | ".join(u.on_screen),
                    int(u.cut_off),
                )
            )
