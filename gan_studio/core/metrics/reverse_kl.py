"""Reverse KL divergence between the classes of generated pictures and those of the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from gan_studio.core.evidence import Evidence, Measuring
from gan_studio.core.metrics._class_probe import ClassMetric
from gan_studio.core.metrics._class_shares import class_shares
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured


@METRICS.register(
    "reverse_kl",
    label="Reverse KL of classes",
    summary="How unlike the data's the mix of drawn classes is, in nats: 0 for the same mix.",
)
@dataclass(frozen=True)
class ReverseKl(ClassMetric):
    """KL(generated || data) of the shares of classes [Metz 2017, section 3.3.1].

    For K classes of equal share in the data, a model that draws only M of them, evenly, gets
    log(K / M).
    """

    def measure(self, evidence: Evidence) -> Measuring:
        """The divergence in nats."""
        found = yield from class_shares(evidence)
        if not found.probe.is_trusted:
            return found.probe.distrust()
        return Measured(
            float(max(np.sum(special.rel_entr(found.fake, found.real)), 0.0)),
            notes=(found.probe.note,),
            n_real=evidence.training.count,
            n_fake=found.count,
        )
