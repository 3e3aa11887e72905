"""How accurate the roller network is on the people of the test split."""

from __future__ import annotations

import torch
from torch import Tensor

from networks.roller.batches import make_batch
from networks.roller.directions import read_turn, subtract_turns, turn_of
from networks.roller.examples import RollerExamples
from networks.roller.network import POSITION, THERE, UNDER, Finder
from networks.roller.settings import RollerRun

CLEARLY_TURNED_DEG = 15
"""The direction of a turn is judged from here on."""


def print_report(finder: Finder, data: RollerExamples, configuration: RollerRun) -> None:
    """Print how often rollers are found, and the errors of how they lie."""
    parts = [
        make_batch(data.select(rows), configuration.augmentation, configuration.loss, 0.0)
        for rows in torch.arange(len(data)).split(128)
    ]
    found = [finder(b.picture, b.trunk) for b in parts]
    out = torch.cat([f[2] for f in found])
    ends = torch.cat([f[1] for f in found])
    true_ends = torch.cat([b.ends for b in parts])
    there = torch.cat([b.there for b in parts])
    found_there = out[:, THERE] > 0
    marks = torch.cat([b.marks.flatten(1) for b in parts])
    likely = torch.cat([f[0][:, 0] for f in found]) > 0
    overlap = (likely & (marks > 0.5)).sum(-1) / (likely | (marks > 0.5)).sum(-1).clamp_min(1)
    seen, none = found_there[there == 1].float(), found_there[there == 0].float()
    ends_off = (ends - true_ends).norm(dim=-1)[there == 1].nanmedian(0).values.tolist()
    print(
        f"  found {100 * seen.mean():.1f} % of {len(seen)}, false positives"
        f" {100 * none.mean():.1f} % of {len(none)};"
        f" overlap {overlap[there == 1].mean():.2f}; ends off (px) {ends_off}"
    )
    under = torch.cat([b.under for b in parts])
    known = (there == 1) & ~under.isnan()
    right = ((out[:, UNDER] > 0).float() == under)[known].float().mean()
    print(f"  whether somebody lies on it: right in {100 * right:.1f} %")
    azimuth = torch.cat([b.azimuth for b in parts])
    trunk_azimuth = torch.cat([b.trunk_azimuth for b in parts])
    _print_pose(data, out, turn_of(azimuth, trunk_azimuth), trunk_azimuth, there == 1)


def _print_pose(
    data: RollerExamples, out: Tensor, true_turn: Tensor, trunk_azimuth: Tensor, there: Tensor
) -> None:
    turn = subtract_turns(read_turn(out), true_turn)
    trunk_off = torch.rad2deg(torch.atan2(out[:, 4], out[:, 3])) - trunk_azimuth
    trunk_off = ((trunk_off + 180) % 360 - 180).abs()
    place = (out[:, POSITION] - data.position).abs()
    on = there & ~data.position.isnan()
    print(f"  trunk azimuth off {trunk_off.nanmean():.1f}, median {trunk_off.nanmedian():.1f}")
    oblique = (data.off_side >= 20) & (data.off_side <= 45) & (data.shows_cm >= 5)
    low = data.height < 0.5
    for name, chosen in (
        ("all", on),
        ("0.8 m, oblique, 5 cm", on & oblique & (data.height >= 0.8)),
        ("0.5-0.8 m, oblique, 5 cm", on & oblique & ~low & (data.height < 0.8)),
        ("under 0.5 m or side", on & (low | (data.off_side < 20))),
    ):
        if not chosen.any():
            continue
        t = turn[chosen].abs()
        wide = chosen & (true_turn.abs() > CLEARLY_TURNED_DEG)
        way = ((true_turn + turn).sign() == true_turn.sign())[wide].float().mean()
        print(
            f"  {name:26s} n {len(t):4d} turn off {t.mean():5.1f} median {t.median():5.1f}"
            f" p90 {t.quantile(0.9):5.1f} (always 90: {true_turn[chosen].abs().mean():4.1f})"
            f" direction right {100 * way:5.1f} % position off {place[chosen].mean():.3f}"
            f" expected {out[chosen, 6].exp().mean():4.1f}",
            flush=True,
        )
