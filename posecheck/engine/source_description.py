"""What analysis.json says of the recording itself."""

from __future__ import annotations

from typing import Any

from posecheck.engine.options import InputOptions
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource


def describe_source(source: FrameSource, last: Frame, how: InputOptions) -> dict[str, Any]:
    """Describe a recording: the key ``source`` of analysis.json.

    Parameters
    ----------
    source
        The recording, read to its end.
    last
        Its last frame.
    how
        How it was looked at.
    """
    interval_s = float(1 / source.frame_rate) if source.frame_rate else 0.0
    turned = {"rotate": how.rotate} if how.rotate else {}
    mirrored = {"mirrored_input": True} if how.mirrored_input else {}
    remarks = [*source.notes, *([source.damage] if source.damage else [])]
    return {
        "path": source.name,
        "width": last.size[0],
        "height": last.size[1],
        "frames": last.index + 1,
        "duration_s": round(last.time_s + interval_s, 3),
        **turned,
        **mirrored,
        **({"notes": remarks} if remarks else {}),
    }
