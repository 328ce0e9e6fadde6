"""The pictures that the network learns from, batch by batch."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from gan_studio.core.config import DataOptions
from gan_studio.core.data.image_set import ImageSet
from gan_studio.core.data.prepare import prepare
from gan_studio.core.events import Preparing
from gan_studio.core.extractors._rgb import as_rgb
from gan_studio.core.extractors.embedded_training.damage import damaged

DAMAGED_SHARE = 0.5
_LARGEST_SHIFT = 2


@dataclass(frozen=True)
class Subject:
    """A data set to learn from, and how much of a batch it is.

    Attributes:
        source: as DataOptions.source.
        resolution: its own, which no resizing has touched.
        sides: sizes that its pictures are brought to before they are damaged, one per batch.
        share: of a batch.
        mirrored: whether left and right may be swapped.
        same_classes_as: index of an earlier subject with the same classes, or None.
    """

    source: str
    resolution: int
    sides: tuple[int, ...]
    share: float
    mirrored: bool
    same_classes_as: int | None = None


CURRICULUM = (
    Subject("fashion-mnist", 28, (28, 32), 0.75, mirrored=False),
    Subject("emoji-noto", 64, (28, 32, 48, 64), 0.125, mirrored=True),
    Subject("emoji-twemoji", 64, (28, 32, 48, 64), 0.125, mirrored=True, same_classes_as=1),
)


@dataclass(frozen=True, eq=False)
class Material:
    """The pictures of one subject, and where its classes begin among all classes."""

    subject: Subject
    images: ImageSet
    first_class: int


@dataclass(frozen=True, eq=False)
class Batch:
    """What one step learns from.

    Attributes:
        pixels: as the network sees them.
        labels: [N], among the classes of all subjects.
        amounts: [N, A] of each damage.
    """

    pixels: Tensor
    labels: Tensor
    amounts: Tensor


def materials(
    curriculum: tuple[Subject, ...], cache: Path
) -> Generator[Preparing, None, tuple[list[Material], tuple[str, ...]]]:
    """Every subject's pictures, and the names of all classes."""
    found: list[Material] = []
    classes: tuple[str, ...] = ()
    for subject in curriculum:
        options = DataOptions(source=subject.source, resolution=subject.resolution)
        images = yield from prepare(options, cache)
        if subject.same_classes_as is not None:
            found.append(Material(subject, images, found[subject.same_classes_as].first_class))
            continue
        found.append(Material(subject, images, len(classes)))
        classes += images.classes
    return found, classes


def batches(taught: list[Material], size: int, side: int, random: torch.Generator) -> Iterator[Batch]:
    """Batches without end, of pictures shifted, mirrored and damaged at random.

    Args:
        size: pictures per batch, about.
        side: of the pictures that the network sees.
    """
    orders = [_rows(len(material.images.train), random) for material in taught]
    while True:
        parts = []
        for material, order in zip(taught, orders, strict=True):
            rows = torch.stack([next(order) for _ in range(max(2, round(size * material.subject.share)))])
            parts.append(_part(material, rows, side, random))
        pixels, labels, amounts = (torch.cat(columns) for columns in zip(*parts, strict=True))
        yield Batch(pixels.contiguous(memory_format=torch.channels_last), labels, amounts)


def clean(material: Material, side: int) -> tuple[Tensor, Tensor]:
    """The held-out pictures of a subject as the network sees them, and their labels."""
    labels = torch.from_numpy(material.images.held_out_labels) + material.first_class
    return as_rgb(torch.from_numpy(material.images.held_out), side), labels


def _part(
    material: Material, rows: Tensor, side: int, random: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    subject = material.subject
    chosen = rows.sort().values.numpy()
    images = torch.from_numpy(material.images.train[chosen])
    labels = torch.from_numpy(material.images.labels[chosen]) + material.first_class
    # Sorted rows are read faster, but neighbours are mixed with each other by some of the damages.
    order = torch.randperm(len(rows), generator=random)
    native = subject.sides[int(torch.randint(len(subject.sides), (), generator=random))]
    pixels = _moved(_resized(images[order].float(), native), subject.mirrored, random)
    hurt = damaged(pixels, DAMAGED_SHARE, random)
    seen = _resized(hurt.pixels.round(), side).expand(-1, 3, -1, -1)
    return seen, labels[order], hurt.amounts


def _resized(pixels: Tensor, side: int) -> Tensor:
    if pixels.shape[-1] == side:
        return pixels
    return functional.interpolate(pixels, (side, side), mode="bicubic", align_corners=False, antialias=True)


def _moved(pixels: Tensor, mirrored: bool, random: torch.Generator) -> Tensor:
    """Pictures shifted by a few pixels and, where allowed, mirrored half of the time."""
    side, reach = pixels.shape[-1], _LARGEST_SHIFT
    wider = functional.pad(pixels, (reach, reach, reach, reach), mode="replicate")
    places = torch.randint(2 * reach + 1, (len(pixels), 2), generator=random).tolist()
    moved = torch.stack(
        [picture[:, y : y + side, x : x + side] for picture, (y, x) in zip(wider, places, strict=True)]
    )
    if not mirrored:
        return moved
    turned = torch.rand(len(pixels), generator=random) < 0.5
    return torch.where(turned[:, None, None, None], moved.flip(3), moved)


def _rows(count: int, random: torch.Generator) -> Iterator[Tensor]:
    """Every row in a new order, again and again."""
    while True:
        yield from torch.randperm(count, generator=random)
