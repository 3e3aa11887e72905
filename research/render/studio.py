# SPDX-License-Identifier: GPL-3.0-or-later
"""The Blender scene: a room, light, one person, a roller, a camera; and pictures of it."""

from __future__ import annotations

import contextlib
import math
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import bpy
import cv2
import numpy as np
from human import Human
from mathutils import Matrix
from people import Outfit, Person
from pose import Posed
from rotations import Z, unit

COLOURS = {
    "orange": (0.78, 0.20, 0.04), "blue": (0.05, 0.16, 0.55), "black": (0.02, 0.02, 0.022),
    "green": (0.10, 0.42, 0.12), "pink": (0.75, 0.16, 0.34), "grey": (0.32, 0.33, 0.34),
    "purple": (0.26, 0.08, 0.45), "teal": (0.03, 0.36, 0.38),
}  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A room. Colours are linear RGB.

    Attributes
    ----------
    floor, floor_dark, grain
        The floor's two colours, and how its pattern is stretched.
    furniture
        What stands at the wall.
    light
        Ceiling (W), window (W), sky.
    warmth
        Colour of the ceiling's light.
    windows
        Number of bright windows in the wall behind.
    floor_rough
        From 0, a mirror, to 1.
    """

    floor: tuple
    floor_dark: tuple
    grain: tuple
    wall: tuple
    mat: tuple
    furniture: str
    light: tuple
    warmth: tuple = (1.0, 0.95, 0.88)
    windows: int = 0
    floor_rough: float = 0.5


ROOMS = {
    "living": Room((0.42, 0.27, 0.15), (0.25, 0.15, 0.08), (1, 9, 1), (0.62, 0.60, 0.55),
                   (0.12, 0.24, 0.36), "sofa", (70, 60, 0.35)),
    "studio": Room((0.30, 0.30, 0.31), (0.24, 0.24, 0.25), (1, 1, 1), (0.62, 0.63, 0.65),
                   (0.38, 0.10, 0.32), "mirror", (75, 30, 0.35), (1, 1, 1)),
    "bedroom": Room((0.40, 0.36, 0.30), (0.30, 0.26, 0.22), (30, 30, 30), (0.45, 0.52, 0.56),
                    (0.06, 0.06, 0.07), "bed", (35, 90, 0.25), (1, 0.85, 0.7)),
    "clinic": Room((0.36, 0.38, 0.39), (0.30, 0.32, 0.34), (3, 3, 3), (0.60, 0.62, 0.60),
                   (0.08, 0.28, 0.16), "table", (80, 20, 0.35), (0.95, 1, 1)),
    "evening": Room((0.20, 0.11, 0.06), (0.12, 0.07, 0.04), (9, 1, 1), (0.40, 0.30, 0.22),
                    (0.45, 0.30, 0.12), "shelf", (60, 14, 0.25), (1, 0.72, 0.45)),
}  # fmt: skip


@dataclass(frozen=True)
class Camera:
    """A camera that looks at a point.

    Attributes
    ----------
    azimuth
        Degrees; 0 stands at -y and looks along +y, positive moves towards +x.
    distance, height
        Metres from ``look`` in the plan, and over the floor.
    look
        The point in the middle of the picture.
    lens
        Field of view across the picture's longer side, in degrees.
    size
        Width and height in pixels.
    """

    azimuth: float = 0.0
    distance: float = 2.2
    height: float = 0.6
    look: tuple[float, float, float] = (-0.1, 0.0, 0.2)
    lens: float = 62.0
    size: tuple[int, int] = (640, 480)

    @property
    def focal_px(self) -> float:
        return max(self.size) / 2 / math.tan(math.radians(self.lens) / 2)

    def pose(self) -> tuple[np.ndarray, np.ndarray]:
        """Give position (3,) and rotation (3, 3), whose rows point right, up and backwards."""
        a, look = math.radians(self.azimuth), np.array(self.look, float)
        place = np.array(
            [
                look[0] + self.distance * math.sin(a),
                look[1] - self.distance * math.cos(a),
                self.height,
            ]
        )
        forward = unit(look - place)
        right = unit(np.cross(forward, Z))
        return place, np.stack([right, np.cross(right, forward), -forward])

    def project(self, points) -> np.ndarray:
        """Project (N, 3) metres to (N, 2) pixels: x right, y down, origin top-left."""
        place, turn = self.pose()
        q = (np.asarray(points, float).reshape(-1, 3) - place) @ turn.T
        scale = self.focal_px / -q[:, 2:]
        return q[:, :2] * scale * [1, -1] + np.array(self.size) / 2

    def depth(self, points) -> np.ndarray:
        """Give the (N,) distances of points along the line of sight, in metres."""
        place, turn = self.pose()
        return -((np.asarray(points, float).reshape(-1, 3) - place) @ turn.T)[:, 2]


class Studio:
    """One person in one room. Pose, roller, light and camera change from picture to picture.

    The room's back wall is at +y: behind the person for a camera at -y.
    """

    def __init__(self, who: Person, outfit: Outfit, room: Room, *, samples=6, threads=2) -> None:
        with _quiet():
            bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene = bpy.context.scene
        self.human = Human(who, outfit)
        self.room = room
        self._materials: dict[str, object] = {}
        self.person = [self._add_part(part) for part in self.human.parts]
        self._build_room()
        self._build_roller()
        self._build_lights()
        self._set_up(samples, threads)
        self._box: tuple[int, int, int, int] | None = None

    # --- building

    def _add_part(self, part):
        if part.colour is not None:
            cloth = self._plain(part.name, part.colour, 0.8, 35.0)
            return _mesh(part.name, part.vertices, part.faces, cloth, part.uv, part.face_uv)
        tint = self.human.outfit if part.kind == "clothes" else None
        rough = 0.55 if part.kind == "skin" else 0.8
        material = _picture_material(part.name, part.texture, part.transparent, rough, tint)
        return _mesh(part.name, part.vertices, part.faces, material, part.uv, part.face_uv)

    def _plain(self, name, colour, darker=0.82, scale=20.0, stretch=(1, 1, 1), rough=0.85):
        dark = tuple(c * darker for c in colour)
        return _noise_material(name, dark, colour, scale, rough, stretch)

    def _build_room(self) -> None:
        r = self.room
        floor = _noise_material("floor", r.floor_dark, r.floor, 3.0, r.floor_rough, r.grain)
        wall = self._plain("wall", r.wall, 0.93, 2.0)
        _quad("floor", [(-6, -6, 0), (6, -6, 0), (6, 6, 0), (-6, 6, 0)], floor)
        y = 2.0
        _quad("back", [(-6, y, 0), (6, y, 0), (6, y, 3), (-6, y, 3)], wall)
        _quad("left", [(-3.4, y, 0), (-3.4, -6, 0), (-3.4, -6, 3), (-3.4, y, 3)], wall)
        _quad("right", [(3.4, y, 0), (3.4, -6, 0), (3.4, -6, 3), (3.4, y, 3)], wall)
        _box_mesh(
            "skirting", (-6, y - 0.03, 0), (6, y, 0.09), self._plain("white", (0.8, 0.8, 0.78))
        )
        self.mat = _box_mesh(
            "mat",
            (-1.15, -0.38, -0.004),
            (1.15, 0.38, 0.0004),
            self._plain("mat", r.mat, 0.8, 60.0),
        )
        self._furnish(r.furniture, y)
        for i in range(r.windows):
            x, wide = -2.9 + i * 6.0 / r.windows, 4.6 / r.windows
            corners = [(x, 0.25), (x + wide, 0.25), (x + wide, 2.3), (x, 2.3)]
            _quad("window", [(a, y - 0.01, z) for a, z in corners], _glowing("window", 3.0))

    def _furnish(self, kind: str, y: float) -> None:
        wood = self._plain("wood", (0.50, 0.33, 0.20), 0.7, 5.0, (1, 1, 8), 0.6)
        cloth = self._plain("cloth", (0.14, 0.21, 0.26), 0.7, 30.0)
        pale = self._plain("pale", (0.70, 0.68, 0.62), 0.9, 12.0)
        if kind == "sofa":
            _box_mesh("seat", (-2.4, y - 0.75, 0), (-0.8, y - 0.05, 0.42), cloth)
            _box_mesh("rest", (-2.4, y - 0.25, 0.4), (-0.8, y - 0.02, 0.85), cloth)
        if kind == "bed":
            _box_mesh("bed", (-2.6, y - 1.0, 0.1), (-0.4, y - 0.05, 0.45), pale)
            _box_mesh(
                "pillow",
                (-2.5, y - 0.8, 0.45),
                (-2.1, y - 0.2, 0.58),
                self._plain("p", (0.8, 0.8, 0.8)),
            )
        if kind == "mirror":
            _box_mesh("bench", (0.6, y - 0.4, 0.25), (2.2, y - 0.1, 0.32), wood)
            _box_mesh(
                "panel",
                (-1.6, y - 0.02, 0.3),
                (0.2, y - 0.01, 2.0),
                self._plain("glass", (0.5, 0.55, 0.6), 0.98, 1.0, rough=0.1),
            )
        if kind == "table":
            _box_mesh("top", (-0.5, y - 0.75, 0.62), (1.4, y - 0.1, 0.74), cloth)
            for x in (-0.4, 1.3):
                _box_mesh("leg", (x - 0.04, y - 0.7, 0), (x + 0.04, y - 0.15, 0.62), pale)
        if kind in ("sofa", "shelf"):
            _box_mesh("shelf", (1.2, y - 0.35, 0), (2.1, y - 0.02, 1.5), wood)
            tones = [(0.6, 0.1, 0.1), (0.1, 0.3, 0.5), (0.7, 0.6, 0.2), (0.2, 0.4, 0.2)]
            for i in range(7):
                low = (1.25 + i * 0.11, y - 0.4, 0.55)
                high = (1.33 + i * 0.11, y - 0.36, 0.75 + 0.04 * (i % 3))
                _box_mesh(f"book{i}", low, high, self._plain(f"book{i}", tones[i % 4]))
        if kind == "shelf":
            _box_mesh("chest", (-2.2, y - 0.5, 0), (-1.0, y - 0.05, 0.7), wood)

    def _build_roller(self) -> None:
        n = 48
        a = np.linspace(0, 2 * np.pi, n, endpoint=False)
        ring = np.stack([np.cos(a), np.zeros(n), np.sin(a)], 1)
        vertices = np.vstack([ring + [0, -0.5, 0], ring + [0, 0.5, 0]])
        faces = [[i, (i + 1) % n, (i + 1) % n + n, i + n] for i in range(n)]
        faces += [list(range(n)), list(range(2 * n - 1, n - 1, -1))]
        self.roller = _mesh(
            "roller", vertices, faces, self._plain("roller", COLOURS["orange"]), smooth=False
        )
        core = ring * [1, 0, 1]
        caps = np.vstack([core + [0, -0.502, 0], core + [0, 0.502, 0]])
        discs = [list(range(n)), list(range(2 * n - 1, n - 1, -1))]
        self.core = _mesh("core", caps, discs, self._plain("core", (0.03, 0.03, 0.03)))
        self.roller.hide_render = self.core.hide_render = True
        self.core_share = 0.0
        self.clutter: list = []

    def _build_lights(self) -> None:
        ceiling, window, sky = self.room.light
        self.ceiling = _area((0, -0.3, 2.7), (0, 0, 0), 1.6, ceiling, self.room.warmth)
        self.window = _area(
            (-3.0, -1.5, 1.5), (0, math.radians(-80), 0), 1.5, window, (0.85, 0.92, 1)
        )
        world = bpy.data.worlds.new("world")
        self.scene.world = world
        world.use_nodes = True
        self.sky = world.node_tree.nodes["Background"]
        self.sky.inputs[0].default_value = (0.9, 0.95, 1, 1)
        self.sky.inputs[1].default_value = sky
        data = bpy.data.cameras.new("camera")
        self._camera = bpy.data.objects.new("camera", data)
        bpy.context.collection.objects.link(self._camera)
        self.scene.camera = self._camera

    def _set_up(self, samples: int, threads: int) -> None:
        render = self.scene.render
        render.engine = "CYCLES"
        cycles = self.scene.cycles
        cycles.device = "CPU"
        cycles.samples = samples
        cycles.use_denoising = True
        cycles.denoiser = "OPENIMAGEDENOISE"
        cycles.denoising_quality = "FAST"
        cycles.max_bounces, cycles.diffuse_bounces = 3, 1
        cycles.transparent_max_bounces = 8
        render.use_persistent_data = True
        render.threads_mode, render.threads = "FIXED", threads
        render.resolution_percentage = 100
        self.scene.view_settings.view_transform = "Standard"
        self.scene.view_settings.exposure = 0.3
        render.image_settings.file_format = "BMP"

    # --- changing

    def set_camera(self, camera: Camera) -> None:
        """Put the camera there."""
        self.camera = camera
        place, turn = camera.pose()
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = turn.T, place
        self._camera.matrix_world = Matrix(matrix.tolist())
        self._camera.data.sensor_fit = "AUTO"
        self._camera.data.angle = math.radians(camera.lens)
        self.scene.render.resolution_x, self.scene.render.resolution_y = camera.size

    def set_light(self, factor: float, window: float) -> None:
        """Scale the ceiling light and sky by ``factor``, and the window by ``window``."""
        self.ceiling.data.energy = self.room.light[0] * factor
        self.window.data.energy = self.room.light[1] * window
        self.sky.inputs[1].default_value = self.room.light[2] * factor

    def set_roller_colour(self, colour: tuple, texture: float = 0.82) -> None:
        """Give the roller a colour; its pattern's dark places are ``texture`` times as bright."""
        name = f"roller {colour} {texture}"
        if name not in self._materials:
            self._materials[name] = self._plain(name, colour, texture, 40.0, rough=0.7)
        self.roller.data.materials[0] = self._materials[name]

    def show(self, posed: Posed | None) -> None:
        """Show the person in that pose, with its roller; None leaves the room empty."""
        for item in self.person:
            item.hide_render = posed is None
        self.roller.hide_render = self.core.hide_render = True
        self.posed = posed
        if posed is None:
            return
        for part, item in zip(self.human.parts, self.person, strict=True):
            vertices = posed.vertices(part)
            under = 0.002 if part.kind == "skin" else 0.001
            vertices[:, 2] = np.maximum(vertices[:, 2], under)
            if posed.roller_centre is not None:
                _press_out(vertices, posed, under)
            item.data.vertices.foreach_set("co", vertices.astype(np.float32).ravel())
            item.data.update()
        if posed.roller_centre is not None:
            self.lay_roller(posed.roller_centre, posed.roller_axis, posed.pose.roller)

    def lay_roller(self, centre, axis, roller) -> None:
        """Lay the roller at a place, along a horizontal axis."""
        turn = (0, 0, math.atan2(axis[1], axis[0]) - math.pi / 2)
        for item, share in ((self.roller, 1.0), (self.core, self.core_share)):
            item.hide_render = share == 0
            item.location = tuple(centre)
            item.scale = (roller.radius * share, roller.length, roller.radius * share)
            item.rotation_euler = turn

    def set_roller_core(self, share: float, colour: tuple = (0.03, 0.03, 0.03)) -> None:
        """Show a hollow core of that share of the diameter at the ends; 0 is a full end."""
        self.core_share = share
        self.core.data.materials[0] = self._plain("core", colour)

    def lay_clutter(self, rng) -> None:
        """Lay up to five things about; those of the picture before go.

        Balls, boxes, bottles, dumb-bells, weight plates, benches and posts.
        """
        for item in self.clutter:
            bpy.data.objects.remove(item, do_unlink=True)
        self.clutter = [item for _ in range(rng.integers(0, 6)) for item in self._thing(rng)]

    def _thing(self, rng) -> list:
        """Make one random thing; gives its objects."""
        colour = tuple(rng.uniform(0.02, 0.7, 3))
        material = self._plain("thing", colour, float(rng.uniform(0.5, 0.95)), 30.0)
        u = rng.uniform
        kind = rng.integers(7)
        place = np.array([u(-1.6, 1.6), u(0.45, 1.5) if rng.random() < 0.7 else u(-0.9, -0.45)])
        if kind == 0:  # ball
            radius = u(0.06, 0.32)
            heights = np.linspace(0, np.pi, 13)
            rings = [(radius * math.sin(h), radius - radius * math.cos(h)) for h in heights]
            return [_revolved(rings, material, place)]
        if kind == 1:  # bottle
            radius, height = u(0.03, 0.05), u(0.18, 0.3)
            rings = [(radius, 0), (radius, height * 0.7), (radius * 0.4, height * 0.85)]
            rings += [(radius * 0.4, height), (0.001, height)]
            return [_revolved(rings, material, place)]
        angle = u(0, math.pi)
        if kind == 4:  # weight plate, upright
            radius, half = u(0.08, 0.23), u(0.01, 0.03)
            rings = [(0.001, -half), (radius, -half), (radius, half), (0.001, half)]
            return [_revolved(rings, material, [*place, radius], (math.pi / 2, 0, angle))]
        if kind >= 5:
            place[1] = u(0.8, 1.8)  # large ones stand behind
        if kind == 5:
            width, apart = u(0.03, 0.1), u(0.5, 1.2)
            return [self._post(place + [dx, 0], width, material) for dx in (0, apart)]
        if kind == 6:
            return self._bench(place, u(-0.3, 0.3), u(0.4, 1.2), u(0.3, 0.5), material)
        size = (u(0.1, 0.5), u(0.1, 0.4), u(0.04, 0.3)) if kind == 2 else (0.16, 0.07, 0.07)
        item = _box_mesh("thing", (0, 0, 0), size, material)
        item.location = (*place, 0)
        item.rotation_euler = (0, 0, angle)
        return [item]

    def _post(self, place, width, material):
        x, y = place
        return _box_mesh("post", (x, y, 0), (x + width, y + width, 2.4), material)

    def _bench(self, place, angle, length, height, material) -> list:
        seat = _box_mesh("seat", (0, 0, height - 0.07), (length, 0.3, height), material)
        legs = [
            _box_mesh("leg", (x, y, 0), (x + 0.04, y + 0.04, height - 0.07), material)
            for x in (0.03, length - 0.07)
            for y in (0.02, 0.24)
        ]
        for item in (seat, *legs):
            item.location = (*place, 0)
            item.rotation_euler = (0, 0, angle)
        return [seat, *legs]

    def add_towel_and_ball(self) -> None:
        """Add a rolled towel and a ball, which are no roller."""
        cloth = self._plain("towel", (0.62, 0.55, 0.48), 0.75, 90.0, (1, 8, 8))
        n, turns = 160, 3.2
        a = np.linspace(0, 2 * np.pi * turns, n)
        r = np.linspace(0.012, 0.055, n)
        spiral = np.stack([r * np.cos(a), np.zeros(n), 0.055 + r * np.sin(a)], 1)
        vertices = np.vstack([spiral + [0, -0.2, 0], spiral + [0, 0.2, 0]]) + [-0.35, 0.05, 0]
        faces = [[i, i + 1, i + 1 + n, i + n] for i in range(n - 1)]
        _mesh("towel", vertices, faces, cloth)
        u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 33), np.linspace(0, np.pi, 17))
        sphere = np.stack([np.cos(u) * np.sin(v), np.sin(u) * np.sin(v), np.cos(v)], -1)
        vertices = sphere.reshape(-1, 3) * 0.11 + [0.45, -0.1, 0.11]
        faces = [
            [j * 33 + i, j * 33 + i + 1, (j + 1) * 33 + i + 1, (j + 1) * 33 + i]
            for j in range(16)
            for i in range(32)
        ]
        _mesh("ball", vertices, faces, self._plain("ball", (0.6, 0.12, 0.1)))

    # --- pictures

    def picture(self, seed: int = 0, box: tuple[int, int, int, int] | None = None) -> np.ndarray:
        """Render the picture, (H, W, 3) uint8 BGR.

        Parameters
        ----------
        seed
            Seed of the grain.
        box
            Render only this part: left, top, right, bottom in pixels.
        """
        render = self.scene.render
        width, height = self.camera.size
        render.use_border = box is not None
        if box is not None:
            render.border_min_x, render.border_max_x = box[0] / width, box[2] / width
            render.border_min_y, render.border_max_y = 1 - box[3] / height, 1 - box[1] / height
        self.scene.cycles.seed = seed
        with tempfile.TemporaryDirectory() as folder:
            render.filepath = str(Path(folder) / "picture.bmp")
            with _quiet():
                bpy.ops.render.render(write_still=True)
            return cv2.imread(render.filepath)

    def labels(self) -> np.ndarray:
        """Draw the labels, (H, W) uint8: 0 room, 1 person, 2 roller.

        What is nearer covers what is behind.
        """
        width, height = self.camera.size
        canvas = np.zeros((height, width), np.uint8)
        polygons, depths, values = [], [], []
        for item, part in zip(self.person, self.human.parts, strict=True):
            if part.kind in ("eyes", "eyebrows"):
                continue
            vertices = np.empty(len(part.vertices) * 3, np.float32)
            item.data.vertices.foreach_get("co", vertices)
            self._collect(vertices.reshape(-1, 3), part.faces, 1, polygons, depths, values)
        if not self.roller.hide_render:
            mesh = self.roller.data
            matrix = np.array(self.roller.matrix_world)
            if np.allclose(matrix, np.eye(4)):
                bpy.context.view_layer.update()
                matrix = np.array(self.roller.matrix_world)
            vertices = np.array([v.co for v in mesh.vertices]) @ matrix[:3, :3].T + matrix[:3, 3]
            n = len(vertices) // 2
            strips = []
            for k in range(12):  # short pieces, so that sorting by depth holds along the roller
                lower = vertices[:n] + (vertices[n:] - vertices[:n]) * k / 12
                upper = vertices[:n] + (vertices[n:] - vertices[:n]) * (k + 1) / 12
                strips += [
                    np.stack([lower[i], lower[(i + 1) % n], upper[(i + 1) % n], upper[i]])
                    for i in range(n)
                ]
            strips += [
                vertices[[i, (i + 1) % n, (i + n // 2) % n, (i + n // 2) % n]] for i in range(n)
            ]
            strips += [
                vertices[n:][[i, (i + 1) % n, (i + n // 2) % n, (i + n // 2) % n]] for i in range(n)
            ]
            quads = np.array(strips)
            self._collect(
                quads.reshape(-1, 3),
                np.arange(len(quads) * 4).reshape(-1, 4),
                2,
                polygons,
                depths,
                values,
            )
        for item in self.clutter:
            bpy.context.view_layer.update()
            matrix = np.array(item.matrix_world)
            vertices = np.array([v.co for v in item.data.vertices]) @ matrix[:3, :3].T
            faces = np.array([list(f.vertices) for f in item.data.polygons])
            self._collect(vertices + matrix[:3, 3], faces, 0, polygons, depths, values)
        points = np.concatenate(polygons)
        order = np.argsort(-np.concatenate(depths))
        value = np.concatenate(values)
        fixed = np.round(points * 16).astype(np.int32)
        for i in order:
            cv2.fillConvexPoly(canvas, fixed[i], int(value[i]), cv2.LINE_8, 4)
        return canvas

    def _collect(self, vertices, faces, value, polygons, depths, values) -> None:
        pixels, depth = self.camera.project(vertices), self.camera.depth(vertices)
        ahead = (depth[faces] > 0.1).all(1)
        polygons.append(pixels[faces[ahead]])
        depths.append(depth[faces[ahead]].mean(1))
        values.append(np.full(ahead.sum(), value))


def _press_out(vertices: np.ndarray, posed: Posed, margin: float) -> None:
    """Move vertices that are inside the roller to its surface: flesh and cloth give way."""
    r = posed.pose.roller
    offset = vertices - posed.roller_centre
    along = offset @ posed.roller_axis
    radial = offset - np.outer(along, posed.roller_axis)
    distance = np.linalg.norm(radial, axis=1)
    inside = (distance < r.radius + margin) & (np.abs(along) < r.length / 2) & (distance > 1e-4)
    factor = (r.radius + margin) / distance[inside]
    vertices[inside] += radial[inside] * (factor - 1)[:, None]


def _mesh(name, vertices, faces, material, uv=None, face_uv=None, smooth=True):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(np.asarray(vertices).tolist(), [], [list(map(int, f)) for f in faces])
    if uv is not None:
        layer = mesh.uv_layers.new(name="uv")
        layer.data.foreach_set("uv", uv[face_uv.reshape(-1)].astype(np.float32).ravel())
    if smooth:
        mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), bool))
    mesh.materials.append(material)
    mesh.update()
    item = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(item)
    return item


def _quad(name, corners, material):
    return _mesh(name, corners, [[0, 1, 2, 3]], material, smooth=False)


def _revolved(rings, material, place, turn=(0.0, 0.0, 0.0)):
    """Make a body of revolution; ``rings`` are radii and heights along its axis."""
    n = 24
    vertices = [
        (radius * math.cos(t), radius * math.sin(t), height)
        for radius, height in rings
        for t in np.linspace(0, 2 * math.pi, n, endpoint=False)
    ]
    faces = [
        [k * n + i, k * n + (i + 1) % n, (k + 1) * n + (i + 1) % n, (k + 1) * n + i]
        for k in range(len(rings) - 1)
        for i in range(n)
    ]
    item = _mesh("thing", vertices, faces, material)
    item.location = (*place, 0)[:3]
    item.rotation_euler = turn
    return item


def _box_mesh(name, low, high, material):
    low, high = np.array(low, float), np.array(high, float)
    ends = (low, high)
    v = [[ends[i][0], ends[j][1], ends[k][2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    f = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
    return _mesh(name, v, f, material, smooth=False)


def _area(place, turn, size, energy, colour):
    light = bpy.data.lights.new("light", "AREA")
    light.size, light.energy, light.color = size, energy, colour
    item = bpy.data.objects.new("light", light)
    item.location, item.rotation_euler = place, turn
    bpy.context.collection.objects.link(item)
    return item


def _principled(name):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    return material, material.node_tree, material.node_tree.nodes["Principled BSDF"]


def _picture_material(name, path, transparent, rough, tint):
    material, tree, surface = _principled(name)
    picture = tree.nodes.new("ShaderNodeTexImage")
    picture.image = bpy.data.images.load(str(path), check_existing=True)
    colour = picture.outputs["Color"]
    if tint is not None:
        shift = tree.nodes.new("ShaderNodeHueSaturation")
        shift.inputs["Hue"].default_value = tint.hue
        shift.inputs["Saturation"].default_value = tint.saturation
        shift.inputs["Value"].default_value = tint.value
        tree.links.new(colour, shift.inputs["Color"])
        colour = shift.outputs["Color"]
    tree.links.new(colour, surface.inputs["Base Color"])
    if transparent:
        tree.links.new(picture.outputs["Alpha"], surface.inputs["Alpha"])
    surface.inputs["Roughness"].default_value = rough
    surface.inputs["Specular IOR Level"].default_value = 0.2
    return material


def _noise_material(name, dark, light, scale, rough, stretch):
    material, tree, surface = _principled(name)
    coords = tree.nodes.new("ShaderNodeTexCoord")
    mapping = tree.nodes.new("ShaderNodeMapping")
    mapping.inputs["Scale"].default_value = stretch
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = 5
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    for element, colour, at in zip(
        ramp.color_ramp.elements, (dark, light), (0.3, 0.7), strict=True
    ):
        element.color, element.position = (*colour, 1), at
    tree.links.new(coords.outputs["Object"], mapping.inputs["Vector"])
    tree.links.new(mapping.outputs["Vector"], noise.inputs["Vector"])
    tree.links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], surface.inputs["Base Color"])
    surface.inputs["Roughness"].default_value = rough
    return material


def _glowing(name, strength):
    material, _, surface = _principled(name)
    surface.inputs["Emission Color"].default_value = (0.92, 0.96, 1, 1)
    surface.inputs["Emission Strength"].default_value = strength
    return material


@contextlib.contextmanager
def _quiet():
    """Silence Blender, which reports each render on file descriptor 1."""
    saved = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 1)
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)
        os.close(null)
