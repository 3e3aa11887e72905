"""Kill commands at random instants, and look at what is left.

    python benchmarks/reliability/kills.py --count 200 --seed 1

Each run of `analyze`, `measure`, `selftest --video` and `practice` (with a recording, a sound file
and a voice log, from a network camera on this machine) gets kill -9, SIGTERM, SIGHUP or Ctrl-C at a
random instant; some get a second signal soon after. Then it must hold:

- Each output is whole (a video decodes to its end, a table has all rows, JSON can be read, a sound
  file is as long as it says) or absent. An older output is still there, whole, or is replaced.
- The four files of an analysis are all from one run.
- After SIGTERM, SIGHUP or Ctrl-C the exit status says so, nothing hidden is left, no process of the
  run goes on, and what a practice had done is there: video, sound and voice log.
- The history is sound, and holds the practice up to a second before the signal.
- The same command, started again, runs through and leaves nothing hidden.

It needs Linux or macOS. Exit status: 0 if all holds, 1 if not.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

import av  # noqa: E402
from video.camera_server import CameraServer  # noqa: E402

from posecheck.video import Frame, VideoWriter, open_source  # noqa: E402

FIRST_FRAME = 40
"""From which frame on the sample clip is used: the knee is out there."""

FRAMES = 24
"""How many frames of it: two seconds."""

RATE = 12
"""Frames a second of the sample clip."""

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""What the runs get, in turn."""

SECOND_SHARE = 0.3
"""Share of the runs that get a second signal, within SECOND_S seconds."""

SECOND_S = 0.4
"""The files of so short a run are finished within this time, in seconds."""

PRACTICE_S = 5.0
"""How long a practice goes on at most before it is killed, in seconds."""

SAY_EVERY = 20
"""After how many kills the progress is printed."""

QUICK_S = 4.0
"""About how long a run takes, in seconds, where that is not tried."""

LOST_S = 1.0
"""What a killed practice may lose, in seconds."""

FRAME_S = 0.7
"""Beyond that: the time of the last frame, and of this program, on a busy machine."""

CHILDREN_END_S = 5.0
"""How long the other processes of a run may take to end, in seconds."""

START = (
    "import sys; from posecheck.__main__ import main; sys.argv[0] = 'posecheck'; "
    "print('up', file=sys.stderr, flush=True); main()"
)
"""Tells when the interpreter has started: from then on the program answers for itself."""

SET = ("analysis.json", "frames.csv", "annotated.mp4", "report.html")
"""The files of an analysis."""


@dataclass(frozen=True)
class Case:
    """One kind of run.

    Attributes
    ----------
    arguments
        The command line of the run that is killed.
    again
        That of the next start, which runs through by itself.
    check
        Raises AssertionError where an output is neither whole nor absent.
    outputs
        What it writes.
    """

    name: str
    arguments: list[str]
    again: list[str]
    check: Callable[[], None]
    outputs: list[Path]


@dataclass
class Tally:
    """What happened."""

    runs: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, name: str, signal_name: str, status: str, faults: list[str]) -> None:
        """Count a kill, and print what is wrong."""
        self.runs[name, signal_name] += 1
        self.ended[status] += 1
        count = sum(self.runs.values())
        for fault in faults:
            self.faults.append(f"kill {count}, {name}, {signal_name}: {fault}")
            print(self.faults[-1], flush=True)
        if count % SAY_EVERY == 0:
            print(f"{count} kills, {len(self.faults)} faults", flush=True)


class Run:
    """A command that is running."""

    def __init__(self, arguments: list[str], folder: Path) -> None:
        self.mark = f"posecheck-kills-{time.monotonic_ns()}"
        left_out = {"DISPLAY", "WAYLAND_DISPLAY"}
        environment = {k: v for k, v in os.environ.items() if k not in left_out}
        environment |= {
            "PYTHONPATH": str(REPOSITORY),
            "POSECHECK_HOME": str(folder / "home"),
            "POSECHECK_KILLS_MARK": self.mark,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", START, *arguments],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.first_frame_s: float | None = None
        self.stdout: list[str] = []
        assert self.process.stderr is not None
        self.process.stderr.readline()
        self.up_s = time.monotonic()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("Lie down") and self.first_frame_s is None:
                self.first_frame_s = time.monotonic()
            self.stdout.append(line)

    def wait(self, timeout_s: float = 60.0) -> str:
        """Wait for the end; give what was said on standard error."""
        assert self.process.stderr is not None
        try:
            self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return f"it did not end within {timeout_s:.0f} s"
        self._reader.join(5)
        return self.process.stderr.read()

    def children(self) -> list[int]:
        """The processes that it started and that still run (Linux)."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (
                    self.mark.encode() in (entry / "environ").read_bytes()
                    and int(entry.name) != self.process.pid
                ):
                    found.append(int(entry.name))
        return found


def read_history(home: Path) -> list[float]:
    """The length of each session, in seconds; the history must be sound."""
    path = home / "history.sqlite3"
    if not path.exists() or not path.stat().st_size:
        return []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), "history damaged"
        assert not connection.execute("PRAGMA foreign_key_check").fetchall(), "history damaged"
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return []
        return [row[0] for row in connection.execute("SELECT duration_s FROM session ORDER BY id")]


def check_video(path: Path, frames: int | None = None) -> None:
    """A video decodes to its end."""
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        decoded = sum(1 for _ in video.decode(video=0))
        assert decoded == (frames or stream.frames), f"{path.name}: {decoded} frames"


def check_table(path: Path, rows: int | None = None) -> None:
    """A table has a header and whole rows."""
    text = path.read_text("utf-8")
    assert text.endswith("\n"), f"{path.name}: the last row is cut off"
    table = list(csv.reader(text.splitlines()))
    assert {len(row) for row in table} == {len(table[0])}, f"{path.name}: rows differ"
    assert rows is None or len(table) == rows + 1, f"{path.name}: {len(table) - 1} rows"


def check_sound(path: Path) -> None:
    """A WAV file is as long as its header says."""
    with wave.open(str(path)) as sound:
        length = len(sound.readframes(sound.getnframes()))
        assert length == sound.getnframes() * 2, f"{path.name}: cut off"
        assert abs(path.stat().st_size - 44 - length) < 2, f"{path.name}: longer than it says"


def check_set(folder: Path, frames: int) -> None:
    """The four files of an analysis are all there, whole and of one run, or none is."""
    there = [name for name in SET if (folder / name).exists()]
    if not there:
        assert not folder.exists(), "an empty folder is left"
        return
    assert len(there) == len(SET), f"only {there}"
    contents = json.loads((folder / "analysis.json").read_text("utf-8"))
    assert contents["source"]["frames"] == frames
    check_table(folder / "frames.csv", frames)
    check_video(folder / "annotated.mp4", frames)
    assert (folder / "report.html").read_text("utf-8").rstrip().endswith("</html>")
    times = [(folder / name).stat().st_mtime for name in SET]
    assert max(times) - min(times) < 60, "files of two runs"


def hidden(folder: Path) -> list[str]:
    """What is half written there."""
    return sorted(path.name for path in folder.rglob("*.part"))


def make_clip(path: Path, frames: int, name: str) -> None:
    """Cut a few frames out of a sample clip."""
    with open_source(REPOSITORY / "sample_videos" / f"{name}.mp4") as source:
        taken = [f for f in source if FIRST_FRAME <= f.index < FIRST_FRAME + frames]
    with VideoWriter(path, taken[0].size) as writer:
        for index, frame in enumerate(taken):
            writer.write(Frame(frame.image, index / RATE, index))


def cases(folder: Path, url: str, frames: int) -> list[Case]:
    """The commands that are killed."""
    clip, test = folder / "clip.mp4", folder / "test.mp4"
    out, table = folder / "out", folder / "numbers.csv"
    outcome, test_out = folder / "outcome.json", folder / "test-out"
    video, sound, log = folder / "practice.mp4", folder / "practice.wav", folder / "practice.csv"
    analyze = ["analyze", str(clip), "--out", str(out), "--hold", "1", "--overwrite"]
    measure = ["measure", str(clip), "--out", str(table), "--overwrite"]
    selftest = ["selftest", "--video", str(test), "--json", str(outcome), "--overwrite"]
    selftest += ["--out", str(test_out), "--remember"]
    practice = ["practice", "supine_release", "--no-window", "--record", str(video)]
    practice += ["--sound-file", str(sound), "--voice-log", str(log)]

    def check_outcome() -> None:
        check_set(test_out / "test", frames)
        if outcome.exists():
            assert set(json.loads(outcome.read_text("utf-8"))) == {"left", "right"}

    def check_practice() -> None:
        for path, check in ((video, check_video), (sound, check_sound), (log, check_table)):
            if path.exists():
                check(path)

    def check_numbers() -> None:
        if table.exists():
            check_table(table, frames)

    return [
        Case("analyze", analyze, analyze, lambda: check_set(out / "clip", frames), [out]),
        Case("measure", measure, measure, check_numbers, [table]),
        Case("selftest", selftest, selftest, check_outcome, [outcome, test_out]),
        Case(
            "practice",
            [*practice, "--camera", url],
            [*practice, "--camera", str(clip)],
            check_practice,
            [video, sound, log],
        ),
    ]


def remove_outputs(case: Case) -> None:
    """Remove what the case has written before."""
    for path in case.outputs:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def kill_once(
    case: Case,
    folder: Path,
    length_s: float,
    number: signal.Signals,
    chance: random.Random,
    *,
    quick: bool = False,
) -> Iterator[str]:
    """Run the case, kill it, and look; yields what is wrong, and at last the exit status."""
    if case.name == "practice" or chance.random() < 0.5:
        remove_outputs(case)
    before = read_history(folder / "home")
    run = Run(case.arguments, folder)
    late = chance.random() < 0.4  # the end of a run is short, and the most delicate
    delay_s = length_s * (chance.uniform(0.8, 1.05) if late else chance.uniform(0, 1.05))
    second_s = chance.uniform(0, SECOND_S) if chance.random() < SECOND_SHARE else None
    second = chance.choice(SIGNALS)
    with suppress(subprocess.TimeoutExpired):
        run.process.wait(max(0.0, run.up_s + delay_s - time.monotonic()))
    practised_s = time.monotonic() - run.first_frame_s if run.first_frame_s else 0.0
    run.process.send_signal(number)
    if second_s is not None:
        with suppress(subprocess.TimeoutExpired):
            run.process.wait(second_s)
        run.process.send_signal(second)
    else:
        second = number
    told = run.wait()
    if told.startswith("it did not end"):
        yield told
    status = run.process.returncode
    end_s = time.monotonic() + CHILDREN_END_S
    while run.children() and time.monotonic() < end_s:
        time.sleep(0.05)
    if run.children():
        yield "a process of it goes on"
    killed = signal.SIGKILL in (number, second) and status == -signal.SIGKILL
    allowed = {0, -signal.SIGKILL} | {128 + n for n in (number, second)} | {-number, -second}
    if status not in allowed:
        yield f"status {status}, it said: {told.strip()}"
    if "Traceback" in told or "Exception ignored" in told:
        yield f"it said: {told.strip()}"
    try:
        case.check()
        after = read_history(folder / "home")
    except Exception as fault:  # whatever the readers of the files raise
        yield f"not whole: {fault!r}"
        after = []
    if not killed and hidden(folder):
        yield f"left hidden: {hidden(folder)}"
    if case.name == "practice" and practised_s > LOST_S + FRAME_S:
        kept_s = after[-1] if len(after) > len(before) else 0.0
        if kept_s < practised_s - LOST_S - FRAME_S:
            yield f"the history holds {kept_s:.1f} s of {practised_s:.1f} s"
        missing = [path.name for path in case.outputs if not path.exists()]
        if missing and not killed:
            yield f"missing: {missing}, it said: {told.strip()}"
    if killed or not quick:
        yield from start_again(case, folder)
    yield str(status)


def start_again(case: Case, folder: Path) -> Iterator[str]:
    """Start the command once more; yields what is wrong."""
    if case.name == "practice":
        remove_outputs(case)  # it never replaces a recording
    again = Run(case.again, folder)
    told = again.wait()
    if again.process.returncode != 0:
        yield f"the next start ends with {again.process.returncode}: {told.strip()}"
    if hidden(folder):
        yield f"the next start leaves hidden: {hidden(folder)}"
    try:
        case.check()
    except Exception as fault:
        yield f"after the next start, not whole: {fault!r}"
    missing = [path.name for path in case.outputs if not path.exists()]
    if missing:
        yield f"after the next start missing: {missing}"


def kill_many(
    count: int,
    seed: int,
    folder: Path,
    *,
    names: tuple[str, ...] = (),
    frames: int = FRAMES,
    quick: bool = False,
) -> Tally:
    """Kill that many runs.

    Parameters
    ----------
    names
        Only these commands.
    frames
        Length of the clips.
    quick
        Start a command again only after kill -9, and do not try first how long it takes.
    """
    for ignored in SIGNALS[1:]:  # as in a shell's background: the runs would ignore it too
        if signal.getsignal(ignored) == signal.SIG_IGN:
            signal.signal(ignored, signal.SIG_DFL)
    chance, tally = random.Random(seed), Tally()
    make_clip(folder / "clip.mp4", frames, "release_right")
    make_clip(folder / "test.mp4", frames, "selftest_tight")
    with open_source(folder / "clip.mp4") as source:
        pictures = [frame.image for frame in source]
    with CameraServer(pictures, rate=RATE) as camera:
        chosen = [c for c in cases(folder, camera.url, frames) if not names or c.name in names]
        lengths = {case.name: QUICK_S for case in chosen}
        for case in [] if quick else chosen:
            begun_s = time.monotonic()
            tally.faults += [f"{case.name}, undisturbed: {f}" for f in start_again(case, folder)]
            lengths[case.name] = time.monotonic() - begun_s
            if case.name == "practice":
                lengths[case.name] += PRACTICE_S - frames / RATE
        with suppress(KeyboardInterrupt):  # what was tried until then counts
            for index in range(count):
                case = chosen[index % len(chosen)]
                number = SIGNALS[index // len(chosen) % len(SIGNALS)]
                length_s = lengths[case.name]
                *faults, ended = kill_once(case, folder, length_s, number, chance, quick=quick)
                tally.add(case.name, number.name, ended, faults)
    return tally


def report(tally: Tally) -> None:
    """Print the counts as a table."""
    names = sorted({name for name, _ in tally.runs})
    print("| command | " + " | ".join(s.name for s in SIGNALS) + " |")
    print("| --- |" + " --- |" * len(SIGNALS))
    for name in names:
        row = " | ".join(str(tally.runs[name, number.name]) for number in SIGNALS)
        print(f"| `{name}` | {row} |")
    print("Exit statuses: " + ", ".join(f"{s}: {n}" for s, n in sorted(tally.ended.items())))
    print(f"{sum(tally.runs.values())} kills, {len(tally.faults)} faults")


def main(arguments: list[str] | None = None) -> int:
    """Run it; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=200, help="how many runs are killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], help="only that command")
    given = parser.parse_args(arguments)
    begun_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="posecheck-kills-") as folder:
        tally = kill_many(given.count, given.seed, Path(folder), names=tuple(given.only))
    report(tally)
    print(f"{(time.monotonic() - begun_s) / 60:.1f} minutes, seed {given.seed}")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
