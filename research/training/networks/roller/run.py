"""Train the roller network."""

from __future__ import annotations

from pathlib import Path

import torch
from loop import train_network
from sources import Sources
from torch import Tensor
from weights import export_network

from networks.roller.batches import make_batch
from networks.roller.examples import RollerExamples, make_examples
from networks.roller.loss import compute_loss
from networks.roller.network import Exported, Finder
from networks.roller.report import print_report
from networks.roller.settings import RollerRun
from posecheck.perception.roller.network import HEIGHT, WIDTH


def train(configuration: RollerRun, sources: Sources, cache: Path | None, out: Path) -> None:
    """Train on the stills and photos in ``sources`` and write the network to ``out``.

    Parameters
    ----------
    cache
        File that keeps the examples for the next training, or None.
    out
        The ONNX file; the weights to continue from are kept beside it (.pt).
    """
    training, test = make_examples(
        sources.stills, configuration.data.photos, sources.photos, configuration.split, cache
    ).split(configuration.split)
    print(f"{len(training)} stills and photos to learn from, {len(test)} held back", flush=True)
    torch.manual_seed(configuration.seed)
    finder = Finder()

    def compute_scheduled_loss(data: RollerExamples, done: float) -> Tensor:
        strength = configuration.schedule.augmentation.value(done)
        batch = make_batch(data, configuration.augmentation, configuration.loss, strength)
        pose = configuration.schedule.pose.value(done)
        return compute_loss(finder, batch, configuration.loss, pose)

    def export() -> None:
        inputs = {"image": torch.zeros(1, 3, HEIGHT, WIDTH), "trunk": torch.zeros(1, 8)}
        export_network(Exported(finder), out, inputs, ["marks", "readout"])

    train_network(
        finder,
        training,
        compute_scheduled_loss,
        lambda: print_report(finder, test, configuration),
        export,
        optimisation=configuration.optimisation,
        start=configuration.start,
        checkpoint=out.with_suffix(".pt"),
        run=configuration.model_dump_json(),
    )
