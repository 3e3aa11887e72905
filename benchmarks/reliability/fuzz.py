"""Faulty files by the thousand: each must end with a result or one sentence.

    python benchmarks/reliability/fuzz.py [--inputs 2000] [--files 3000] [--seed 1] [--keep FOLDER]

*Inputs* are clips and photos, damaged at random (``mutations.py``). Each is measured by the program
in a process of its own. *Files* are exercises, programmes, histories and models, damaged likewise.

A run is faulty if it shows a traceback or an unexpected error, is silent about a failure, leaves
half an output, takes more than 10 s of processor time (or 0.1 s a frame, where a doubled part makes
it that long), or more than 1.5 GB of memory. The exit status is 1 if there was a fault. A number
repeats one case: ``--seed 1 --only 137``.

Linux and macOS only: the processes are forked.
"""

from __future__ import annotations

import csv
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from command_line import make_parser
from reliability.forked import Call, Ended, run_all
from reliability.mutations import (
    make_good_files,
    mutate_bundle,
    mutate_bytes,
    mutate_file,
    mutate_text,
)
from truth_files import SAMPLES

MOST_S = 10.0
"""Most seconds of processor time for one file, all processes together."""

MOST_S_PER_FRAME = 0.1
"""The same for each frame that was measured, where that is longer."""

MOST_BYTES = 1.5e9
"""Most memory of any one process."""

SLOWEST_LOAD_S = 10.0
"""Most seconds for reading a data file."""

MODELS_SHARE = 0.02
"""Share of the data files that are models: each starts MediaPipe, which takes a second."""


@dataclass(frozen=True)
class Fault:
    """A file at which the program went wrong."""

    name: str
    made_by: str
    what: str

    def __str__(self) -> str:
        return f"{self.name} ({self.made_by}): {self.what}"


# --- clips, photos and models: the whole program


def fuzz_inputs(
    numbers: Iterable[int], seed: int, folder: Path, jobs: int
) -> Iterator[tuple[Ended, Fault | None]]:
    """Damage a clip or a photo for each number, and measure it."""
    good = _made_good_files(folder)

    def call(number: int) -> Call:
        work = folder / f"input-{number}"
        work.mkdir()
        rng = random.Random(f"{seed} input {number}")
        source = rng.choice(good)
        faulty = work / f"faulty{source.suffix}"
        arguments = ("measure", faulty.name, "--out", "out.csv")
        return Call(arguments, work, lambda: mutate_file(source, faulty, good, rng))

    yield from _run(map(call, numbers), jobs)


def fuzz_models(
    numbers: Iterable[int], seed: int, folder: Path, jobs: int
) -> Iterator[tuple[Ended, Fault | None]]:
    """Damage the model of the body for each number, and measure a photo with it."""
    from posecheck.data_files import data_path

    photo = next(path for path in _made_good_files(folder) if path.suffix == ".png")
    model = data_path("models", "pose_landmarker_full.task").read_bytes()

    def call(number: int) -> Call:
        work = folder / f"model-{number}"
        work.mkdir()
        rng = random.Random(f"{seed} model {number}")

        def prepare() -> str:
            data, how = mutate_bundle(model, rng)
            (work / "faulty.task").write_bytes(data)
            return f"model: {how}"

        arguments = ("measure", str(photo), "--model", "faulty.task", "--out", "out.csv")
        return Call(arguments, work, prepare)

    yield from _run(map(call, numbers), jobs)


def _made_good_files(folder: Path) -> list[Path]:
    """The good files; made in a process of its own, because encoders start threads."""
    good = folder / "good"
    if not good.exists():
        good.mkdir()
        clip = SAMPLES / "release_right.mp4"
        ((_, ended),) = run_all(
            [Call(("--version",), good, lambda: make_good_files(clip, good))], 1
        )
        if ended.status:
            raise RuntimeError((good / "stderr").read_text())
        for name in ("stdout", "stderr", "note"):
            (good / name).unlink()
    return sorted(path for path in good.iterdir() if path.is_file())


def _run(calls: Iterable[Call], jobs: int) -> Iterator[tuple[Ended, Fault | None]]:
    for call, ended in run_all(calls, jobs):
        note = call.folder / "note"
        what = find_fault(ended, call.folder)
        made_by = note.read_text() if note.exists() else "?"
        fault = Fault(call.folder.name, made_by, what) if what else None
        if fault is None:
            shutil.rmtree(call.folder)
        yield ended, fault


def find_fault(ended: Ended, folder: Path) -> str:
    """What is wrong with a run of ``measure``; empty if nothing is."""
    said = (folder / "stderr").read_text(errors="replace").strip()
    rows = _count_rows(folder / "out.csv")
    left = [path.name for path in folder.iterdir() if path.name.endswith(".part")]
    complaints = [line for line in said.splitlines() if line.startswith("posecheck:")]
    notes = [  # on the times of a clip
        line
        for line in said.splitlines()
        if "faulty." in line and line.endswith(".") and line not in complaints
    ]
    wrongs = {
        f"ended by signal {-ended.status}": ended.status < 0,
        "hung": ended.hung,
        f"exit status {ended.status}": ended.status not in (0, 1, 2),
        f"traceback: {said[-400:]}": "Traceback" in said,
        f"unexpected: {said[-400:]}": "unexpected error" in said.lower(),
        "a failure without a sentence": ended.status > 0 and not complaints,
        f"more than sentences: {said[:400]}": len(complaints + notes) != len(said.splitlines()),
        "status 2, but an output": ended.status == 2 and rows is not None,
        "no whole output": ended.status < 2 and not rows,
        f"left behind: {left}": bool(left),
        f"took {ended.seconds:.1f} s": ended.seconds > max(MOST_S, MOST_S_PER_FRAME * (rows or 0)),
        f"took {ended.memory / 1e9:.2f} GB": ended.memory > MOST_BYTES,
    }
    return "; ".join(what for what, is_wrong in wrongs.items() if is_wrong)


def _count_rows(path: Path) -> int | None:
    """Number of rows in a table whose rows are all whole; None without a file."""
    if not path.exists():
        return None
    with path.open(newline="") as file:
        widths = Counter(len(row) for row in csv.reader(file))
    return sum(widths.values()) - 1 if len(widths) == 1 else 0


# --- exercises, programmes, histories: read in this process


def fuzz_data(numbers: Iterable[int], seed: int, folder: Path) -> Iterator[Fault | None]:
    """Damage an exercise, a programme or a history for each number, and read it."""
    kinds = (_Exercises(), _Programmes(), _Histories(folder))
    for number in numbers:
        rng = random.Random(f"{seed} file {number}")
        kind = rng.choice(kinds)
        path = folder / f"file-{number}{kind.suffix}"
        data, made_by = kind.damage(rng)
        path.write_bytes(data)
        began_s = time.monotonic()
        what = _try_reading(kind, path)
        took_s = time.monotonic() - began_s
        if took_s > SLOWEST_LOAD_S:
            what = f"took {took_s:.0f} s; {what}"
        if not what:
            for left in folder.glob(f"file-{number}*"):
                left.unlink()
        yield Fault(path.name, made_by, what) if what else None


def _try_reading(kind: _Exercises | _Programmes | _Histories, path: Path) -> str:
    from posecheck.errors import PosecheckError

    try:
        kind.read(path)
    except PosecheckError as error:
        return "" if str(error).strip() else "an error without a sentence"
    except Exception as error:
        return f"{error!r}"
    return ""


class _Exercises:
    """Exercise files; one that can be read is practised for a moment."""

    suffix = ".toml"

    def __init__(self) -> None:
        self._good = _toml_texts("data")

    def damage(self, rng: random.Random) -> tuple[bytes, str]:
        name = rng.choice(sorted(self._good))
        return mutate_text(self._good[name], rng), name

    def read(self, path: Path) -> None:
        from posecheck.coaching.exercise_session import ExerciseSession
        from posecheck.exercises.library import find_exercise

        session = ExerciseSession(find_exercise(str(path)))
        for frame in range(20):
            session.update(0.1 * frame, None)


class _Programmes:
    """Programme files; one that can be read is planned and begun."""

    suffix = ".toml"

    def __init__(self) -> None:
        self._good = _toml_texts("programmes")

    def damage(self, rng: random.Random) -> tuple[bytes, str]:
        name = rng.choice(sorted(self._good))
        return mutate_text(self._good[name], rng), name

    def read(self, path: Path) -> None:
        from posecheck.coaching.practice.practice import Practice
        from posecheck.coaching.practice.timetable import plan_timetable
        from posecheck.exercises.library import find_exercise
        from posecheck.exercises.programme_library import find_programme

        timetable = plan_timetable(find_programme(str(path)), find_exercise, proposed_s=15.0)
        practice = Practice(timetable)
        for frame in range(20):
            practice.update(0.1 * frame, None)


class _Histories:
    """Histories; one that is refused must stay as it was."""

    suffix = ".sqlite3"

    def __init__(self, folder: Path) -> None:
        path = folder / "good-history.sqlite3"
        _write_history(path)
        self._good = path.read_bytes()
        path.unlink()

    def damage(self, rng: random.Random) -> tuple[bytes, str]:
        return mutate_bytes(self._good, rng)

    def read(self, path: Path) -> None:
        from posecheck.errors import PosecheckError
        from posecheck.history.export import to_json
        from posecheck.history.store import History

        before = path.read_bytes()
        try:
            with History.open(path) as history:
                sessions, tests = history.past_sessions(), history.selftests()
                to_json(sessions, tests)
                history.begin_session("supine_release").tick(1.0)
        except PosecheckError:
            if path.exists() and len(path.read_bytes()) < len(before):
                raise AssertionError("the damaged history lost bytes") from None
            raise


def _toml_texts(folder_name: str) -> dict[str, str]:
    from importlib.resources import files

    folder = files("posecheck.exercises") / folder_name
    return {f.name: f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}


def _write_history(path: Path) -> None:
    from posecheck.history.records import EndReason, PastHold
    from posecheck.history.store import History
    from posecheck.tightness.outcome import LegOutcome

    with History.open(path) as history:
        for _ in range(30):
            log = history.begin_session("daily")
            log.tick(300.0)
            log.part(0, "supine_release", "done", 200.0)
            log.hold(PastHold("supine_release", "left", held_s=60.0, target_s=60.0, complete=True))
            log.correction("supine_release", "roller_angle", "Turn it.", count=2, seconds=3.0)
            log.end(EndReason.DONE)
        left = LegOutcome("left", "tight", "arched", 4.0, 20.0, 165.0, 2.5, 3.0, 4.0)
        history.record_selftest((left, LegOutcome("right", "cannot_tell")))


# --- the command


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--inputs", type=int, default=2000, help="clips and photos")
    parser.add_argument("--files", type=int, default=3000, help="data files and models")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of the one input to try")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="new folder for the files that failed")
    given = parser.parse_args()
    if given.keep is not None and given.keep.exists():
        parser.error(f"{given.keep} is there already: name a new folder")
    one = given.only is not None
    inputs = [given.only] if one else range(given.inputs)
    models = 0 if one else round(MODELS_SHARE * given.files)
    files = 0 if one else given.files - models
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        faulty = _tell_runs("clips and photos", fuzz_inputs(inputs, given.seed, folder, given.jobs))
        faulty += _tell_runs("models", fuzz_models(range(models), given.seed, folder, given.jobs))
        faulty += _tell_data(fuzz_data(range(files), given.seed, folder))
    raise SystemExit(1 if faulty else 0)


def _tell_runs(title: str, runs: Iterable[tuple[Ended, Fault | None]]) -> int:
    """Print each fault and a summary; return how many runs were faulty."""
    statuses: Counter[int] = Counter()
    slowest = largest = 0.0
    faulty = 0
    for ended, fault in runs:
        statuses[ended.status] += 1
        slowest, largest = max(slowest, ended.seconds), max(largest, ended.memory)
        if fault is not None:
            faulty += 1
            print(fault, flush=True)
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    print(
        f"{title}: {statuses.total()} runs, {faulty} faulty; by exit status {told or 'none'}; "
        f"at most {slowest:.1f} s, {largest / 1e9:.2f} GB",
        flush=True,
    )
    return faulty


def _tell_data(results: Iterable[Fault | None]) -> int:
    count = faulty = 0
    for fault in results:
        count += 1
        if fault is not None:
            faulty += 1
            print(fault, flush=True)
    print(f"data files: {count} read, {faulty} faulty")
    return faulty


if __name__ == "__main__":
    main()
