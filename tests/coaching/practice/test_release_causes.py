"""Why no release was felt, from what was measured."""

from __future__ import annotations

import math
from array import array

from posecheck.coaching.practice.release_causes import Evidence, Watched, find_release_causes
from posecheck.exercises.dosage import dosage_rules
from posecheck.exercises.library import find_exercise


def watched(measure, values):
    """A measure while the release on the back was held."""
    return Watched(find_exercise("supine_release").check_of(measure), array("d", values))


def evidence_of(roller_positions=(), fallouts=(), **more):
    roller, fallout = watched("roller_position", roller_positions), watched("fallout", fallouts)
    return Evidence(roller, fallout, **more)


def test_no_release_felt_names_what_was_measured():
    evidence = evidence_of(
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
    blind = evidence_of(roller_positions=[math.nan] * 95 + [0.7] * 5, fallouts=[math.nan] * 100)
    assert {finding.verdict for finding in find_release_causes(blind)} == {"not_measured"}
    assert "warm_up" in [
        f.cause for f in find_release_causes(Evidence(warm_up_s=20.0)) if f.verdict == "likely"
    ]


def verdict(cause, **evidence):
    found = {f.cause: f for f in find_release_causes(evidence_of(**evidence))}
    return found[cause].verdict


def test_the_roller_is_low_when_it_lay_too_low_for_more_than_a_quarter_of_the_time():
    for low, expected in ((25, "unlikely"), (26, "likely")):
        positions = [0.6] * low + [0.5] * (100 - low)
        assert verdict("roller_low", roller_positions=positions) == expected
    assert verdict("roller_low", roller_positions=[0.55] * 9) == "unlikely"


def test_only_what_was_seen_counts_and_a_fifth_of_the_frames_must_be():
    seen = [0.7] * 11 + [0.4] * 9 + [math.nan] * 80
    assert verdict("roller_low", roller_positions=seen) == "likely"
    assert verdict("roller_low", roller_positions=[*seen, math.nan]) == "not_measured"
    assert verdict("hip_angle", fallouts=()) == "not_measured"


def test_the_limits_of_the_hip_angle():
    """At least as far out as the exercise asks, and not near the floor."""
    least, most = 20.0, dosage_rules().causes.hip_angle.above
    assert verdict("hip_angle", fallouts=[least, most]) == "unlikely"
    assert verdict("hip_angle", fallouts=[least - 0.1]) == "likely"
    assert verdict("hip_angle", fallouts=[most + 0.1]) == "likely"


def test_the_limits_of_the_warm_up_and_of_the_breath():
    causes = dosage_rules().causes
    warm_up_s, held_s = causes.warm_up.below_s, causes.breath_held.above_s
    assert verdict("warm_up", warm_up_s=warm_up_s) == "unlikely"
    assert verdict("warm_up", warm_up_s=warm_up_s - 0.1) == "likely"
    assert verdict("breath_held", breath_held_s=held_s) == "unlikely"
    assert verdict("breath_held", breath_held_s=held_s + 0.1) == "likely"


def test_each_finding_has_its_sentence_and_the_likely_ones_come_first():
    causes = dosage_rules().causes
    found = find_release_causes(evidence_of(warm_up_s=1e9, breath_held_s=1e9))
    assert [(f.cause, f.verdict, f.text) for f in found] == [
        ("breath_held", "likely", causes.breath_held.text),
        ("roller_low", "not_measured", causes.roller_low.unknown),
        ("hip_angle", "not_measured", causes.hip_angle.unknown),
        ("warm_up", "unlikely", causes.warm_up.clear),
    ]


def test_rules_of_one_s_own():
    rules = dosage_rules()
    causes = rules.causes.model_copy(
        update={"warm_up": rules.causes.warm_up.model_copy(update={"below_s": 5.0})}
    )
    own = rules.model_copy(update={"causes": causes})
    found = {f.cause: f.verdict for f in find_release_causes(Evidence(warm_up_s=6.0), own)}
    assert found["warm_up"] == "unlikely"
