"""R2, the zero-centred gradient penalty on fakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._lazy import interval_setting
from gan_studio.core.regularizers._lone_images import mixing_problems
from gan_studio.core.regularizers.r1 import squared_slope


@REGULARIZERS.register(
    "r2",
    label="R2",
    summary="Flattens the discriminator around made images; R1's twin, and best used together with it.",
)
@dataclass(frozen=True)
class R2(Regularizer):
    """gamma / 2 times the squared slope at fakes [Mescheder 2018, eq. 10]; as R1 where they are augmented."""

    r2_gamma: float = setting(
        10.0,
        "Gamma (γ)",
        "How strongly slopes are punished. Together with R1 it is usually as large as R1's.",
        minimum=0.0,
        maximum=10_000.0,
        log=True,
        live=True,
    )
    interval: int = interval_setting(
        "Discriminator", "16 is the usual lazy setting and much faster.", advanced=False
    )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Each image must have a slope of its own."""
        yield from mixing_problems(config, "R2")

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted penalty as "r2"."""
        return {"r2": self.r2_gamma / 2 * squared_slope(moment.score_augmented, moment.bare_fake)}
