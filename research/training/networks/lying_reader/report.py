"""How accurate the lying reader is on the people of the test split."""

from __future__ import annotations

import torch

from networks.lying_reader.batches import make_batch
from networks.lying_reader.bones import compute_angles, mediapipe_bones, subtract_angles
from networks.lying_reader.examples import LyingExamples
from networks.lying_reader.loss import find_learnt_angles
from networks.lying_reader.network import Reader
from posecheck.perception.body.reading import ANGLES

FALLOUT_DEG = (20, 75)
"""True fall-outs that are reported on, in degrees."""


def print_report(reader: Reader, data: LyingExamples, straight_knee_deg: float) -> None:
    """Print the errors of near and far leg in side view, beside those of MediaPipe."""
    chunks = torch.arange(len(data)).split(128)
    out = [reader(*make_batch(data.select(chunk), None).inputs) for chunk in chunks]
    angles = compute_angles(torch.cat([o[2] for o in out]))
    widths = torch.cat([o[3] for o in out]).exp()
    truth = data.angles.nan_to_num()
    off = subtract_angles(angles, truth)
    known = find_learnt_angles(data.angles, straight_knee_deg)
    before = subtract_angles(compute_angles(mediapipe_bones(data.world)), truth)
    for near in (True, False):
        for k, name in enumerate(ANGLES):
            rows = []
            for leg in (0, 1):
                j = 4 * leg + k
                chosen = data.side_view & known[:, j]
                chosen &= (data.near_left == (leg == 0)) == near
                if name == "fallout":
                    least, most = FALLOUT_DEG
                    chosen &= (data.angles[:, j] > least) & (data.angles[:, j] < most)
                rows.append(torch.stack([off[chosen, j], before[chosen, j], widths[chosen, j]]))
            mine, theirs, width = torch.cat(rows, 1)
            if not len(mine):
                continue
            sure = width < width.quantile(0.9)
            print(
                f"  {'near' if near else 'far '} {name:12s} n {len(mine):4d}"
                f"  MAE {mine.abs().mean():5.1f} (MediaPipe {theirs.abs().mean():5.1f})"
                f"  median {mine.abs().median():5.1f}  p90 {mine.abs().quantile(0.9):5.1f}"
                f"  surest 90 % {mine[sure].abs().mean():5.1f}  bias {mine.mean():5.1f}",
                flush=True,
            )
