"""What to have ready and what to know before the first hold: checklist and danger signs."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, Field

from posecheck.exercises.schema import Sentence
from posecheck.exercises.sources import SourceKeys
from posecheck.toml_data import STRICT, load_shipped


class _Data(BaseModel):
    model_config = STRICT


class ChecklistItem(_Data):
    """One thing to have ready."""

    name: str
    """What a programme calls it."""
    text: Sentence
    """Shown and spoken."""
    reason: Sentence
    source: SourceKeys


class WaysToStop(_Data):
    """How to stop and how to pause, by what can be seen in the exercise's postures."""

    arm: Sentence
    """A raised arm, and getting up."""
    get_up: Sentence
    """Getting up, but no arm."""
    step_out: Sentence
    """Neither."""


class DangerTexts(_Data):
    """The danger signs, and the texts about them."""

    signs: tuple[str, ...] = Field(min_length=1)
    """The signs themselves."""
    warning: Sentence
    """Spoken before the first hold."""
    how: WaysToStop
    """How to stop and how to pause."""
    question: Sentence
    """Asked when somebody stopped as one is told to stop at a danger sign."""
    asked: Sentence
    """Why it is asked."""
    unanswered: Sentence
    """Shown when the question was passed over."""
    what_to_do: tuple[str, ...] = Field(min_length=1)
    """What to do after a danger sign, step by step."""
    recorded: Sentence
    """Shown once the danger sign is saved."""
    reason: Sentence
    source: SourceKeys


class Checklist(_Data):
    """The contents of checklist.toml."""

    disclaimer: Sentence
    """That this is self-care guidance and not a diagnosis."""
    items: tuple[ChecklistItem, ...]
    danger: DangerTexts
    release: tuple[str, ...]
    """The names of the items that a release on the roller needs."""

    def texts(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The texts of the named items, in the order of the names."""
        by_name = {item.name: item.text for item in self.items}
        return tuple(by_name[name] for name in names)


@cache
def checklist() -> Checklist:
    """The checklist that is shipped with posecheck."""
    return load_shipped("posecheck.exercises", "checklist.toml", Checklist)
