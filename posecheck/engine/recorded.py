"""A recorded clip analysed: in memory, or into four files in a folder."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from posecheck.anatomy import SIDES, Side
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.goals.progress import Repetition
from posecheck.coaching.recognition.recogniser import Recognition
from posecheck.coaching.record import CorrectionTotal, HoldRecord, SessionRecord, VerdictSpan
from posecheck.engine.annotated_video import AnnotatedVideo, Show
from posecheck.engine.exports import Export, check_exports, write_frames
from posecheck.engine.frame_table import FrameTable
from posecheck.engine.options import SELFTEST, InputOptions, check_hold, check_sides, explain_unheld
from posecheck.engine.perceived import Progress
from posecheck.engine.provenance import describe_provenance
from posecheck.engine.recognised import RecognisedRecording, open_recording
from posecheck.engine.recognising import AUTO
from posecheck.engine.result_folders import claim_hidden_folder, move_into_place
from posecheck.engine.results import ExerciseResults, SelfTestResults
from posecheck.engine.session import Session
from posecheck.engine.source_description import describe_source
from posecheck.engine.turning import PictureTurnedError, turned_note
from posecheck.errors import OutputError
from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Exercise
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.sound_track import SoundTrack
from posecheck.feedback.voice.sounds import SAMPLE_RATE
from posecheck.feedback.voice.voices import RecordedVoice, SilentVoice
from posecheck.interruption import check, held
from posecheck.moment import Moment
from posecheck.output.claims import claim_folder
from posecheck.output.files import resolve, write_atomically
from posecheck.output.partial import RESULT_FILES, remove_left_over
from posecheck.readable import readable
from posecheck.tightness.outcome import LegOutcome
from posecheck.tightness.session import SelfTest
from posecheck.video.frame import Frame
from posecheck.video.sound import add_sound, copy_sound
from posecheck.video.source import FrameSource


@dataclass(frozen=True, kw_only=True)
class AnalysisOptions:
    """What is done with a recorded clip.

    Attributes
    ----------
    exercise
        What is practised in it: a name, the path of a TOML file, an exercise, "selftest", or "auto"
        to recognise it. What is not recognised is analysed as "movement".
    hold_s
        Seconds to hold instead of the exercise's own.
    sides, repeats
        For the self-test: the legs, and how many trials of each must tell something.
    input
        How to look at the frames.
    mirrored, height
        Whether the annotated video shows the image as a mirror would; its height in pixels, at
        least 320, never enlarged; None for as large as the clip needs, but 1920x1080 at most.
    voice, sound
        Whether it says what practice would have said; if not, whether it keeps the clip's sound.
    overwrite
        Whether files of an earlier analysis may be replaced.
    exports
        What is written into the folder besides: "parquet", "trc", "mot".
    """

    exercise: str | Exercise = AUTO
    hold_s: float | None = None
    sides: tuple[Side, ...] = SIDES
    repeats: int = 1
    input: InputOptions = field(default_factory=InputOptions)
    mirrored: bool = False
    voice: bool = False
    height: int | None = None
    sound: bool = True
    overwrite: bool = False
    exports: tuple[Export, ...] = ()

    def __post_init__(self) -> None:
        check_hold(self.hold_s, None if self.exercise == AUTO else self.exercise)
        check_sides(self.sides)
        check_exports(self.exports)


class Analysis:
    """What the analysis of a clip came to.

    Attributes
    ----------
    contents
        What analysis.json holds.
    coach
        The exercise's session, or the self-test, after the last frame.
    frames
        The numbers of every frame. Where files were written, they are read when first asked for.
    folder
        Where the files lie; None where none were written.
    damage
        One sentence if the clip ended before it should have, or never shows the person with the
        wanted number; else None.
    recognition
        What the clip seemed to show, and how sure that is; None where the exercise was given.
    notes
        That the clip was upside down or on its side, and was turned; how its times were read where
        that is not plain (slow motion, joined clips). A sentence each.
    """

    notes: tuple[str, ...] = ()
    recognition: Recognition | None = None

    def __init__(
        self,
        contents: dict[str, Any],
        results: ExerciseResults | SelfTestResults,
        frames: FrameTable,
        damage: str | None,
        folder: Path | None = None,
    ) -> None:
        self.contents, self.frames = contents, frames
        self.damage, self.folder = damage, folder
        self.coach: ExerciseSession | SelfTest = results.coach
        self._record: SessionRecord | None = getattr(results, "record", None)

    @property
    def holds(self) -> list[HoldRecord]:
        """The holds that began, in the order of time."""
        return self._record.holds() if self._record else []

    @property
    def repetitions(self) -> list[Repetition]:
        """What was counted, in the order of time."""
        return list(self._record.repetitions) if self._record else []

    @property
    def verdicts(self) -> list[VerdictSpan]:
        """Each check's verdicts, as spans of time."""
        return list(self._record.verdicts) if self._record else []

    @property
    def corrections(self) -> list[CorrectionTotal]:
        """Each correction that was shown, the longest first."""
        return self._record.corrections() if self._record else []

    @property
    def outcomes(self) -> dict[Side, LegOutcome]:
        """Of a self-test, what each tested leg came to."""
        return self.coach.outcomes() if isinstance(self.coach, SelfTest) else {}

    def to_dataframe(self) -> Any:
        """The numbers of every frame as a pandas DataFrame; see :class:`FrameTable`."""
        return self.frames.to_dataframe()

    def __repr__(self) -> str:
        source = self.contents["source"]
        name, what = Path(source["path"]).name, self.contents["exercise"]
        return f"<Analysis of {name}: {what}, {source['duration_s']:.1f} s>"


def analyze_recording(
    path: Path,
    options: AnalysisOptions | None = None,
    *,
    folder: Path | None = None,
    progress: Progress | None = None,
    show: Show | None = None,
) -> Analysis:
    """Run a clip through a session; with a folder, write its four files.

    The files appear together, when all of them are whole; on an error nothing is left. A clip that
    turns out to be upside down, or on its side, is turned and analysed again.

    Parameters
    ----------
    path
        The clip.
    folder
        Where to write analysis.json, frames.csv, annotated.mp4 and report.html; None for nowhere.
    progress
        Called after each frame.
    show
        Called with each annotated frame, while files are written.

    Raises
    ------
    InputError
        The clip cannot be read, or is a photo.
    OutputError
        The folder holds an analysis already, or cannot be written.
    ModelError
        A model is missing or damaged.
    """
    asked = options = options or AnalysisOptions()
    try:
        return _analyze_as_it_is(path, options, asked, folder, progress, show)
    except PictureTurnedError as turned:
        options = replace(options, input=replace(options.input, rotate=turned.rotate))
        analysis = _analyze_as_it_is(path, options, asked, folder, progress, show)
        analysis.notes = (turned_note(readable(path), turned.rotate), *analysis.notes)
        return analysis


def _analyze_as_it_is(
    path: Path,
    options: AnalysisOptions,
    asked: AnalysisOptions,
    folder: Path | None,
    progress: Progress | None,
    show: Show | None,
) -> Analysis:
    with ExitStack() as stack:
        if folder is not None:
            # complete what a killed program was moving there
            remove_left_over(resolve(folder))
            read = [path] if options.input.model is None else [path, options.input.model]
            stack.enter_context(
                claim_folder(folder, RESULT_FILES, inputs=read, overwrite=options.overwrite)
            )
        with held():  # a signal ends it between two frames
            made_of = describe_provenance(path, asked)  # a later change of the file shows
            clip = open_recording(
                path,
                options.exercise,
                options.input,
                stack,
                progress=progress,
                with_pictures=folder is not None,
            )
            run = _Run(clip, _results(clip.exercise, options), options, made_of)
            if folder is None:
                return run.analyze_in_memory()
            return run.analyze_into_folder(folder, show)


def _results(found: str | Exercise, options: AnalysisOptions) -> ExerciseResults | SelfTestResults:
    if found == SELFTEST:
        test = SelfTest(options.sides, options.repeats, recorded=True)
        return SelfTestResults(test, options.input.person)
    exercise = found if isinstance(found, Exercise) else find_exercise(found)
    session = ExerciseSession(exercise, target_s=options.hold_s)
    return ExerciseResults(session, options.input.person)


@dataclass(frozen=True, eq=False)
class _Run:
    """One clip on its way through a session."""

    clip: RecognisedRecording
    results: ExerciseResults | SelfTestResults
    options: AnalysisOptions
    provenance: dict[str, Any] | None

    @property
    def source(self) -> FrameSource:
        """The film itself."""
        return self.clip.perceived.source

    def _open_session(self) -> Session:
        return Session(self.results.coach, perceiver=self.clip.perceived.perceiver)

    def analyze_in_memory(self) -> Analysis:
        """Take every frame through the session; write no file."""
        text, last = io.StringIO(), None
        table = FramesCsvWriter(text)
        with self._open_session() as session:
            for moment in self._moments(session):
                table.write(self.source.name, moment)
                last = moment.frame
        return self._analysis(last, FrameTable(text.getvalue()), None, session)

    def analyze_into_folder(self, folder: Path, show: Show | None) -> Analysis:
        """The same, and write the files; the folder appears when all of them are complete."""
        with closing(claim_hidden_folder(resolve(folder))) as claim:
            try:
                analysis = self._write_files(claim.hidden, folder, show)
            except OutputError as error:
                text = str(error).replace(readable(claim.hidden), readable(folder))
                raise OutputError(text) from error
            move_into_place(claim.hidden, resolve(folder), RESULT_FILES)
            return analysis

    def _write_files(self, partial: Path, folder: Path, show: Show | None) -> Analysis:
        """Write all files into a folder that does not last."""
        last, voice = None, self.options.voice
        track, video_path = SoundTrack(), partial / "annotated.mp4"
        speaker = RecordedVoice(track) if voice else SilentVoice()
        announcer = Announcer(speaker)
        mirrored, height = self.options.mirrored, self.options.height
        video = AnnotatedVideo(video_path, self.source, mirrored=mirrored, height=height, show=show)
        with self._open_session() as session, announcer:
            # landmarks and coaching in this thread, drawing and encoding in the video's
            with write_frames(partial, self.options.exports) as table, video:
                for moment in self._moments(session):
                    if not moment.is_interpolated:
                        announcer.announce(moment)
                    table.write(self.source.name, moment)
                    video.put(moment)
                    last = moment.frame
            check()
            if voice and last is not None:
                add_sound(video_path, track.chunks(last.time_s), SAMPLE_RATE)
            elif self.options.sound and self.source.sound is not None and last is not None:
                copy_sound(video_path, self.source.sound, last.time_s)
        check()
        analysis = self._analysis(last, FrameTable(folder / "frames.csv"), folder, session)
        if isinstance(speaker, RecordedVoice) and speaker.trouble:
            analysis.notes += (speaker.trouble,)
        with write_atomically(partial / "analysis.json") as file:
            json.dump(analysis.contents, file, indent=1)
            file.write("\n")
        with write_atomically(partial / "report.html") as file:
            file.write(self.results.report(analysis.contents, video_path))
        return analysis

    def _moments(self, session: Session) -> Iterator[Moment]:
        for moment in session.take_perceived(self.clip.perceived):
            if not moment.is_interpolated:
                self.results.add(moment)
            yield moment
            check()

    def _analysis(
        self, last: Frame | None, frames: FrameTable, folder: Path | None, session: Session
    ) -> Analysis:
        assert last is not None, "a source without frames has raised by now"
        self.results.finish()
        contents = self.results.contents() | {
            "source": describe_source(self.source, last, self.clip.input)
        }
        recognition = self.clip.recognition
        if recognition is not None:
            contents["recognition"] = recognition.to_json()
        missing = session.missing_person
        trouble = self.source.damage or (f"In {self.source.name} {missing}." if missing else None)
        contents |= {"damage": trouble} if trouble else {}
        contents |= {"provenance": self.provenance} if self.provenance else {}
        analysis = Analysis(contents, self.results, frames, trouble, folder)
        unused = explain_unheld(self.options.hold_s, self.clip.exercise)
        analysis.notes, analysis.recognition = (*self.source.notes, *unused), recognition
        return analysis
