"""A recorded clip opened for its analysis: what is practised in it, and how it is looked at."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from posecheck.coaching.recognition.recogniser import Recognition
from posecheck.engine.options import SELFTEST, InputOptions
from posecheck.engine.perceived import PerceivedRecording, Progress
from posecheck.engine.recognising import AUTO, UNRECOGNISED, recognise
from posecheck.exercises.schema import Exercise
from posecheck.video.opening import open_file, refuse_photo


@dataclass(frozen=True, eq=False)
class RecognisedRecording:
    """A recording of which it is known what is practised in it.

    Attributes
    ----------
    perceived
        What is seen in it.
    exercise
        What is practised, as it was given or recognised.
    input
        How it is looked at.
    recognition
        How sure the exercise is; None where it was given.
    """

    perceived: PerceivedRecording
    exercise: str | Exercise
    input: InputOptions
    recognition: Recognition | None = None


def open_recording(
    path: Path,
    exercise: str | Exercise,
    options: InputOptions,
    stack: ExitStack,
    *,
    progress: Progress | None = None,
    with_pictures: bool = True,
) -> RecognisedRecording:
    """Open a clip, and find out what is practised in it where that is asked for.

    The self-test is looked at without a roller, because it is done without one.

    Parameters
    ----------
    path
        The clip.
    exercise
        A name, the path of a TOML file, an exercise, "selftest", or "auto" to recognise it.
    options
        How to look at it.
    stack
        What closes all that is opened.
    progress
        Called for each frame when it has been looked at.
    with_pictures
        Whether the pictures of the frames will be wanted, and not only what is seen in them.

    Raises
    ------
    InputError
        The clip cannot be read, or is a photo.
    ModelError
        A model is missing or damaged.
    PictureTurnedError
        It is upside down, or on its side.
    """
    without_roller = replace(options, roller=False)

    def perceive(how: InputOptions, told: Progress | None) -> PerceivedRecording:
        source = stack.enter_context(open_file(path, how.reading))
        refuse_photo(source)
        reopen = (lambda: open_file(path, how.reading)) if with_pictures else None
        return stack.enter_context(PerceivedRecording(source, how, progress=told, reopen=reopen))

    if exercise != AUTO:
        how = without_roller if exercise == SELFTEST else options
        return RecognisedRecording(perceive(how, progress), exercise, how)
    perceived = perceive(options, progress)
    recognition = recognise(perceived, path, options)
    found = recognition.best.name if recognition.best else UNRECOGNISED
    if found != SELFTEST:
        return RecognisedRecording(perceived, found, options, recognition)
    if not perceived.leave_out_roller():  # it had its part in what was measured: look again
        perceived.close()
        perceived = perceive(without_roller, None)
    return RecognisedRecording(perceived, found, without_roller, recognition)
