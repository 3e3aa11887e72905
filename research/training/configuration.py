"""Configuration files: where they lie, and reading and checking them. Needs no PyTorch."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, TypeAlias

from networks.leg_order.settings import LegOrderRun
from networks.lying_reader.settings import LyingReaderRun
from networks.pose_landmarker.settings import PoseLandmarkerBuild
from networks.roller.settings import RollerRun
from networks.which_way_up.settings import WhichWayUpRun
from pydantic import Field, TypeAdapter, ValidationError

CONFIGURATIONS = Path(__file__).resolve().parent / "configurations"


class ConfigurationError(Exception):
    """A configuration file cannot be read, or says something that is not allowed."""


StillsTrainingRun: TypeAlias = LyingReaderRun | LegOrderRun | RollerRun
TrainingRun: TypeAlias = StillsTrainingRun | WhichWayUpRun
Configuration: TypeAlias = TrainingRun | PoseLandmarkerBuild
_ADAPTER: TypeAdapter[Configuration] = TypeAdapter(
    Annotated[Configuration, Field(discriminator="network")]
)


def configuration_path(name: str) -> Path:
    """The configuration file that ships for a network."""
    return CONFIGURATIONS / f"{name}.toml"


def load_configuration(path: Path) -> Configuration:
    """Read and validate a configuration file; its key ``network`` says which settings it holds.

    Raises
    ------
    ConfigurationError
        The file cannot be read, is no TOML, or a setting is unknown, missing or out of range.
    """
    try:
        return _ADAPTER.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigurationError(f"Cannot read {path}: {error.strerror}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is no TOML file: {error}.") from error
    except ValidationError as errors:
        first = errors.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ConfigurationError(f"{path}: {where}: {first['msg']}.") from errors
