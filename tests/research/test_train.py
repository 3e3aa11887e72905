"""The command line of the training, as far as it goes without PyTorch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sources
import train
from configuration import ConfigurationError, configuration_path, load_configuration
from conftest import REPOSITORY
from settings import Data, StillSet
from sources import find_stills, require_photos

WITHOUT_PYTORCH = "import sys; sys.modules['torch'] = None; import runpy; sys.argv = sys.argv[1:];"


def run_without_pytorch(*arguments: str) -> subprocess.CompletedProcess[str]:
    script = str(REPOSITORY / "research/training/train.py")
    code = f"{WITHOUT_PYTORCH} runpy.run_path({script!r}, run_name='__main__')"
    command = [sys.executable, "-c", code, "train.py", *arguments]
    environment = {"PYTHONPATH": str(REPOSITORY / "research/training")}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)


def test_help_needs_no_pytorch():
    ran = run_without_pytorch("--help")
    assert ran.returncode == 0
    for name in ("lying_reader", "leg_order", "roller", "which_way_up", "pose_landmarker"):
        assert name in ran.stdout


def write_still(path: Path, kind: str) -> None:
    path.write_text(json.dumps({"kind": kind}))


def make_sources(folder: Path, name: str) -> None:
    """Folders as they are when everything is there."""
    (folder / "photos").mkdir()
    for stills in load_configuration(configuration_path(name)).data.stills:
        (folder / str(stills.seed)).mkdir()
        kind = "release" if stills.kinds == "all" else stills.kinds[0]
        for number in range(stills.count):
            write_still(folder / str(stills.seed) / f"{number:05d}.json", kind)


def test_training_without_pytorch_says_how_to_install_it(tmp_path):
    make_sources(tmp_path, "roller")
    ran = run_without_pytorch(
        "roller", "--stills", str(tmp_path), "--photos", str(tmp_path / "photos")
    )
    assert ran.returncode == 1
    assert "pip install -r research/training/requirements.txt" in ran.stderr
    assert "Traceback" not in ran.stderr


def stills_data(*stills: dict) -> Data:
    return Data(stills=tuple(StillSet(**still) for still in stills))


def test_missing_stills_are_rendered(tmp_path):
    data = stills_data(
        {"seed": 1, "kinds": "all", "count": 1},
        {"seed": 2, "kinds": ("release", "prone"), "count": 2},
    )
    (tmp_path / "2").mkdir()
    write_still(tmp_path / "2/00000.json", "prone")
    rendered: list[list[str]] = []
    assert find_stills(data, tmp_path, rendered.append) == (tmp_path / "2/00000.json",)
    assert [" ".join(arguments) for arguments in rendered] == [
        f"--seed 1 --count 1 --out {tmp_path / '1'}",
        f"--seed 2 --count 2 --kinds release prone --out {tmp_path / '2'}",
    ]
    files = [tmp_path / f"{name}.json" for name in ("1/00000", "2/00000", "2/00001")]
    (tmp_path / "1").mkdir()
    for file in reversed(files):
        write_still(file, "release")
    write_still(tmp_path / "2/00002.json", "release")  # more than asked
    found = find_stills(data, tmp_path, lambda _: pytest.fail("everything is there"))
    assert found == tuple(files)


def test_without_the_renderer_the_command_for_missing_stills_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "RENDERER", REPOSITORY / "no such renderer")
    data = stills_data({"seed": 12, "kinds": ("release",), "count": 5})
    with pytest.raises(ConfigurationError) as refused:
        find_stills(data, tmp_path)
    assert str(refused.value).endswith(
        "no such renderer/.venv/bin/python no such renderer/stills.py"
        f" --seed 12 --count 5 --kinds release --out {tmp_path / '12'}"
    )


def test_stills_of_other_kinds_are_refused(tmp_path):
    (tmp_path / "12").mkdir()
    write_still(tmp_path / "12/00000.json", "prone")
    data = stills_data({"seed": 12, "kinds": ("release",), "count": 1})
    with pytest.raises(ConfigurationError, match=r"00000\.json shows prone"):
        find_stills(data, tmp_path)


def test_the_cache_has_the_name_that_numpy_gives_it(capsys):
    assert train.parse_arguments(["roller", "--cache", "x.npz"]).cache == Path("x.npz")
    with pytest.raises(SystemExit):
        train.parse_arguments(["roller", "--cache", "x"])
    assert "must end with .npz" in capsys.readouterr().err


def test_missing_photos_are_named_with_the_command_that_fetches_them(tmp_path):
    with pytest.raises(ConfigurationError, match=r"git clone \S+/free-exercise-db \S+/photos"):
        require_photos(tmp_path / "photos/exercises")
    assert require_photos(tmp_path) == tmp_path


def test_a_configuration_of_another_network_is_refused():
    with pytest.raises(ConfigurationError, match="for leg_order, not for roller"):
        train.read_configuration(configuration_path("leg_order"), "roller")


def test_start_weights_of_the_command_line_win(tmp_path):
    configuration = load_configuration(configuration_path("roller"))
    assert train.set_start(configuration, None).start.weights is None
    start = configuration.start.model_copy(update={"weights": Path("models/roller.onnx")})
    configuration = configuration.model_copy(update={"start": start})
    from_file = train.set_start(configuration, None)
    assert from_file.start.weights == REPOSITORY / "models/roller.onnx"
    chosen = train.set_start(configuration, tmp_path / "other.pt")
    assert chosen.start.weights == tmp_path / "other.pt"
    assert chosen.start.rate_factor == start.rate_factor


def test_training_does_not_write_over_the_shipped_weights():
    options = train.parse_arguments(["roller"])
    assert options.out == REPOSITORY / "research/training/work/roller.onnx"
