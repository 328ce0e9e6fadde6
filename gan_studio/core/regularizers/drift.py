"""The drift penalty, which keeps a Wasserstein critic's scores near zero."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.config import setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS


@REGULARIZERS.register(
    "drift",
    label="Drift penalty",
    summary="Keeps the scores of real images near zero, where a Wasserstein critic's would wander off.",
)
@dataclass(frozen=True)
class Drift(Regularizer):
    """epsilon_drift times the mean squared score of real images [Karras 2018, appendix A.1]."""

    epsilon_drift: float = setting(
        0.001,
        "Weight (ε)",
        "How strongly scores far from zero are punished. The paper's 0.001 only stops them from drifting; "
        "much more of it weakens the critic.",
        minimum=0.0,
        maximum=10.0,
        log=True,
        live=True,
    )

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted penalty as "drift"."""
        scores = moment.real_view.scores if moment.real_view else moment.score(moment.real)
        return {"drift": self.epsilon_drift * scores.square().mean()}
