"""Clips analysed at the same time by several processes, on one machine or many, with Dask.

One task is one clip; each writes into its own folder, as everywhere. A worker that dies has its
clip done again by another one. Dask is an extra, and is imported only when a cluster is opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posecheck.coaching.recognition.recogniser import Recognition
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.errors import InputError, LibraryError, OutputError, PosecheckError
from posecheck.output.files import resolve
from posecheck.output.partial import remove_left_over
from posecheck.readable import readable

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""In place of an address: a cluster of this machine's own, for this run."""

LOOPBACK = "127.0.0.1"
"""Where a cluster of this machine listens, and nowhere else."""

RETRIES = 2
"""How often a clip is tried again after an error that is none of ours, as of full memory. A clip
whose workers die is tried again by Dask itself, three times by default."""

CONNECT_S = 15.0
"""How long, in seconds, a scheduler may take to answer, and its first worker to be there."""

QUIET = {
    "logging": dict.fromkeys(("distributed", "tornado", "bokeh", "asyncio"), "critical"),
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.no-workers-timeout": "120s",
}
"""Dask's settings for a cluster of this machine: it says nothing, since each failure becomes a
sentence of ours, its web servers show nothing, and a clip does not wait for ever where no worker
can be started again."""

NOT_INSTALLED = 'A cluster needs Dask: run `pip install "posecheck[cluster]"`.'
"""Said where the extra is missing."""

_ADDRESS = re.compile(r"(?:tcp|tls)://[^\s/]+:\d{1,5}")


@dataclass(frozen=True)
class ClipSummary:
    """What the analysis of a clip came to, as far as a worker sends it back.

    The attributes are those of :class:`~posecheck.engine.recorded.Analysis`.
    """

    contents: dict[str, Any]
    folder: Path | None
    notes: tuple[str, ...]
    recognition: Recognition | None
    damage: str | None


class ClipError(PosecheckError):
    """One clip could not be analysed; the others can."""


@contextmanager
def open_cluster(address: str) -> Iterator[Client]:
    """Connect to a cluster for the block.

    Parameters
    ----------
    address
        "local" for one worker process with one thread for each core of this machine, or the
        address of a scheduler, such as "tcp://192.168.1.20:8786".

    Raises
    ------
    LibraryError
        Dask is not installed.
    PosecheckError
        The address is none, nobody answers there, or the cluster has no workers.
    """
    if address != LOCAL and not _ADDRESS.fullmatch(address):
        raise PosecheckError(
            f"{readable(address)} is no address of a Dask scheduler: give one like "
            "tcp://192.168.1.20:8786, or local."
        )
    try:
        import dask
    except ImportError as error:
        raise LibraryError(NOT_INSTALLED) from error
    with dask.config.set(QUIET):
        try:
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise LibraryError(NOT_INSTALLED) from error
        if address != LOCAL:
            with _connect(Client, address) as client:
                yield client
            return
        with (
            LocalCluster(
                n_workers=count_cores(),
                threads_per_worker=1,
                processes=True,
                host=LOOPBACK,
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},
                worker_dashboard_address=f"{LOOPBACK}:0",
                silence_logs="CRITICAL",
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client


def analyze_clips(
    client: Client, clips: Sequence[Path], folders: Sequence[Path], options: AnalysisOptions
) -> Iterator[tuple[int, ClipSummary | PosecheckError]]:
    """Analyse clips into folders; gives the number and the outcome of each as it is finished.

    What is there already must have been checked: files in the folders are replaced, because a clip
    that is done again finds those of a worker that was lost.

    Parameters
    ----------
    client
        What :func:`open_cluster` gives.
    clips, folders
        The clips, and the folder for the results of each. Workers must find them under the same
        paths; relative ones count from this process's folder.
    options
        As for :func:`~posecheck.engine.recorded.analyze_recording`.

    Yields
    ------
    number, outcome
        Which clip, from 0, and a summary, or what was wrong with it.

    Raises
    ------
    PosecheckError
        No clip can be analysed: a model is missing, or the workers have another posecheck.
    """
    from distributed import as_completed

    options = replace(options, overwrite=True)
    is_here = client.cluster is not None
    futures = {}
    for number, (clip, folder) in enumerate(zip(clips, folders, strict=True)):
        paths = (clip, folder) if is_here else (clip.absolute(), folder.absolute())
        task = client.submit(analyze_clip, *paths, options, retries=RETRIES, pure=False)
        futures[task] = number
    finished = set()
    try:
        for task in as_completed(futures):
            number = futures[task]
            outcome = _outcome(task, clips[number])
            if isinstance(outcome, PosecheckError) and not isinstance(
                outcome, InputError | OutputError | ClipError
            ):
                raise outcome
            finished.add(number)
            yield number, outcome
    finally:
        if len(finished) < len(futures):
            client.cancel(list(futures), force=True)
            if is_here:
                client.cluster.close()
                for number in set(range(len(folders))) - finished:
                    remove_left_over(resolve(folders[number]))


def analyze_clip(
    clip: Path, folder: Path, options: AnalysisOptions
) -> ClipSummary | PosecheckError:
    """Analyse one clip; runs in a worker.

    What is wrong with a clip is returned, not raised: Dask would try such a clip again.
    """
    try:
        analysis = analyze_recording(clip, options, folder=folder)
    except PosecheckError as error:
        return error
    return ClipSummary(
        analysis.contents, analysis.folder, analysis.notes, analysis.recognition, analysis.damage
    )


def count_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _connect(make: type[Client], address: str) -> Iterator[Client]:
    try:
        client = make(address, timeout=CONNECT_S)
    except OSError as error:
        raise PosecheckError(
            f"There is no Dask scheduler at {address}: start one with `dask scheduler`, or check "
            "the address."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_S)
        except TimeoutError as error:
            raise PosecheckError(
                f"The Dask scheduler at {address} has no workers: start them with "
                f"`dask worker {address} --nthreads 1`."
            ) from error
        yield client


def _outcome(task: Any, clip: Path) -> ClipSummary | PosecheckError:
    """What came of a task that has ended."""
    from distributed import KilledWorker

    name = readable(clip)
    error = task.exception()
    if error is None:
        outcome: ClipSummary | PosecheckError = task.result()
        return outcome
    if isinstance(error, KilledWorker):
        return ClipError(f"{name} was given up: the workers that analysed it died.")
    if isinstance(error, ImportError | AttributeError):
        return PosecheckError(
            "The workers have no posecheck, or another version of it: install the same one on all "
            f"machines ({error})."
        )
    return ClipError(f"{name} was given up after an unexpected error: {error!r}.")
