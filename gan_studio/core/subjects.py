"""Opening what is to be scored, and the real pictures that it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from gan_studio import paths
from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.config import DataOptions
from gan_studio.core.data.image_set import ImageSet
from gan_studio.core.data.prepare import opening, prepare
from gan_studio.core.data.source import Source, Unreadable
from gan_studio.core.drawing import images_of
from gan_studio.core.errors import InputError
from gan_studio.core.evaluation_plan import Plan
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import PictureSet
from gan_studio.core.latent.opening import model_name, open_model
from gan_studio.core.latent.sample import latent_of_seed
from gan_studio.core.pictures import as_pixels
from gan_studio.core.shipped import find_model

_ENOUGH_HELD_OUT = 5_000
_KEPT_BYTES = 2**28
_LARGEST_SIDE = 512
_SMALLEST_SIDE = 8
_SHUFFLING = 0  # any fixed seed: the same rows must come first every time


@dataclass(frozen=True, eq=False)
class Opened:
    """A subject that was opened.

    Attributes:
        name: for a person.
        options: how data is prepared so that it can be compared with the subject.
        pictures: the pictures to judge; drawn from the seed on where a model draws them.
        model, checkpoint: the generator and its file, or None for pictures.
    """

    name: str
    options: DataOptions
    pictures: Callable[[int], PictureSet]
    model: TrainedGenerator | None = None
    checkpoint: Path | None = None


def open_subject(text: str, kind: str, plan: Plan) -> Generator[Preparing, None, Opened]:
    """Open a model or a set of pictures.

    Raises:
        InputError: if it cannot be opened, or holds fewer than two pictures.
    """
    if kind == "model":
        yield Preparing(f"Opening {text}")
        return _opened_model(text, plan)
    return (yield from _opened_pictures(text, plan))


class DataSides(NamedTuple):
    """Pictures of a data set, as in Evidence."""

    real: PictureSet | None = None
    training: PictureSet | None = None
    held_out: PictureSet | None = None


def data_sides(plan: Plan, opened: Opened) -> Generator[Preparing, None, DataSides]:
    """The pictures that a subject is compared with; none without data.

    Raises:
        InputError: if the data set cannot be opened or the chosen split is too small.
    """
    text = plan.data or (opened.options.source if opened.model else "")
    if not text:
        return DataSides()
    images = yield from prepare(_options_for(text, opened), paths.cache())
    split = _split(plan, opened, images)
    real = picture_side(images, split)
    if real.count < 2:
        raise InputError(
            f"{images.name} has too few {split} pictures to compare with ({real.count}, and two are needed); "
            "choose another split or another data set."
        )
    training = picture_side(images, "training", keeps_all=True)
    held_out = picture_side(images, "held-out") if len(images.held_out) > 1 else None
    return DataSides(real, training, held_out)


def generated(model: TrainedGenerator, name: str, count: int, *, psi: float, seed: int) -> PictureSet:
    """Pictures that a model draws when asked; picture i comes from seed + i, its class from i."""
    labels = np.arange(count) % model.num_classes if model.num_classes else None

    def images(rows: np.ndarray) -> np.ndarray:
        asked = None if labels is None else torch.from_numpy(labels[rows])
        return drawn(model, seeded_latents(rows + seed, model.z_dim), asked, psi)

    classes = model.classes if model.num_classes else ()
    return PictureSet(f"{count:,} pictures of {name}", "", count, images, labels, classes)


def seeded_latents(seeds: np.ndarray, z_dim: int) -> Tensor:
    """The latents [N, Z] of seeds [N]."""
    return torch.stack([latent_of_seed(int(seed), z_dim) for seed in seeds])


def drawn(model: TrainedGenerator, z: Tensor, labels: Tensor | None, psi: float) -> np.ndarray:
    """Pictures uint8 [N, C, H, W] of latents [N, Z] and, where there are classes, labels [N]."""
    images = images_of(model.module, z, labels, psi).cpu().numpy()
    return as_pixels(images).transpose(0, 3, 1, 2)


def _opened_model(text: str, plan: Plan) -> Opened:
    path = find_model(text)
    model, _ = open_model(path, plan.device)
    channels, side, _ = model.sample_shape
    data = model.config.data
    options = DataOptions(
        source=data.source,
        resolution=side,
        channels="grey" if channels == 1 else "colour",
        fit=data.fit,
        held_out=data.held_out,
    )
    name = model_name(path)
    return Opened(
        name=name,
        options=options,
        pictures=lambda seed: generated(model, name, plan.count, psi=plan.psi, seed=seed),
        model=model,
        checkpoint=path,
    )


def _opened_pictures(text: str, plan: Plan) -> Generator[Preparing, None, Opened]:
    source = yield from opening(text)
    side = _native_side(source)
    options = DataOptions(source=text, resolution=side, channels="auto", fit="crop", held_out=0.0)
    images = yield from prepare(options, paths.cache())
    split = "all" if plan.split == "auto" else plan.split
    side_of_all = picture_side(images, split if len(images.held_out) else "all", most=plan.count)
    if side_of_all.count < 2:
        raise InputError(f"{images.name} holds one picture; two or more are needed to compare sets.")
    return Opened(images.name, options, lambda _: side_of_all)


def _native_side(source: Source) -> int:
    """The shorter side of a set's first readable picture, within what networks are shown."""
    if source.pixels is not None:
        shape = source.pixels().shape
        return _bounded(min(shape[1:3]))
    for index in range(len(source.items)):
        try:
            return _bounded(min(source.load(index).image.size))
        except Unreadable:
            continue
    return _bounded(0)  # preparing tells why nothing can be read


def _bounded(side: int) -> int:
    return min(max(side, _SMALLEST_SIDE), _LARGEST_SIDE)


def _options_for(text: str, opened: Opened) -> DataOptions:
    """How the data is prepared: as the model saw it, or at the size of the pictures it is compared with."""
    made = opened.options
    if text == made.source:
        return made
    held_out = made.held_out if opened.model else 0.0
    return DataOptions(text, made.resolution, made.channels, made.fit, held_out=held_out)


def _split(plan: Plan, opened: Opened, images: ImageSet) -> str:
    if plan.split != "auto":
        return plan.split
    if opened.model is None:
        return "all"
    return "held-out" if len(images.held_out) >= min(plan.count, _ENOUGH_HELD_OUT) else "training"


def picture_side(
    images: ImageSet, split: str, *, most: int | None = None, keeps_all: bool = False
) -> PictureSet:
    """Some of a data set's pictures, in a random but fixed order, so that the first are typical of all.

    Args:
        split: "training", "held-out" or "all".
        most: how many at most, or None for all.
        keeps_all: whether the features of all are kept, where there is room for them.
    """
    parts = {
        "training": [(images.train, images.labels)],
        "held-out": [(images.held_out, images.held_out_labels)],
        "all": [(images.train, images.labels), (images.held_out, images.held_out_labels)],
    }[split]
    order = np.random.default_rng(_SHUFFLING).permutation(sum(len(pixels) for pixels, _ in parts))[:most]
    labels = None
    if parts[0][1] is not None:
        labels = np.concatenate([numbers for _, numbers in parts])[order]
    first = len(parts[0][0])

    def pictures(rows: np.ndarray) -> np.ndarray:
        wanted = order[rows]
        taken = np.empty((len(rows), *images.train.shape[1:]), np.uint8)
        is_first = wanted < first
        taken[is_first] = parts[0][0][wanted[is_first]]
        if not is_first.all():
            taken[~is_first] = parts[1][0][wanted[~is_first] - first]
        return taken

    return PictureSet(
        name=images.name,
        split=split,
        count=len(order),
        images=pictures,
        labels=labels,
        classes=images.classes,
        kept_bytes=_KEPT_BYTES if keeps_all else 0,
        is_lasting=True,
    )
