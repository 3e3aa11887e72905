"""What the command lines of the benchmarks share."""

from __future__ import annotations

import argparse
from pathlib import Path

from truth_files import SAMPLES


def make_parser(description: str | None) -> argparse.ArgumentParser:
    """Make a parser that shows a module's docstring as it is."""
    return argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def add_truth_folders(parser: argparse.ArgumentParser) -> None:
    """Add ``--clips`` and ``--stills``: folders of rendered images with their truth."""
    parser.add_argument("--clips", type=Path, default=SAMPLES, help="folder of rendered clips")
    parser.add_argument(
        "--stills", type=Path, default=SAMPLES / "stills", help="folder of rendered stills"
    )
