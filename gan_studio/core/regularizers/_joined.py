"""Discriminators whose last layer sees something more beside its features."""

from __future__ import annotations

from torch import Tensor, nn

from gan_studio.core.contracts import Discriminator, WrappedDiscriminator
from gan_studio.core.layers.precision import full_precision
from gan_studio.core.layers.spectral import SpectralNorm, normalize_weight

_FIRST_STD = 0.02
"""Of its first weights: the score begins as that of the discriminator alone, nearly."""


class JoinedDiscriminator(WrappedDiscriminator):
    """A discriminator that is told something about the whole batch beside each image's features.

    The last layer is linear, so joining `size` numbers to its input, as papers do, is the same as
    adding a linear function of them to its score, which suits features of any shape. Where the
    discriminator's layers have spectral norm, so have these, or the score's slope would have no bound.

    Args:
        core: the discriminator as it was.
        statistic: makes numbers [N, size] of features [N, ...]; never computed in lower precision.
        size: how many numbers there are for each image.
    """

    def __init__(self, core: Discriminator, statistic: nn.Module, size: int) -> None:
        super().__init__(core)
        self.statistic = statistic
        self.joined = nn.Linear(size, 1, bias=False)
        nn.init.normal_(self.joined.weight, 0.0, _FIRST_STD)
        if any(isinstance(module, SpectralNorm) for module in core.modules()):
            for layer in (self.joined, *self.statistic.modules()):
                if hasattr(layer, "weight"):
                    normalize_weight(layer)

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores [N] of images that are looked at together."""
        alone = self.core.score(features, labels)
        with full_precision(features):
            return alone + self.joined(self.statistic(features.float())).squeeze(1)
