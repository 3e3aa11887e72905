"""Train the which-way-up network."""

from __future__ import annotations

from pathlib import Path

import torch
from loop import train_network
from sources import Sources
from torch import Tensor
from torch.nn import functional
from weights import export_network

from networks.which_way_up.examples import TurnedExamples, make_examples
from networks.which_way_up.network import Exported, WhichWayUp, make_backbone
from networks.which_way_up.settings import WhichWayUpRun
from posecheck.perception.body.picture_turn import SURE
from posecheck.perception.body.which_way_up import SIDE


def score_turns(network: WhichWayUp, data: TurnedExamples) -> Tensor:
    """Compute (n, 4) scores: of the piece as it is, and of the three turned ones."""
    return network(data.features.flatten(0, 1).float()).view(-1, 4)


def compute_loss(network: WhichWayUp, data: TurnedExamples) -> Tensor:
    """Compute the cross-entropy: the piece as it is should score highest."""
    scores = score_turns(network, data)
    return functional.cross_entropy(scores, torch.zeros(len(data), dtype=torch.long))


def print_report(network: WhichWayUp, data: TurnedExamples) -> None:
    """Print how often the network is right about the test split's pieces."""
    parts = (data.select(rows) for rows in torch.arange(len(data)).split(64))
    scores = torch.cat([score_turns(network, part) for part in parts])
    sure = scores.softmax(1).amax(1) >= SURE
    right = scores.argmax(1) == 0
    print(
        f"  n {len(data)} right {100 * right.float().mean():.1f} %, sure"
        f" {100 * sure.float().mean():.1f} %, of these right"
        f" {100 * right[sure].float().mean():.2f} %",
        flush=True,
    )


def train(configuration: WhichWayUpRun, sources: Sources, cache: Path | None, out: Path) -> None:
    """Train on the photos in ``sources`` and write the network to ``out``.

    Parameters
    ----------
    cache
        File that keeps the examples for the next training, or None.
    out
        The ONNX file; the weights to continue from are kept beside it (.pt).
    """
    backbone = make_backbone()
    examples = make_examples(
        sources.photos,
        configuration.data,
        configuration.augmentation,
        backbone,
        cache,
        configuration.seed,
    )
    training, test = examples.split(configuration.split)
    print(f"{len(training)} pieces to learn from, {len(test)} held back", flush=True)
    torch.manual_seed(configuration.seed)
    network = WhichWayUp()

    def export() -> None:
        inputs = {"image": torch.zeros(4, 3, SIDE, SIDE)}
        export_network(Exported(backbone, network), out, inputs, ["score"])

    train_network(
        network,
        training,
        lambda some, _: compute_loss(network, some),
        lambda: print_report(network, test),
        export,
        optimisation=configuration.optimisation,
        start=configuration.start,
        checkpoint=out.with_suffix(".pt"),
        run=configuration.model_dump_json(),
    )
