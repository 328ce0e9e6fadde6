"""Feature matching: fakes whose average features are those of real images."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.config import setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS


def feature_distance(real: Tensor, fake: Tensor) -> Tensor:
    """|E f(x) - E f(G(z))|^2 of features [N, ...]; both sides may have batches of their own size."""
    return (real.flatten(1).mean(dim=0) - fake.flatten(1).mean(dim=0)).square().sum()


@REGULARIZERS.register(
    "feature_matching",
    label="Feature matching",
    summary="Asks the generator for images whose average features in the discriminator are the data's.",
)
@dataclass(frozen=True)
class FeatureMatching(Regularizer):
    """The squared distance of mean features, beside the generator's own loss [Salimans 2016, section 3.1].

    The features are those that the discriminator's last layer scores.
    """

    fm_weight: float = setting(
        1.0,
        "Weight",
        "How strongly average features that differ from the data's are punished. Much of it steadies a "
        "game that swings; too much makes all pictures average.",
        minimum=0.0,
        maximum=1000.0,
        log=True,
        live=True,
    )

    compares = True
    lazy_networks = ("g",)

    def generator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted distance as "feature_matching"."""
        distance = feature_distance(moment.real_view.features.detach(), moment.fake_view.features)
        return {"feature_matching": self.fm_weight * distance}
