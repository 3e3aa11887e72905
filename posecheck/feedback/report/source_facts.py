"""What a report says about the clip itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from posecheck.feedback.report.whose_sides import explain_sides
from posecheck.feedback.report.words import file_name, without_folders


@dataclass(frozen=True)
class SourceFacts:
    """The clip, without the folders that it lies in.

    Attributes
    ----------
    name
        Its file's name.
    duration_s, frames, width, height
        Its length and its size in pixels.
    notes
        What is to be known about it before all else, a sentence each: that it is damaged, that it
        was turned, how its times were read.
    remarks
        How the exercise was recognised, and whose left and right is meant; a sentence each.
    """

    name: str
    duration_s: float
    frames: int
    width: int
    height: int
    notes: tuple[str, ...]
    remarks: tuple[str, ...]


def describe_source(analysis: dict[str, Any]) -> SourceFacts:
    """Describe the clip of an analysis.

    Parameters
    ----------
    analysis
        The contents of analysis.json.
    """
    source = analysis["source"]
    remarks: list[str] = []
    notes = [without_folders(note, source) for note in source.get("notes", ())]
    if source.get("rotate"):
        notes.insert(0, f"The picture was turned {source['rotate']} degrees clockwise.")
    if recognition := analysis.get("recognition"):
        (remarks if recognition["exercise"] else notes).append(recognition["explanation"])
    if whose := explain_sides(analysis):
        remarks.append(whose)
    return SourceFacts(
        name=file_name(source["path"]),
        duration_s=max(float(source["duration_s"]), 0.1),
        frames=source["frames"],
        width=source["width"],
        height=source["height"],
        notes=tuple(notes),
        remarks=tuple(remarks),
    )
