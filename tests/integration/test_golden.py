"""The program gives for the sample clips what it gave before (``tests/golden``)."""

from __future__ import annotations

import pytest
from golden.compare import differences
from golden.record import RESULTS, record


@pytest.mark.golden
def test_the_results_of_all_sample_clips_are_as_recorded(tmp_path):
    record(tmp_path)
    assert differences(RESULTS, tmp_path) == []
