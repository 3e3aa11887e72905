"""The command line of the training, as far as it goes without PyTorch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import train
from configuration import ConfigurationError, configuration_path, load_configuration
from conftest import REPOSITORY

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


def make_still_folders(folder: Path, name: str) -> None:
    for stills in load_configuration(configuration_path(name)).data.stills:
        (folder / str(stills.seed)).mkdir()


def test_training_without_pytorch_says_how_to_install_it(tmp_path):
    make_still_folders(tmp_path, "roller")
    ran = run_without_pytorch("roller", "--stills", str(tmp_path))
    assert ran.returncode == 1
    assert "pip install -r research/training/requirements.txt" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_missing_stills_are_named_with_the_command_that_renders_them(tmp_path):
    configuration = load_configuration(configuration_path("lying_reader"))
    (tmp_path / "11").mkdir()
    with pytest.raises(ConfigurationError, match=r"stills\.py --seed 12 --kinds release --out"):
        train.find_stills(configuration, tmp_path)
    for stills in configuration.data.stills[1:]:
        (tmp_path / str(stills.seed)).mkdir()
    found = train.find_stills(configuration, tmp_path)
    assert [folder.name for folder in found] == ["11", "12", "21", "22", "23", "31", "41", "43"]


def test_missing_photos_are_named_with_the_command_that_fetches_them(tmp_path):
    with pytest.raises(ConfigurationError, match=r"git clone \S+/free-exercise-db \S+/photos"):
        train.require_photos(tmp_path / "photos/exercises")
    assert train.require_photos(tmp_path) == tmp_path


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
