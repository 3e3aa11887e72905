"""The options of ``posecheck demo``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.options.shared import MirrorOption, ModelOption, OverwriteOption, WindowOption

OWN_FOLDER = Path("posecheck-output/demo")
"""The folder of the demo's results. What is in it is replaced, unless it is of another clip."""


@dataclass(frozen=True)
class DemoOptions:
    """No camera needed: the whole way through, on a clip that comes with posecheck.

    Example:

      posecheck demo
    """

    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")] = OWN_FOLDER
    overwrite: OverwriteOption = False
    mirror: MirrorOption = False
    window: WindowOption = True
    model: ModelOption = None
