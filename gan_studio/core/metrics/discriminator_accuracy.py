"""Discriminator accuracy: how well it tells pictures it learned from, new ones and generated ones."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch

from gan_studio.core.config import setting
from gan_studio.core.discriminators import TrainedDiscriminator, load_discriminator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Measuring, Metric, PictureSet
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Histogram, Measured

_KEY = "discriminator"
_FAKE = "generated"
_CLEAR_R, _CLEAR_ERRORS = 0.1, 3
"""From which r, and how many standard errors of the difference, overfitting is said outright."""


@METRICS.register(
    "discriminator_accuracy",
    label="Discriminator accuracy",
    summary="Mean share of training and of generated pictures that the model's discriminator tells right; "
    "half means it is guessing.",
)
@dataclass(frozen=True)
class DiscriminatorAccuracy(Metric):
    """Balanced accuracy of D, with its scores on held-out pictures apart [Karras 2020b, section 2].

    Where training pictures score higher than held-out ones, D knows them by heart: r is the share
    that this is of what sets them apart from generated ones, 0 without overfitting and 1 with nothing
    else [Karras 2020b, eq. 1]. Generated pictures are the averaged generator's, as everywhere.
    """

    better: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset({"model"})

    pictures: int = setting(
        2000,
        "Pictures",
        "How many pictures of each kind are scored; more of them steady the shares.",
        minimum=2,
    )

    def refusal(self, evidence: Evidence) -> str:
        """Why there is no discriminator or nothing that it could score, or ""."""
        sides = _sides(evidence)
        if len(sides) < 2:
            return "Discriminator accuracy compares with real pictures; choose the model's data set."
        if not isinstance(evidence.checkpoint, Path):
            return "Discriminator accuracy needs a checkpoint; choose a numbered one of a run."
        try:
            discriminator = _discriminator(evidence)
        except InputError as error:
            return str(error)
        return next(filter(None, (_misfit(discriminator, side) for side in sides.values())), "")

    def measure(self, evidence: Evidence) -> Measuring:
        """Accuracy and mean score of each kind of picture; for a critic, the scores alone."""
        discriminator = _discriminator(evidence)
        scores = {}
        for kind, pictures in _sides(evidence).items():
            scores[kind] = yield from self._scores(discriminator, pictures, kind, evidence.seed)
        real = next(iter(scores))
        used = {"n_real": len(scores[real]), "n_fake": len(scores[_FAKE])}
        notes = (_means(scores), *_overfitting(scores), *_lent(discriminator, evidence))
        undecided = discriminator.config.objective.undecided
        if undecided is None:
            verdict = "A Wasserstein critic gives scores but no verdict, so there is no accuracy."
            return Measured(None, notes=(verdict, *notes), **used)
        right = {kind: _share_right(found, undecided, kind == _FAKE) for kind, found in scores.items()}
        told = ", ".join(f"{100 * share:.0f} % of {kind} pictures" for kind, share in right.items())
        bars = Histogram(
            "Told right by the discriminator", tuple(right), {"told right": tuple(right.values())}
        )
        return Measured(
            (right[real] + right[_FAKE]) / 2,
            notes=(f"It tells right {told}.", *notes),
            details=(bars,),
            **used,
        )

    def _scores(
        self, discriminator: TrainedDiscriminator, pictures: PictureSet, kind: str, seed: int
    ) -> Generator[Preparing, None, np.ndarray]:
        """Scores of pictures in random order, so that batches are as mixed as in training."""
        random = torch.Generator(discriminator.device).manual_seed(seed)
        rows = np.random.default_rng(seed).permutation(pictures.count)[: self.pictures]
        batches, found = discriminator.batches(len(rows)), []
        for done, batch in enumerate(batches):
            yield Preparing(f"Scoring {kind} pictures", done / len(batches))
            labels = pictures.labels[rows[batch]] if discriminator.num_classes else None
            found.append(discriminator.scores(pictures.images(rows[batch]), labels, random))
        return np.concatenate(found)


def _sides(evidence: Evidence) -> dict[str, PictureSet]:
    """The sets to score by what they are, the one whose accuracy counts for real pictures first."""
    sides = {"training": evidence.training, "held-out": evidence.unseen}
    if evidence.training is None and evidence.unseen is None:
        sides["real"] = evidence.real
    sides[_FAKE] = evidence.fake
    return {kind: side for kind, side in sides.items() if side is not None and side.count > 1}


def _lent(discriminator: TrainedDiscriminator, evidence: Evidence) -> tuple[str, ...]:
    """That the discriminator comes from another checkpoint than the generator, if it does."""
    if discriminator.path == evidence.checkpoint:
        return ()
    return (
        f"{evidence.checkpoint.name} keeps the generator alone; the discriminator is that of "
        f"{discriminator.path.name}.",
    )


def _discriminator(evidence: Evidence) -> TrainedDiscriminator:
    """The discriminator, opened once."""
    if _KEY not in evidence.kept:
        device = next(evidence.model.module.parameters()).device
        evidence.kept[_KEY] = load_discriminator(evidence.checkpoint, device)
    return evidence.kept[_KEY]


def _misfit(discriminator: TrainedDiscriminator, pictures: PictureSet) -> str:
    """Why the discriminator cannot score these pictures, or ""."""
    shape = tuple(pictures.images(np.arange(1)).shape[1:])
    if shape != discriminator.sample_shape:
        return (
            f"The discriminator scores pictures of {_shape_text(discriminator.sample_shape)}, and those of "
            f"{pictures.name} are {_shape_text(shape)}; choose the model's data set."
        )
    if discriminator.num_classes and pictures.labels is None:
        return (
            f"The discriminator asks for classes, and {pictures.name} has none; choose the model's data set."
        )
    if discriminator.num_classes and pictures.classes not in ((), discriminator.classes):
        return f"The classes of {pictures.name} are not the discriminator's; choose the model's data set."
    return ""


def _shape_text(shape: tuple[int, ...]) -> str:
    channels, height, width = shape
    return f"{width} x {height} px in {'grey' if channels == 1 else 'colour'}"


def _share_right(scores: np.ndarray, undecided: float, are_fake: bool) -> float:
    """The share that is told right; a score of neither side is half right."""
    signed = np.sign(undecided - scores if are_fake else scores - undecided)
    return float((signed + 1).mean(dtype=np.float64) / 2)


def _means(scores: dict[str, np.ndarray]) -> str:
    texts = [f"{found.mean():.2f} for {kind}" for kind, found in scores.items()]
    return f"Mean scores: {', '.join(texts)} pictures."


def _overfitting(scores: dict[str, np.ndarray]) -> tuple[str, ...]:
    """A sentence on what sets training pictures apart from held-out ones, where there are both."""
    if "training" not in scores:
        return ()
    if "held-out" not in scores:
        return ("Compare with the held-out pictures to see whether it overfits.",)
    learned, new = scores["training"].astype(np.float64), scores["held-out"].astype(np.float64)
    gap, whole = learned.mean() - new.mean(), learned.mean() - scores[_FAKE].mean(dtype=np.float64)
    if whole <= 0:
        return ("Training pictures score no higher than generated ones, so overfitting cannot be told.",)
    error = np.sqrt(learned.var() / len(learned) + new.var() / len(new))
    text = f"Overfitting r is {round(gap / whole, 2) + 0.0:.2f}: 0 is none, 1 is complete"
    if gap / whole > _CLEAR_R and gap > _CLEAR_ERRORS * error:
        text += "; it knows training pictures by heart, so augmentation or more pictures would help"
    return (f"{text}.",)
