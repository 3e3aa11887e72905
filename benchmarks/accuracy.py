"""Accuracy of every measure and verdict against exact truth.

    python benchmarks/accuracy.py                      the clips and stills of the repository
    python benchmarks/accuracy.py --stills FOLDER      another folder of rendered stills
    python benchmarks/accuracy.py --footage FOLDER     photos and clips labelled by hand as well
    python benchmarks/accuracy.py --write-report       write docs/accuracy.md
    python benchmarks/accuracy.py --write-tolerances   write the package's tolerance table; nothing
                                                       is withheld, so the tables are no report

sample_videos/README.md describes the truth of rendered images. Clips are seen as in
``posecheck analyze``, each still alone as in ``posecheck measure``.
"""

from __future__ import annotations

from pathlib import Path

from angle_errors import Sample, angle_table, by_off_side, by_posture, score_angles
from coaching_errors import hold_table, verdict_table
from command_line import add_truth_folders, make_parser
from labelled_footage import footage_tables
from markdown_tables import aligned_table
from perceive_files import perceive_clip, perceive_photos, read_frames
from tolerance_fit import fit_tolerances, measure_without_limits, write_tolerances
from truth_files import REPOSITORY, KnownClip, Record, known_clips, known_stills, legs_swapped

from posecheck.moment import Moment

REPORT = REPOSITORY / "docs/accuracy.md"

REPORT_HEAD = """# How right posecheck is

Written by `python benchmarks/accuracy.py`; do not edit. "Bare" is what MediaPipe's landmarks give
by themselves: knee and hip flexion as angles in the picture, fall-out and rotation in its world
space, nothing withheld. posecheck answers "cannot see" where it is not sure; "given" is the share
of pictures with an answer. Angles in degrees; bias is measured minus true; p90 is the 90th
percentile of the error's size. The near leg is the one nearer to the camera in truth. "Off side" is
the true angle between the line of sight and the body's left-right axis. Only pictures with the
whole person in view are scored, and a clip's frames are not independent of each other. "Legs
swapped" counts the pictures in which each leg lies where the other one truly is. No network has
learnt from the people of the stills, and no limit was chosen with them (research/render/README.md).
"""


def clip_samples(clip: KnownClip) -> list[Sample]:
    """Perceive every frame of a clip."""
    moments = perceive_clip(read_frames(clip.path), roller=True)
    return [_sample(m, record) for m, record in zip(moments, clip.frames, strict=True)]


def still_samples(folder: Path) -> list[Sample]:
    """Perceive each still of a folder alone."""
    stills = list(known_stills(folder))
    moments = perceive_photos((still.path for still in stills), roller=True)
    return [_sample(m, still.record) for m, still in zip(moments, stills, strict=True)]


def _sample(moment: Moment, record: Record) -> Sample:
    return Sample(moment.frame.time_s, record, moment.body, moment.measurements)


def detection_table(samples: dict[str, list[Sample]]) -> str:
    """Make a table of found people, postures, views and swapped legs: a row a source."""
    rows = []
    for source, all_samples in samples.items():
        whole = [s for s in all_samples if s.record.get("fully_in_view")]
        empty = [s for s in all_samples if not s.record["person"]]
        found = sum(s.body is not None for s in whole)
        rows.append(
            [
                source,
                len(all_samples),
                f"{100 * found / len(whole):.1f} % of {len(whole)}" if whole else "",
                f"{sum(s.body is not None for s in empty)} of {len(empty)}" if empty else "",
                _share_right(whole, "posture"),
                _share_right(whole, "view"),
                _share_right(whole, "near_side"),
                sum(legs_swapped(s.body, s.record) for s in whole if s.body is not None),
            ]
        )
    return aligned_table(
        ["source", "pictures", "found, whole person in view", "claimed in an empty room",
         "posture right", "view right", "near side right", "legs swapped"], rows,
    )  # fmt: skip


def _share_right(samples: list[Sample], name: str) -> str:
    known = [s for s in samples if s.record["posture"] != "unknown" and s.measurements]
    if not known:
        return ""
    right = sum(getattr(s.measurements, name) == s.record[name] for s in known)
    return f"{100 * right / len(known):.1f} %"


def report(
    clips: dict[KnownClip, list[Sample]],
    stills: list[Sample],
    stills_name: str,
    footage: list[str],
) -> str:
    """Write the text of docs/accuracy.md."""
    by_source = {clip.path.stem: samples for clip, samples in clips.items()}
    clip_scores = score_angles(s for samples in clips.values() for s in samples)
    still_scores = score_angles(stills)
    parts = [
        REPORT_HEAD,
        "## Detection, posture, view",
        detection_table(by_source | {stills_name: stills}),
        "## Angles in the clips",
        angle_table(clip_scores),
        f"## Angles in the {stills_name}",
        angle_table(still_scores),
        "### By posture",
        angle_table(still_scores, by_posture(still_scores)),
        "### By degrees off the side view, supine",
        angle_table(still_scores, by_off_side([s for s in still_scores if s.posture == "supine"])),
        "## Verdicts against truth, clips of exercises with checks",
        verdict_table(clips),
        "## Hold seconds against truth",
        hold_table(clips),
        *footage,
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    add_truth_folders(parser)
    parser.add_argument("--footage", type=Path, help="folder with photos.json or clips.json")
    parser.add_argument("--write-report", action="store_true", help="write docs/accuracy.md")
    parser.add_argument(
        "--write-tolerances", action="store_true", help="write posecheck's tolerance table"
    )
    options = parser.parse_args()
    if options.write_tolerances:
        measure_without_limits()
    clips = {clip: clip_samples(clip) for clip in known_clips(options.clips)}
    stills = still_samples(options.stills)
    footage = footage_tables(options.footage) if options.footage else []
    text = report(clips, stills, f"{len(stills)} stills", footage)
    print(text)
    if options.write_report:
        REPORT.write_text(text)
    if options.write_tolerances:
        write_tolerances(fit_tolerances(score_angles(stills), f"{len(stills)} rendered stills"))


if __name__ == "__main__":
    main()
