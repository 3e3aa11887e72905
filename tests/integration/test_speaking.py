"""A clip practised with the sound recorded: what the log names is in the file, and nothing else."""

from __future__ import annotations

import csv
import wave
from itertools import pairwise

import numpy as np
import pytest

from posecheck.feedback.voice.prompter import MIN_REPEAT_S
from posecheck.feedback.voice.sounds import SAMPLE_RATE, level_dbfs


def _heard(path):
    with wave.open(str(path)) as file:
        assert file.getframerate() == SAMPLE_RATE
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


@pytest.mark.parametrize("options", [(), ("--no-voice",)])
def test_the_recording_is_what_the_log_says(program, release_clip, tmp_path, options):
    result = program(
        "practice", "supine_release", "--camera", release_clip, "--no-window",
        "--sound-file", "heard.wav", "--voice-log", "said.csv", *options,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    heard = _heard(tmp_path / "heard.wav")
    rows = list(csv.DictReader((tmp_path / "said.csv").open()))
    spans = [(float(row["start_s"]), float(row["end_s"])) for row in rows]
    assert len(rows) >= 3
    silent = np.ones(heard.size, bool)
    for start_s, end_s in spans:
        part = slice(round(start_s * SAMPLE_RATE), round(end_s * SAMPLE_RATE))
        assert -24 < level_dbfs(heard[part]) < -12
        silent[part] = False
    margin = round(0.01 * SAMPLE_RATE)  # the log's times are rounded to milliseconds
    quiet = np.convolve(silent, np.ones(margin), "same") > margin - 1
    assert not heard[quiet].any()
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    ended: dict[str, float] = {}
    for row, (start_s, end_s) in zip(rows, spans, strict=True):
        if row["text"]:
            assert start_s - ended.get(row["text"], -np.inf) >= MIN_REPEAT_S
            ended[row["text"]] = end_s
        if row["kind"] == "correction":
            assert row["text"] in row["on_screen"].split(" | ")
    if options:
        assert not any(int(row["spoken"]) for row in rows)
