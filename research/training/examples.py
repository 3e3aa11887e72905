"""Examples as columns of tensors: selecting, splitting into training and test, caching."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self, TypeVar

import cv2
import numpy as np
import torch
from settings import TestSplit
from torch import Tensor

from posecheck.perception.crop import Image


@dataclass
class Examples:
    """Columns of tensors, one row an example. A subclass names them, ``person`` among them."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def select(self, rows: Tensor) -> Self:
        """Give these rows, by number or by a mask."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))

    def split(self, split: TestSplit) -> tuple[Self, Self]:
        """Give the training examples and those of the people who are held back for the test."""
        test = split.is_test(self.person.long())  # type: ignore[attr-defined]
        return self.select(~test), self.select(test)


def read_picture(path: Path) -> Image:
    """Read a picture file, RGB."""
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


Kind = TypeVar("Kind", bound=Examples)


def repeat_photos(examples: Kind, copies: int) -> Kind:
    """Let each photo be there so many times: they are few beside the stills. ``photo`` tells which
    they are."""
    rows = torch.arange(len(examples))
    photos = rows[examples.photo]  # type: ignore[attr-defined]
    return examples.select(torch.cat([rows, photos.repeat(copies - 1)]))


def describe(stills: Iterable[Path], *others: object) -> str:
    """Say what examples are made of, so that those of other stills, photos or settings are told
    apart; ``stills`` are the files of their truth."""
    names = [fingerprint(path) for path in stills]
    return hashlib.sha256(repr((names, others)).encode()).hexdigest()


def fingerprint(path: Path) -> str:
    """Give a file's folder, name and checksum: a still that is rendered anew has another one."""
    return f"{path.parent.name}/{path.name}:{zlib.crc32(path.read_bytes()):08x}"


def load_or_make(
    kind: type[Kind],
    make_rows: Callable[[], Sequence[tuple]],
    cache: Path | None,
    made_of: str,
    *,
    kept: str,
) -> Kind:
    """Read the examples from ``cache`` if they are made of the same; else make them and write it.

    Parameters
    ----------
    make_rows
        Makes a row an example, with a value for each of the kind's columns.
    cache
        An .npz file; None neither reads nor writes one.
    made_of
        From :func:`describe`.
    kept
        NumPy's letters of the types that stay: "u" whole numbers from 0 (pictures), "b" truth
        values, "f" floating point numbers as they are. All others become 32-bit floating point
        numbers.
    """
    names = [field.name for field in fields(kind)]
    if cache is not None and cache.exists():
        with np.load(cache) as file:
            if "made_of" in file and str(file["made_of"]) == made_of:
                return kind(*(torch.from_numpy(file[name]) for name in names))
        print(f"{cache} is made of other data or settings; it is made anew", flush=True)
    arrays = [np.array(column) for column in zip(*make_rows(), strict=True)]
    arrays = [a if a.dtype.kind in kept else a.astype(np.float32) for a in arrays]
    if cache is not None:
        save_cache(cache, **dict(zip(names, arrays, strict=True)), made_of=np.array(made_of))
    return kind(*(torch.from_numpy(a) for a in arrays))


def save_cache(cache: Path, **arrays: np.ndarray) -> None:
    """Write the arrays to an .npz file, which is whole or not there."""
    part = cache.with_suffix(".part.npz")
    np.savez(part, **arrays)
    part.replace(cache)
