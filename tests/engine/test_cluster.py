"""A cluster that cannot be opened is one sentence; a clip's fault is an answer, not an error."""

from __future__ import annotations

import socket
import sys

import pytest

from posecheck.engine import cluster
from posecheck.engine.recorded import AnalysisOptions
from posecheck.errors import InputError, LibraryError, PosecheckError


@pytest.mark.parametrize("address", ["", "here", "8786", "http://here:8786", "tcp://here", "Local"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(PosecheckError, match="is no address of a Dask scheduler"):
        with cluster.open_cluster(address):
            pass


@pytest.mark.parametrize("missing", ["dask", "distributed"])
def test_without_dask_it_says_what_to_install(missing, monkeypatch):
    if missing == "distributed":
        pytest.importorskip("dask")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(LibraryError, match=r'pip install "posecheck\[cluster\]"'):
        with cluster.open_cluster("local"):
            pass


def test_where_nobody_answers(monkeypatch):
    pytest.importorskip("distributed", reason="Dask is not installed")
    monkeypatch.setattr(cluster, "CONNECT_S", 1.0)
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(PosecheckError, match="There is no Dask scheduler at"):
            with cluster.open_cluster(address):
                pass


def test_an_unreadable_clip_is_an_answer(tmp_path):
    """Dask tries again what raises."""
    (tmp_path / "clip.mp4").write_bytes(b"no film")
    outcome = cluster.analyze_clip(tmp_path / "clip.mp4", tmp_path / "o", AnalysisOptions())
    assert isinstance(outcome, InputError)
    assert not (tmp_path / "o").exists()
