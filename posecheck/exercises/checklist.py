"""What to have ready and to know before the first hold: the checklist and the danger signs."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from posecheck.exercises.schema import Sentence
from posecheck.toml_data import load_shipped


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChecklistItem(_Data):
    name: str
    text: Sentence
    reason: Sentence


class DangerTexts(_Data):
    """The danger signs, and what is said and shown about them."""

    signs: tuple[str, ...] = Field(min_length=1)
    warning: Sentence
    how: Sentence
    question: Sentence
    asked: Sentence
    what_to_do: tuple[str, ...] = Field(min_length=1)
    recorded: Sentence
    reason: Sentence


class Checklist(_Data):
    """What checklist.toml holds."""

    disclaimer: Sentence
    items: tuple[ChecklistItem, ...]
    danger: DangerTexts

    release: tuple[str, ...]
    """Names of what a release on the roller needs."""

    def texts(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The texts of the named items, in the order of the names."""
        by_name = {item.name: item.text for item in self.items}
        return tuple(by_name[name] for name in names)


@cache
def checklist() -> Checklist:
    """The checklist that comes with posecheck."""
    return load_shipped("posecheck.exercises", "checklist.toml", Checklist)
