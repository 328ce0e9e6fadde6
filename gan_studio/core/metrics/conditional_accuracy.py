"""Conditional accuracy: whether a model draws the class that it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gan_studio.core.evidence import Evidence, Measuring
from gan_studio.core.metrics._class_probe import ClassMetric, class_names, class_probe
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Histogram, Measured


@METRICS.register(
    "conditional_accuracy",
    label="Conditional accuracy",
    summary="Share of generated pictures that a classifier of the data gives the class that was asked for.",
)
@dataclass(frozen=True)
class ConditionalAccuracy(ClassMetric):
    """Accuracy on generated pictures of a classifier of real ones (GAN-test) [Shmelkov 2018, section 3]."""

    better: ClassVar[str] = "higher"
    needs: ClassVar[frozenset[str]] = frozenset({"features", "training", "labels", "asked labels"})

    def refusal(self, evidence: Evidence) -> str:
        """Why the model's classes cannot be told, or ""."""
        model, training = evidence.model, evidence.training
        if model is not None and model.classes and training.classes and model.classes != training.classes:
            return (
                f"The model's classes are not those of {training.name}; "
                "choose the data set that it was trained with."
            )
        return super().refusal(evidence)

    def measure(self, evidence: Evidence) -> Measuring:
        """The share, with that of each class."""
        probe = yield from class_probe(evidence)
        if not probe.is_trusted:
            return probe.distrust()
        features = evidence.fake.features
        asked = evidence.fake.labels[: len(features)]
        probabilities = yield from probe.told(features)
        right = probabilities.argmax(axis=1) == asked
        names = class_names(evidence.training)
        asked_for, drawn = (np.bincount(asked, weights, len(names)) for weights in (None, right))
        shares = drawn / np.maximum(asked_for, 1)
        never = np.flatnonzero((asked_for > 0) & (drawn == 0))
        histogram = Histogram(
            "Drawn as asked",
            names,
            {"generated": tuple(map(float, shares))},
            tuple(names[number] for number in never),
        )
        return Measured(
            float(right.mean()),
            notes=(f"{probe.note} A perfect model would come near this share.",),
            details=(histogram,),
            n_real=evidence.training.count,
            n_fake=len(features),
        )
