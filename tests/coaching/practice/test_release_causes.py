"""Why no release was felt, from what was measured."""

from __future__ import annotations

import math

from posecheck.coaching.practice.release_causes import Evidence, find_release_causes


def test_no_release_felt_names_what_was_measured():
    evidence = Evidence(
        roller_positions=[0.62] * 60 + [0.4] * 40,
        fallouts=[40.0] * 100,
        warm_up_s=170.0,
        breath_held_s=14.0,
    )
    verdicts = {finding.cause: finding.verdict for finding in find_release_causes(evidence)}
    assert verdicts == {
        "roller_low": "likely",
        "breath_held": "likely",
        "warm_up": "unlikely",
        "hip_angle": "unlikely",
    }
    assert [f.verdict for f in find_release_causes(evidence)][:2] == ["likely", "likely"]


def test_no_release_felt_claims_nothing_that_was_not_seen():
    blind = Evidence(roller_positions=[math.nan] * 95 + [0.7] * 5, fallouts=[math.nan] * 100)
    assert {finding.verdict for finding in find_release_causes(blind)} == {"not_measured"}
    assert "warm_up" in [
        f.cause for f in find_release_causes(Evidence(warm_up_s=20.0)) if f.verdict == "likely"
    ]
