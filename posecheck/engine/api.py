"""What the commands do, for other programs: ``posecheck.analyze`` and its siblings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

from posecheck.anatomy import SIDES, Side
from posecheck.engine.exports import Export
from posecheck.engine.frame_table import FrameTable
from posecheck.engine.measured import measure_file
from posecheck.engine.options import SELFTEST, InputKeywords, InputOptions, check_hold
from posecheck.engine.recognising import AUTO
from posecheck.engine.recorded import Analysis, AnalysisOptions, analyze_recording
from posecheck.engine.session import moments, open_session
from posecheck.errors import InputError
from posecheck.exercises.schema import Exercise
from posecheck.feedback.comparison.comparison import Comparison, compare_recordings
from posecheck.feedback.comparison.recording import read_recording
from posecheck.moment import Moment
from posecheck.tightness.outcome import LegOutcome
from posecheck.video.opening import open_source, refuse_photo


def analyze(
    path: str | Path,
    exercise: str | Exercise = AUTO,
    *,
    out: str | Path | None = None,
    hold_s: float | None = None,
    overwrite: bool = False,
    exports: Sequence[Export] = (),
    **how: Unpack[InputKeywords],
) -> Analysis:
    """Analyse a recorded clip, as ``posecheck analyze`` does.

    Parameters
    ----------
    path
        The clip.
    exercise
        What is practised: a name, the path of an exercise's TOML file, "selftest", or "auto" to
        recognise it from the clip. What is not recognised is analysed as "movement".
    out
        Folder for analysis.json, frames.csv, annotated.mp4 and report.html; None for no files.
    hold_s
        Seconds to hold instead of the exercise's own; refused where nothing is held.
    overwrite
        Whether files of an earlier analysis in ``out`` may be replaced.
    exports
        What is written into ``out`` besides: "parquet" (frames.parquet), "trc" (markers.trc) and
        "mot" (angles.mot) for OpenSim.
    **how
        ``person``, ``roller``, ``model``, ``rotate``, ``mirrored_input``, ``speed``: see
        :class:`posecheck.InputOptions`.

    Returns
    -------
    Analysis
        Holds, repetitions, verdicts, corrections, and the numbers of every frame; with "auto" also
        what was recognised.

    Raises
    ------
    PosecheckError
        With one sentence that says what to do.
    ValueError
        ``hold_s`` or one of ``how`` is out of its range; ``exports`` names none of these, or there
        is no ``out`` for them.
    """
    options = AnalysisOptions(
        exercise=exercise,
        hold_s=hold_s,
        input=_input(how),
        overwrite=overwrite,
        exports=tuple(exports),
    )
    if exports and out is None:
        raise ValueError("exports are files: name their folder with out")
    folder = Path(out) if out is not None else None
    return analyze_recording(Path(path), options, folder=folder)


def measure(
    path: str | Path,
    **how: Unpack[InputKeywords],
) -> FrameTable:
    """Measure a photo or a clip, a row a frame, as ``posecheck measure`` does.

    Parameters
    ----------
    path
        The photo or clip.
    **how
        ``person``, ``roller``, ``model``, ``rotate``, ``mirrored_input``, ``speed``: see
        :class:`posecheck.InputOptions`.

    Returns
    -------
    FrameTable
        A row for each frame, with the columns that ``docs/columns.md`` describes.

    Raises
    ------
    PosecheckError
        With one sentence that says what to do.
    ValueError
        One of ``how`` is out of its range.
    """
    return measure_file(path, _input(how))


def selftest(
    path: str | Path,
    *,
    sides: tuple[Side, ...] = SIDES,
    **how: Unpack[InputKeywords],
) -> Mapping[Side, LegOutcome]:
    """Judge a recorded psoas tightness test, as ``posecheck selftest --video`` does.

    Parameters
    ----------
    path
        The clip.
    sides
        The legs to test.
    **how
        ``person``, ``model``, ``rotate``, ``mirrored_input``, ``speed``: see
        :class:`posecheck.InputOptions`. ``roller`` has no effect: the test is done without one.

    Returns
    -------
    Mapping
        The outcome of each leg that was tested; empty where no test was recognised.

    Raises
    ------
    PosecheckError
        With one sentence that says what to do.
    ValueError
        ``sides`` holds none or something else, or one of ``how`` is out of its range.
    """
    options = AnalysisOptions(
        exercise=SELFTEST,
        sides=sides,
        input=_input(how),
    )
    return analyze_recording(Path(path), options).outcomes


def compare(
    first: str | Path, second: str | Path, sides: tuple[Side, Side] | None = None
) -> Comparison:
    """Compare two analyses of one exercise, or two self-tests, as ``posecheck compare`` does.

    Parameters
    ----------
    first, second
        The folders of two analyses, or their analysis.json.
    sides
        The side of the first and that of the second; None to compare each side with itself.

    Returns
    -------
    Comparison
        The numbers of both, and which of them really differ.

    Raises
    ------
    PosecheckError
        With one sentence that says what to do.
    """
    recordings = read_recording(Path(first)), read_recording(Path(second))
    return compare_recordings(*recordings, sides)


def watch(
    camera: int | str | Path = 0,
    exercise: str | Exercise = "supine_release",
    *,
    hold_s: float | None = None,
    **how: Unpack[InputKeywords],
) -> Iterator[Moment]:
    """Watch someone practise live: a moment a frame, until the exercise is done.

    For keys, a pause or a screen of one's own use :func:`posecheck.open_session`.

    Parameters
    ----------
    camera
        Index, device path, or URL of a network camera; also the path of a clip.
    exercise
        An exercise, a programme, or "selftest".
    hold_s
        Seconds to hold instead of the exercise's own; refused where nothing is held.
    **how
        ``person``, ``roller``, ``model``, ``rotate``, ``mirrored_input``, ``speed``: see
        :class:`posecheck.InputOptions`.

    Returns
    -------
    Iterator of Moment
        What is seen, measured and said of each frame. Camera and models are opened when the first
        one is asked for.

    Raises
    ------
    PosecheckError
        With one sentence that says what to do, while it is iterated;
        :class:`posecheck.errors.SourceLostError`, one of these, where a camera has gone and does
        not come back.
    ValueError
        ``hold_s`` or one of ``how`` is out of its range.
    """
    check_hold(hold_s)
    return _watch(str(camera), exercise, hold_s, _input(how))


def _watch(
    camera: str, exercise: str | Exercise, hold_s: float | None, options: InputOptions
) -> Iterator[Moment]:
    with (
        open_session(exercise, options, hold_s=hold_s) as session,
        open_source(camera, options.reading) as source,
    ):
        refuse_photo(source)
        if source.is_live and options.speed is not None:
            raise InputError("A camera shows what happens now: speed is for recorded clips.")
        for moment in moments(source, session):
            yield moment
            if session.over:
                return


def _input(how: InputKeywords) -> InputOptions:
    given: dict[str, Any] = dict(how)  # a misspelt one is a TypeError
    if given.get("model") is not None:
        given["model"] = Path(given["model"])
    return InputOptions(**given)
