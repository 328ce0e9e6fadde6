"""Perceptual path length: how much pictures change along the way from one latent to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from gan_studio.core.config import setting
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.metrics._latent_path import Steps, has_styles, pictures_at_both_ends
from gan_studio.core.metrics._pairs import mean_and_error, squared_angle_distances
from gan_studio.core.metrics._trust import NOT_FINITE, are_finite
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured

_TRIMMED = (1, 99)
"""Percentiles between which distances are averaged, as in StyleGAN's own code."""

_BATCH = 16


@METRICS.register(
    "perceptual_path_length",
    label="Perceptual path length",
    summary="How much pictures change, to the eye of the features, along the way between two latents.",
)
@dataclass(frozen=True)
class PerceptualPathLength(Metric):
    """E[d(g(t), g(t + epsilon)) / epsilon^2] [Karras 2019, eq. 2 and 3].

    The pictures g lie on an arc in z or, for a model that has styles, on a line in w. The distance d is
    the squared one of unit features, in the manner of LPIPS [Zhang 2018, eq. 1], and the largest and
    smallest 1 % of the distances are left out. Pictures are given to the extractor unrounded: bytes
    would hide so short a step or, where one flips, count it many times over. The spread is the
    standard error over steps.
    """

    needs: ClassVar[frozenset[str]] = frozenset({"model", "features"})

    pairs: int = setting(
        2000, "Steps", "How many short steps are measured; more of them steady the mean.", minimum=2
    )
    epsilon: float = setting(
        1e-4,
        "Length of a step",
        "As a share of the way. Shorter steps are nearer to the slope, until rounding drowns them.",
        minimum=1e-5,
        maximum=0.1,
        log=True,
        advanced=True,
    )
    where: str = setting(
        "full",
        "Where",
        "Anywhere on the way, or only where it begins: at a random latent, which is never unlike those "
        "that the model was trained with.",
        choices={"full": "Anywhere on the way", "ends": "Where it begins"},
        advanced=True,
    )

    def measure(self, evidence: Evidence) -> Measuring:
        """The trimmed mean over random steps."""
        model = evidence.model
        random = torch.Generator().manual_seed(evidence.seed)
        found = []
        for done in range(0, self.pairs, _BATCH):
            yield Preparing("Walking through latent space", done / self.pairs)
            count = min(_BATCH, self.pairs - done)
            steps = Steps.drawn(model, count, self.where == "full", random)
            ends = pictures_at_both_ends(model, steps, self.epsilon, evidence.psi)
            # Both at once, so that both are computed alike to the last bits.
            features, _ = evidence.extractor(torch.cat(ends))
            first, second = features.float().cpu().numpy().reshape(2, count, -1)
            found.append(squared_angle_distances(first, second))
        distances = np.concatenate(found) / self.epsilon**2
        if not are_finite(distances):
            return Measured(None, notes=(NOT_FINITE,))
        low, high = (
            np.percentile(distances, share, method=end)
            for share, end in zip(_TRIMMED, ("lower", "higher"), strict=True)
        )
        value, error = mean_and_error(distances[(distances >= low) & (distances <= high)])
        way = "lines in w" if has_styles(model) else "arcs in z"
        note = f"Measured along {way}, with other features than published path lengths (LPIPS)."
        return Measured(value, error, (note,), n_fake=2 * self.pairs)
