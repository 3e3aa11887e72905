"""Train the lying reader."""

from __future__ import annotations

from pathlib import Path

import torch
from loop import train_network
from sources import Sources
from weights import export_network

from examples import repeat_photos
from networks.lying_reader.batches import make_batch
from networks.lying_reader.examples import JOINTS, POINTS, make_examples
from networks.lying_reader.loss import compute_loss
from networks.lying_reader.network import Exported, Reader
from networks.lying_reader.report import print_report
from networks.lying_reader.settings import LyingReaderRun
from posecheck.perception.body.lying import HEIGHT, WIDTH


def train(configuration: LyingReaderRun, sources: Sources, cache: Path | None, out: Path) -> None:
    """Train on the stills and photos in ``sources`` and write the network to ``out``.

    Parameters
    ----------
    cache
        File that keeps the examples for the next training, or None.
    out
        The ONNX file; the weights to continue from are kept beside it (.pt).
    """
    data = configuration.data
    training, test = make_examples(
        sources.stills, sources.photos, data, configuration.looks, cache
    ).split(configuration.split)
    photos, held_back = int(training.photo.sum()), int(test.photo.sum())
    print(
        f"looks to learn from: {len(training)}, {photos} of them at photos;"
        f" held back: {len(test)} and {held_back}",
        flush=True,
    )
    training = repeat_photos(training, data.photo_copies)
    torch.manual_seed(configuration.seed)
    reader = Reader(configuration.augmentation.misled_share)

    def export() -> None:
        inputs = {
            "image": torch.zeros(1, 3, HEIGHT, WIDTH),
            "features": torch.randn(1, 6 * POINTS + 2 * JOINTS),
        }
        export_network(Exported(reader), out, inputs, ["reading"])

    train_network(
        reader,
        training,
        lambda some, _: compute_loss(
            reader, make_batch(some, configuration.augmentation), configuration.loss
        ),
        lambda: print_report(reader, test, configuration.loss.straight_knee_deg),
        export,
        optimisation=configuration.optimisation,
        start=configuration.start,
        checkpoint=out.with_suffix(".pt"),
        run=configuration.model_dump_json(),
    )
