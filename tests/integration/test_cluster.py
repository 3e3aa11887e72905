"""Clips on a cluster of this machine: the same results as without, also when a worker is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest

from posecheck.engine import cluster
from posecheck.engine.options import InputOptions
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.output.partial import ANALYSIS_FILES
from posecheck.perception.body.mediapipe_worker import mediapipe_kept

distributed = pytest.importorskip("distributed", reason="Dask is not installed")

OPTIONS = AnalysisOptions(exercise="supine_release", input=InputOptions(roller=False, rotate=0))
"""What takes least time."""

COMPARED = ("analysis.json", "frames.csv")
"""The annotated video and the report hold the same numbers."""


@pytest.fixture
def images(release_clip):
    with av.open(str(release_clip)) as container:
        return [
            picture.to_ndarray(format="rgb24")[::2, ::2]
            for _, picture in zip(range(17), container.decode(video=0), strict=False)
        ]


def make_clips(make_clip, images, count: int) -> list[Path]:
    """Clips of six small pictures; each begins with another one."""
    return [
        make_clip(
            f"clip{number:02d}.mp4",
            times_s=[i / 12 for i in range(6)],
            size=(320, 240),
            images=images[number : number + 6],
        )
        for number in range(count)
    ]


@pytest.fixture
def two_workers(monkeypatch):
    monkeypatch.setattr(cluster, "count_cores", lambda: 2)


def kill_one_at_work(client) -> None:
    """Kill a worker while it analyses a clip."""
    pids = client.run(os.getpid)
    busy = next(worker for worker, clips in client.processing().items() if clips)
    os.kill(pids[busy], getattr(signal, "SIGKILL", signal.SIGTERM))


def test_twelve_clips_although_a_worker_is_killed(make_clip, images, tmp_path, two_workers):
    clips = make_clips(make_clip, images, 12)
    with mediapipe_kept():
        for clip in clips:
            analyze_recording(clip, OPTIONS, folder=tmp_path / "alone" / clip.stem)
    folders = [tmp_path / "cluster" / clip.stem for clip in clips]
    outcomes = {}
    with cluster.open_cluster("local") as client:
        assert len(client.scheduler_info()["workers"]) == 2
        for number, outcome in cluster.analyze_clips(client, clips, folders, OPTIONS):
            if not outcomes:
                kill_one_at_work(client)
            outcomes[number] = outcome
    assert sorted(outcomes) == list(range(12))
    assert all(isinstance(each, cluster.ClipSummary) for each in outcomes.values()), outcomes
    for clip, folder in zip(clips, folders, strict=True):
        assert {file.name for file in folder.iterdir()} == set(ANALYSIS_FILES)
        for name in COMPARED:
            alone = tmp_path / "alone" / clip.stem / name
            assert (folder / name).read_bytes() == alone.read_bytes(), (clip.stem, name)
    assert [f.name for f in (tmp_path / "cluster").iterdir() if f.name.startswith(".")] == []


def test_what_is_stopped_leaves_whole_results_only(make_clip, images, tmp_path, two_workers):
    clips = make_clips(make_clip, images, 6)
    folders = [tmp_path / "cluster" / clip.stem for clip in clips]

    class StopError(Exception):
        pass

    with pytest.raises(StopError), cluster.open_cluster("local") as client:
        for _ in cluster.analyze_clips(client, clips, folders, OPTIONS):
            raise StopError  # as Ctrl-C does
    left = list((tmp_path / "cluster").iterdir())
    assert 1 <= len(left) < 6
    for folder in left:
        assert {file.name for file in folder.iterdir()} == set(ANALYSIS_FILES)


def test_the_command_joins_a_cluster(make_clip, images, tmp_path, program):
    (tmp_path / "clips").mkdir()
    for clip in make_clips(make_clip, images, 2):
        shutil.move(clip, tmp_path / "clips" / clip.name)
    (tmp_path / "clips" / "clip00b.mp4").write_bytes(b"no film")
    (tmp_path / "clips" / "photo.png").write_bytes(b"no clip")
    given = ("analyze", tmp_path / "clips", "--exercise", "supine_release", "--no-roller")
    alone = program(*given, "--out", tmp_path / "alone")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as joined:
        on_cluster = ("--out", tmp_path / "cluster", "--dask", joined.scheduler_address)
        done = program(*given, *on_cluster)
        (tmp_path / "cluster" / "clip00" / "report.html").unlink()
        resumed = program(*given, *on_cluster, "--resume")
    assert (alone.returncode, done.returncode) == (1, 1)
    assert done.stdout.replace("/cluster/", "/alone/") == alone.stdout
    *sentences, last = done.stderr.splitlines()
    assert sentences == alone.stderr.splitlines()
    bad = tmp_path / "clips" / "clip00b.mp4"
    assert last == f"posecheck: 1 of 3 clips failed: {bad}."
    for name in ("clip00", "clip01"):
        for file in COMPARED:
            there = (tmp_path / "cluster" / name / file).read_bytes()
            assert there == (tmp_path / "alone" / name / file).read_bytes()
    assert resumed.returncode == 1
    clip00, clip01 = (tmp_path / "clips" / f"clip0{number}.mp4" for number in (0, 1))
    first, second, *_ = resumed.stdout.splitlines()
    assert first == f"{clip00}: analysed again, because report.html is missing."
    assert second == f"{clip01}: skipped, its results are there and nothing has changed."
    assert resumed.stderr == done.stderr
    assert (tmp_path / "cluster" / "clip00" / "report.html").exists()


LISTENING = """
import os
from posecheck.engine import cluster

cluster.count_cores = lambda: 1

def listening():
    found = set()
    own = {os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
           if os.path.exists(f"/proc/self/fd/{fd}") or os.path.islink(f"/proc/self/fd/{fd}")}
    for table in ("tcp", "tcp6"):
        for line in open(f"/proc/net/{table}").readlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                found.add(fields[1].split(":")[0])
    return sorted(found)

if __name__ == "__main__":
    with cluster.open_cluster("local") as client:
        print(listening(), *client.run(listening).values())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_cluster_of_this_machine_listens_on_loopback_alone_and_says_nothing(tmp_path):
    script = tmp_path / "listening.py"
    script.write_text(LISTENING)
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout == "['0100007F'] ['0100007F']\n"
    assert done.stderr == ""
