"""Train the back change network."""

from __future__ import annotations

from pathlib import Path

import torch
from loop import train_network
from torch import Tensor
from weights import export_network

from networks.back_change.batches import Pairs, all_pairs, draw_pairs
from networks.back_change.examples import BackGroups, make_examples
from networks.back_change.network import BackChange, Exported
from networks.back_change.settings import BackChangeLoss, BackChangeRun
from posecheck.perception.back.change_network import HEIGHT, WIDTH

PLAIN_CM = 2.0
"""A change beyond this is plain; for the report."""


def compute_loss(network: BackChange, pairs: Pairs, loss: BackChangeLoss) -> Tensor:
    """Compute the loss: likelihood of the error under a Laplace distribution, and its size."""
    answer = network(pairs.reference, pairs.now)
    apart = (answer[:, 0] - pairs.change_cm).abs()
    scale = answer[:, 1].exp() + loss.least_error_cm
    return (apart / scale + scale.log() + loss.absolute_weight * apart).mean()


def answer_both_ways(network: BackChange, pairs: Pairs) -> Tensor:
    """Compute (n, 2) as posecheck does: asked both ways round."""
    parts = torch.arange(len(pairs.change_cm)).split(64)
    there = torch.cat([network(pairs.reference[p], pairs.now[p]) for p in parts])
    back = torch.cat([network(pairs.now[p], pairs.reference[p]) for p in parts])
    return torch.stack([(there[:, 0] - back[:, 0]) / 2, (there[:, 1] + back[:, 1]) / 2], 1)


def print_report(network: BackChange, data: BackGroups) -> None:
    """Print how well the changes of the people of the test split are known."""
    for name, chosen in (("arms along", data.arms_along), ("arms elsewhere", ~data.arms_along)):
        pairs = all_pairs(data.select(chosen))
        answer = answer_both_ways(network, pairs)
        apart, change = (answer[:, 0] - pairs.change_cm).abs(), pairs.change_cm
        plain = change.abs() > PLAIN_CM
        together = torch.corrcoef(torch.stack([answer[:, 0], change]))[0, 1]
        right = (answer[plain, 0] * change[plain] > 0).float().mean()
        sure = answer[:, 1] <= answer[:, 1].median()
        print(
            f"  {name:14s} n {len(change):4d} error median {apart.median():.2f} cm, surer half"
            f" {apart[sure].median():.2f} cm, correlation {together:.3f}, plain changes the right"
            f" way {100 * right:.1f} %",
            flush=True,
        )


def train(configuration: BackChangeRun, folder: Path, cache: Path | None, out: Path) -> None:
    """Train on the groups in ``folder`` and write the network to ``out``.

    Parameters
    ----------
    cache
        File that keeps the examples for the next training, or None.
    out
        The ONNX file; the weights to continue from are kept beside it (.pt).
    """
    training, test = make_examples(folder, cache).split(configuration.split)
    print(f"{len(training)} groups to learn from, {len(test)} held back", flush=True)
    torch.manual_seed(configuration.seed)
    network = BackChange()
    train_network(
        network,
        training,
        lambda some, _: compute_loss(
            network, draw_pairs(some, configuration.augmentation), configuration.loss
        ),
        lambda: print_report(network, test),
        optimisation=configuration.optimisation,
        start=configuration.start,
        checkpoint=out.with_suffix(".pt"),
    )
    picture = torch.zeros(2, 3, HEIGHT, WIDTH)
    inputs = {"reference": picture, "now": picture}
    export_network(Exported(network), out, inputs, ["change"])
