"""Training the embedded network: its lessons, the loop, and the files it leaves."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import tomli_w
import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio import paths
from gan_studio.core.events import Preparing
from gan_studio.core.extractors._embedded_network import SIDE, WIDTH, EmbeddedNetwork
from gan_studio.core.extractors.embedded_training.damage import DAMAGES
from gan_studio.core.extractors.embedded_training.lessons import (
    CURRICULUM,
    Batch,
    Material,
    Subject,
    batches,
    clean,
    materials,
)

_THUMBNAIL = 8
_SHARE_OF_DECORRELATION = 0.5
_LEAST_VARIANCE = 1e-3  # a small batch may hold no damage at all


@dataclass(frozen=True)
class Schooling:
    """How the network is trained.

    Attributes:
        steps: updates.
        batch: pictures per update, about.
        rate: highest learning rate, reached after a tenth of the steps.
        seed: decides every random choice.
    """

    steps: int = 2400
    batch: int = 256
    rate: float = 3e-3
    seed: int = 0


class Pupil(nn.Module):
    """The network with the heads that only its training needs.

    Linear heads tell from the features how much of each damage was done and what the picture looks like
    when it is very small, so that the features vary with these as they do with the class.
    """

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.network = EmbeddedNetwork(num_classes)
        self.tell_damage = nn.Linear(WIDTH, len(DAMAGES))
        self.draw_thumbnail = nn.Linear(WIDTH, 3 * _THUMBNAIL**2)

    def loss(self, batch: Batch) -> Tensor:
        """Cross-entropy, shares of variance that the heads miss, and correlation of the features."""
        features, logits = self.network(batch.pixels)
        thumbnails = functional.adaptive_avg_pool2d(batch.pixels, _THUMBNAIL).flatten(1) / 127.5
        return (
            functional.cross_entropy(logits, batch.labels)
            + unexplained(self.tell_damage(features), batch.amounts)
            + unexplained(self.draw_thumbnail(features), thumbnails)
            + _SHARE_OF_DECORRELATION * correlation(features)
        )


def unexplained(prediction: Tensor, target: Tensor) -> Tensor:
    """The share of the variance of a target [N, M] that a prediction misses, 0 if it is perfect."""
    variance = target.var(dim=0, correction=0).mean()
    return functional.mse_loss(prediction, target) / variance.clamp(min=_LEAST_VARIANCE)


def correlation(features: Tensor) -> Tensor:
    """Squared correlations between each feature and all others, summed, on the average [Bardes 2022, eq. 3].

    Args:
        features: [N, D], of mean 0 and variance 1.
    """
    matrix = features.T @ features / len(features)
    return (matrix - matrix.diagonal().diag()).square().sum() / features.shape[1]


def train(
    schooling: Schooling, curriculum: tuple[Subject, ...] = CURRICULUM
) -> Generator[Preparing, None, tuple[Pupil, list[Material], tuple[str, ...]]]:
    """A trained network, what it learned from, and the classes that it knows."""
    taught, classes = yield from materials(curriculum, paths.cache())
    random = torch.Generator().manual_seed(schooling.seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(schooling.seed)
        pupil = Pupil(len(classes)).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(pupil.parameters(), weight_decay=0.02)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, schooling.rate, total_steps=schooling.steps, pct_start=0.1
    )
    lessons = batches(taught, schooling.batch, SIDE, random)
    for step in range(schooling.steps):
        loss = pupil.loss(next(lessons))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rates.step()
        if step % 20 == 0:
            yield Preparing(f"Step {step} of {schooling.steps}, loss {loss:.3f}", step / schooling.steps)
    return pupil.eval().requires_grad_(False), taught, classes


def accuracy(network: EmbeddedNetwork, material: Material) -> float:
    """The share of held-out pictures of a subject whose class is found."""
    pixels, labels = clean(material, SIDE)
    found = torch.cat([network(part)[1].argmax(dim=1) for part in pixels.split(256)])
    return float((found == labels).float().mean())


def save(
    folder: Path, pupil: Pupil, taught: list[Material], classes: tuple[str, ...], schooling: Schooling
) -> None:
    """Write model.pt and card.toml, which says what it is and how it came about."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = io.BytesIO()
    torch.save({name: value.contiguous() for name, value in pupil.network.state_dict().items()}, weights)
    (folder / "model.pt").write_bytes(weights.getvalue())
    card = {
        "label": "Embedded features",
        "summary": f"{WIDTH} features of pictures at {SIDE} px, for clothes in grey and emoji in colour.",
        "sha256": hashlib.sha256(weights.getvalue()).hexdigest(),
        "classes": list(classes),
        "training": {
            "command": "python -m gan_studio.core.extractors.embedded_training --out FOLDER",
            "seed": schooling.seed,
            "steps": schooling.steps,
            "batch": schooling.batch,
            "data": [f"{one.subject.source}, {len(one.images.train):,} pictures" for one in taught],
            "damages": [damage.__name__ for damage in DAMAGES],
        },
        "scores": {
            f"accuracy on {len(one.images.held_out):,} held-out pictures of {one.subject.source}": round(
                accuracy(pupil.network, one), 4
            )
            for one in taught
        },
        "use": {
            "licence": "MIT, as the studio",
            "limits": "For ranking models on pictures like these; not comparable with published FID.",
        },
    }
    (folder / "card.toml").write_text(tomli_w.dumps(card), encoding="utf-8")
