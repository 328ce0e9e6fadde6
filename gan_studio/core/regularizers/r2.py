"""R2, the zero-centred gradient penalty on fakes."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.config import setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._lazy import interval_setting
from gan_studio.core.regularizers.r1 import squared_slope


@REGULARIZERS.register(
    "r2",
    label="R2",
    summary="Flattens the discriminator around made images; R1's twin, and best used together with it.",
)
@dataclass(frozen=True)
class R2(Regularizer):
    """gamma / 2 times the squared slope at fakes [Mescheder 2018, eq. 10]."""

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

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted penalty as "r2"."""
        return {"r2": self.r2_gamma / 2 * squared_slope(moment.score, moment.fake)}
