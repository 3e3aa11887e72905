"""The options of ``posecheck doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from posecheck.cli.options.shared import ModelOption


@dataclass(frozen=True)
class DoctorOptions:
    """Check camera, model, video, screen, voice, sound and history; say how to mend each fault.

    Example:

      posecheck doctor --camera 1
    """

    camera: Annotated[str, typer.Option("--camera", help="The camera to check.")] = "0"
    model: ModelOption = None
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False
