"""What the person has chosen in the set-up: a small file beside the history."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posecheck.app.live.voice import Sound
from posecheck.errors import OutputError
from posecheck.feedback.voice.rate import DEFAULT_RATE, FASTEST_RATE, SLOWEST_RATE
from posecheck.history.database import history_path
from posecheck.output.files import write_atomically
from posecheck.output.private import make_private_folder

FILE_NAME = "app.json"
"""Name of the file in the user's data folder."""


class Settings(BaseModel):
    """What is chosen.

    Attributes
    ----------
    camera
        ``page``, ``phone``, or ``machine:0`` and so on.
    device
        Which of the browser's cameras, as the browser calls it; empty for its own choice.
    sound
        Voice and tones, tones alone, or nothing.
    rate
        Spoken words a minute.
    mirror
        Whether the picture is shown as a mirror would.
    units
        In which unit lengths are shown.
    look
        Dark or light pages. The live picture is always dark.
    ready
        Whether the three steps of the first start are done.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    camera: Annotated[str, Field(pattern=r"^(page|phone|machine:[0-9]{1,2})$")] = "page"
    device: Annotated[str, Field(max_length=200)] = ""
    sound: Sound = "voice"
    rate: Annotated[int, Field(ge=SLOWEST_RATE, le=FASTEST_RATE)] = DEFAULT_RATE
    mirror: bool = False
    units: Literal["cm", "in"] = "cm"
    look: Literal["dark", "light"] = "dark"
    ready: bool = False


def data_folder() -> Path:
    """The folder of the history, in which the app keeps its own files too."""
    return history_path().parent


def load_settings() -> Settings:
    """What was chosen; the defaults where nothing was, or the file cannot be read."""
    with suppress(OSError, ValueError, ValidationError):
        return Settings.model_validate_json((data_folder() / FILE_NAME).read_text("utf-8"))
    return Settings()


def save_settings(settings: Settings) -> None:
    """Keep what was chosen.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    try:
        make_private_folder(data_folder())
    except OSError as error:
        raise OutputError(f"Your choice cannot be kept: {error.strerror}.") from error
    with write_atomically(data_folder() / FILE_NAME) as file:
        json.dump(settings.model_dump(), file, indent=1)
        file.write("\n")
