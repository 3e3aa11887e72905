"""What the training scripts share: layers, held-back people, the loop, the command line."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

HOLD_BACK = 8
"""Every so many rendered people are held back."""

REPORTS = 5
"""How often a training is reported on, at even distances."""


@dataclass
class Stills:
    """Columns of tensors, a row a still; a subclass names them, ``person`` among them."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def at(self, chosen: Tensor) -> Self:
        return type(self)(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def parted(self) -> tuple[Self, Self]:
        """The stills to learn from, and those of the people held back."""
        back = self.person.long() % HOLD_BACK == HOLD_BACK - 1  # type: ignore[attr-defined]
        return self.at(~back), self.at(back)


def convolution(inputs: int, outputs: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    layer = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.norm(self.second(self.first(x))))


Data = TypeVar("Data", bound=Stills)


def fit(
    network: nn.Module,
    data: Data,
    loss: Callable[[Data, float], Tensor],
    report: Callable[[], None],
    *,
    steps: int,
    batch: int,
    rate: float,
    decay: float,
    longest_slope: float,
    start: Path | None = None,
) -> None:
    """Train in about ``steps`` steps; from the weights in ``start`` on, at half the rate.

    Args:
        loss: of some stills, and how far the training has come, 0..1 (1 with ``start``).
        report: called five times on the way.
        longest_slope: slopes are shortened to this.
    """
    if start is not None:
        network.load_state_dict(torch.load(start))
        rate /= 2
    network.to(memory_format=torch.channels_last)
    a_epoch = math.ceil(len(data) / batch)
    epochs = math.ceil(steps / a_epoch)
    optimizer = torch.optim.AdamW(network.parameters(), rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=epochs * a_epoch, pct_start=0.15
    )
    started = time.monotonic()
    for epoch in range(epochs):
        total, done = 0.0, epoch / epochs if start is None else 1.0
        for chosen in torch.randperm(len(data)).split(batch):
            wrong = loss(data.at(chosen), done)
            optimizer.zero_grad()
            wrong.backward()
            nn.utils.clip_grad_norm_(network.parameters(), longest_slope)
            optimizer.step()
            schedule.step()
            total += wrong.item() * len(chosen)
        if (epoch + 1) % max(1, epochs // REPORTS) == 0 or epoch + 1 == epochs:
            minutes = (time.monotonic() - started) / 60
            mean = total / len(data)
            print(f"epoch {epoch + 1} of {epochs}: loss {mean:.3f}, {minutes:.1f} minutes")
            network.eval()
            with torch.no_grad():
                report()
            network.train()
    network.eval()


def command_line(out: Path, steps: int) -> argparse.Namespace:
    """Parse the options; sets the number of threads."""
    parser = argparse.ArgumentParser(description=f"Train {out.name}.")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, help="keep the examples here for the next time")
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="weights (.pt) to go on from")
    parser.add_argument("--out", type=Path, default=out)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    return args


def save(
    network: nn.Module,
    exported: nn.Module,
    out: Path,
    inputs: dict[str, Tensor],
    outputs: list[str],
) -> None:
    """The weights, to go on from, and the network as posecheck calls it."""
    torch.save(network.state_dict(), out.with_suffix(".pt"))
    torch.onnx.export(
        exported,
        tuple(inputs.values()),
        str(out),
        input_names=list(inputs),
        output_names=outputs,
        dynamo=False,
        opset_version=13,
    )
    print(out)
