"""Labels as what the discriminator must guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.conditioning._telling import (
    embedding_setting,
    generator_setting,
    missing_classes,
    missing_way,
    optional_setting,
    told_networks,
    way_for,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import (
    Architecture,
    Conditioning,
    Discriminator,
    Networks,
    NetworkShape,
    SampleShape,
    Seen,
    WrappedDiscriminator,
)
from gan_studio.core.layers.spectral import normalize_weight
from gan_studio.core.registry import CONDITIONINGS

_TERM = "classification"


class ClassifyingDiscriminator(WrappedDiscriminator):
    """A discriminator that also guesses the class, from the features that its score is computed from.

    Its score is not told the class; the class enters by the classifier's loss alone.
    """

    def __init__(
        self, core: Discriminator, num_classes: int, spectral_norm: bool, options: AuxiliaryClassifier
    ) -> None:
        super().__init__(core)
        self.options = options
        self.classifier = nn.Linear(core.num_features, num_classes)
        if spectral_norm:
            normalize_weight(self.classifier)

    def guesses(self, features: Tensor) -> Tensor:
        """Unnormalised log-probabilities [N, K] of the classes from features [N, ...]."""
        return self.classifier(features.flatten(1))

    def discriminator_terms(self, real: Seen, fake: Seen) -> dict[str, Tensor]:
        """The classifier's error on real images and, where wanted, on fakes [Odena 2017, eq. 3]."""
        error = self._error(real)
        if self.options.learns_from_fakes:
            error = error + self._error(fake)
        terms = super().discriminator_terms(real, fake)
        return terms | {_TERM: self.options.classifier_weight * error}

    def generator_terms(self, fake: Seen) -> dict[str, Tensor]:
        """The classifier's error on fakes, which the generator makes small too."""
        terms = super().generator_terms(fake)
        return terms | {_TERM: self.options.g_classifier_weight * self._error(fake)}

    def figures(self, real: Seen, fake: Seen) -> dict[str, Tensor]:
        """The shares of real and of made images whose class it guesses."""
        return super().figures(real, fake) | {
            "class_accuracy/real": self._accuracy(real),
            "class_accuracy/fake": self._accuracy(fake),
        }

    def _error(self, seen: Seen) -> Tensor:
        return functional.cross_entropy(self.guesses(seen.view.features), seen.labels)

    def _accuracy(self, seen: Seen) -> Tensor:
        return (self.guesses(seen.view.features).argmax(dim=1) == seen.labels).float().mean()


@CONDITIONINGS.register(
    "auxiliary_classifier",
    label="Auxiliary classifier",
    summary="The discriminator also guesses the class, and the generator learns to have it guessed right.",
)
@dataclass(frozen=True)
class AuxiliaryClassifier(Conditioning):
    """AC-GAN: the discriminator tells classes as well as real from made [Odena 2017]."""

    classifier_weight: float = setting(
        1.0,
        "Discriminator's weight",
        "How much guessing the class counts in the discriminator's loss.",
        minimum=0.0,
        maximum=100.0,
        log=True,
    )
    g_classifier_weight: float = setting(
        1.0,
        "Generator's weight",
        "How much a class guessed right counts in the generator's loss. More gives clearer classes with "
        "less variety in each; WGAN-GP uses 0.1.",
        minimum=0.0,
        maximum=100.0,
        log=True,
    )
    learns_from_fakes: bool = setting(
        False,
        "Classify fakes too",
        "Lets the classifier learn from made images as well, as the paper does. Without, it learns from "
        "real ones alone, which teaches classes sooner: early fakes, of no class yet, do not mislead it.",
        advanced=True,
    )
    generator: str = generator_setting()
    embedding_dim: int = embedding_setting(advanced=True)
    optional: bool = optional_setting()

    uses_labels = True

    def networks(self, architecture: Architecture, sample_shape: SampleShape, num_classes: int) -> Networks:
        """The architecture's networks, the discriminator with a classifier; as they are without classes."""
        if num_classes == 0:
            return super().networks(architecture, sample_shape, num_classes)
        way = way_for(architecture, self.generator)
        shape = NetworkShape(sample_shape)
        generator, core = told_networks(architecture, shape, num_classes, way, self.embedding_dim)
        return Networks(
            generator, ClassifyingDiscriminator(core, num_classes, architecture.spectral_norm, self)
        )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Classes are needed, unless they are optional, and a generator that can be told them so."""
        yield from missing_classes(data, self.optional)
        yield from missing_way(config, self.generator)
