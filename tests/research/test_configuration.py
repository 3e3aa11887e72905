"""Settings of a training run are read, checked, and mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
from configuration import ConfigurationError, configuration_path, load_configuration
from conftest import REPOSITORY
from photos import read_leg_photos, read_photos
from settings import Ramp, TestSplit
from stills import person_number, read_stills

NETWORKS = ("lying_reader", "leg_order", "roller", "which_way_up")


def test_the_test_split_holds_back_every_eighth_person():
    for name in NETWORKS:
        split = load_configuration(configuration_path(name)).split
        assert [person for person in range(20) if split.is_test(person)] == [7, 15]


def test_the_test_split_takes_arrays():
    held_back = TestSplit(modulus=8, remainder=7).is_test(np.array([0, 7, 8, 15]))
    assert held_back.tolist() == [False, True, False, True]


def test_all_stills_of_a_person_are_on_one_side():
    split = load_configuration(configuration_path("roller")).split
    sides: dict[str, set[bool]] = {}
    for path, record in read_stills((REPOSITORY / "sample_videos/stills").glob("*.json")):
        assert path.suffix == ".jpg"
        assert path.exists()
        sides.setdefault(record["who"], set()).add(split.is_test(person_number(record)))
    assert len(sides) == 12
    assert all(len(side) == 1 for side in sides.values())


def test_a_person_number_counts_within_the_seed():
    assert person_number({"who": "female 11-37"}) == 37


def test_both_photos_of_an_exercise_are_on_one_side(tmp_path):
    configuration = load_configuration(configuration_path("which_way_up"))
    sides: dict[str, set[bool]] = {}
    for path, exercise in read_photos(configuration.data.photos, tmp_path):
        assert path.parent.parent == tmp_path
        sides.setdefault(path.parent.name, set()).add(configuration.split.is_test(exercise))
    assert len(sides) == 786
    assert all(len(side) == 1 for side in sides.values())


def test_photos_of_legs_may_be_learnt_from_and_have_a_mark(tmp_path):
    allowed = load_configuration(configuration_path("which_way_up")).data.photos
    configuration = load_configuration(configuration_path("leg_order"))
    marked = list(read_leg_photos(configuration.data.photos, tmp_path))
    assert {path for path, *_ in marked} < {path for path, _ in read_photos(allowed, tmp_path)}
    sides: dict[str, set[bool]] = {}
    for path, exercise, near_ankle in marked:
        assert min(near_ankle) > 0
        sides.setdefault(path.parent.name, set()).add(configuration.split.is_test(exercise))
    assert all(len(side) == 1 for side in sides.values())


def test_a_ramp_grows_to_1_and_stays_there():
    ramp = Ramp(start=0.1, span=0.3)
    assert ramp.value(0.0) == pytest.approx(0.1)
    assert ramp.value(0.15) == pytest.approx(0.6)
    assert ramp.value(1.0) == 1.0


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("batch = 32", "batch = 0", "optimisation.batch"),  # out of range
        ("batch = 32", "bach = 32", "optimisation.ba"),  # misspelt
        ("warm_up_share = 0.15", "warm_up_share = 1.5", "optimisation.warm_up_share"),
        ("seed = 0", "", "seed"),  # missing
        ("directions = 6.0", 'directions = "much"', "loss.directions"),
        ('network = "lying_reader"', 'network = "lying_raeder"', "lying_raeder"),
        ("[loss]", "[loss", "no TOML file"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path, before, after, named):
    text = configuration_path("lying_reader").read_text(encoding="utf-8")
    assert text.count(before) == 1
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=named):
        load_configuration(file)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(ConfigurationError, match="Cannot read"):
        load_configuration(tmp_path / "none.toml")
