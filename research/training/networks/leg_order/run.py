"""Train the leg order network."""

from __future__ import annotations

from pathlib import Path

import torch
from loop import train_network
from sources import Sources
from torch import Tensor
from torch.nn import functional
from weights import export_network

from examples import repeat_photos
from networks.leg_order.batches import Batch, make_batch
from networks.leg_order.examples import (
    LegExamples,
    make_examples,
    thin_out,
)
from networks.leg_order.network import N_GEOMETRY, Exported, LegOrder
from networks.leg_order.settings import LegOrderRun
from posecheck.perception.body.leg_order import CELL_PX, HEIGHT, N_BONES, WIDTH


def compute_loss(network: LegOrder, batch: Batch) -> Tensor:
    """Compute the loss of a batch: weighted binary cross-entropy."""
    logits = network(*batch.inputs)
    loss = functional.binary_cross_entropy_with_logits(logits, batch.first_near, reduction="none")
    return (loss * batch.weight).sum() / batch.weight.sum()


def print_report(network: LegOrder, data: LegExamples, configuration: LegOrderRun) -> None:
    """Print how often the network is right about the people of the test split, legs apart."""
    parts = [
        make_batch(
            data.select(rows), configuration.augmentation, configuration.loss.legs_apart, 0.0
        )
        for rows in torch.arange(len(data)).split(128)
    ]
    logits = torch.cat([network(*part.inputs) for part in parts])
    first = torch.cat([part.first_near for part in parts]) > 0.5
    apart = torch.cat([part.weight for part in parts]) >= 1.0
    still = ~data.photo & apart
    for name, chosen in (
        ("freely posed", data.freely_posed & still),
        ("others", ~data.freely_posed & still),
        ("not lying", ~data.lying & still),
        ("photos", data.photo & apart),
    ):
        right = (logits > 0) == first
        if not chosen.any():
            continue
        sure = chosen & (logits.abs() > logits[chosen].abs().quantile(0.3))
        share, of_sure = (100 * right[part].float().mean() for part in (chosen, sure))
        print(
            f"  {name:12s} n {int(chosen.sum()):4d} right {share:5.1f} %"
            f"  the surest seven in ten {of_sure:5.1f} %",
            flush=True,
        )


def train(configuration: LegOrderRun, sources: Sources, cache: Path | None, out: Path) -> None:
    """Train on the stills and photos in ``sources`` and write the network to ``out``.

    Parameters
    ----------
    cache
        File that keeps the examples for the next training, or None.
    out
        The ONNX file; the weights to continue from are kept beside it (.pt).
    """
    data = configuration.data
    training, test = make_examples(sources.stills, sources.photos, data, cache).split(
        configuration.split
    )
    training = thin_out(training, data.one_leg_kept_every)
    print(f"{len(training)} stills and photos to learn from, {len(test)} held back", flush=True)
    training = repeat_photos(training, data.photo_copies)
    torch.manual_seed(configuration.seed)
    network = LegOrder()

    def compute_scheduled_loss(some: LegExamples, done: float) -> Tensor:
        strength = configuration.schedule.augmentation.value(done)
        apart = configuration.loss.legs_apart
        return compute_loss(network, make_batch(some, configuration.augmentation, apart, strength))

    def export() -> None:
        inputs = {
            "image": torch.zeros(1, 3, HEIGHT, WIDTH),
            "maps": torch.rand(1, 2 * N_BONES, HEIGHT // CELL_PX, WIDTH // CELL_PX),
            "places": torch.zeros(1, N_GEOMETRY),
        }
        export_network(Exported(network), out, inputs, ["first_near"])

    train_network(
        network,
        training,
        compute_scheduled_loss,
        lambda: print_report(network, test, configuration),
        export,
        optimisation=configuration.optimisation,
        start=configuration.start,
        checkpoint=out.with_suffix(".pt"),
        run=configuration.model_dump_json(),
    )
