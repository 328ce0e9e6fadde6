"""Orthogonal regularization: filters of a layer that are unlike each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS

_TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)


def likeness(filters: Tensor) -> Tensor:
    """Sum over pairs of different filters of their squared scalar products [Brock 2019, eq. 3].

    Args:
        filters: one filter a row [F, n].

    Returns:
        A scalar; 0 where all are orthogonal to each other, whatever their lengths.
    """
    if len(filters) <= filters.shape[1]:
        products = filters @ filters.T
        return (products - products.diagonal().diag()).square().sum()
    # Both Gram matrices have the same norm; this one is the smaller.
    lengths = filters.square().sum(dim=1)
    return (filters.T @ filters).square().sum() - lengths.square().sum()


def weight_matrices(network: nn.Module) -> Iterator[Tensor]:
    """Every layer's weight as its filters [F, n], before any spectral norm.

    Weights that a layer scales as it uses them (layers/equalized.py) are scaled here too. Embeddings
    are left out: what they hold is looked up, not multiplied.
    """
    for module in network.modules():
        weight = getattr(module, "weight", None)
        if is_parametrized(module, "weight"):
            weight = module.parametrizations.weight.original
        if isinstance(weight, nn.Parameter) and weight.ndim > 1 and not isinstance(module, nn.Embedding):
            filters = weight.transpose(0, 1) if isinstance(module, _TRANSPOSED) else weight
            yield filters.flatten(1) * getattr(module, "weight_gain", 1.0)


@REGULARIZERS.register(
    "orthogonal",
    label="Orthogonal weights",
    summary="Keeps the filters of each layer unlike each other, so that truncated latents still draw well.",
)
@dataclass(frozen=True)
class Orthogonal(Regularizer):
    """ortho_weight times |W W^T * (1 - I)|^2, summed over the layers [Brock 2019, eq. 3]."""

    ortho_weight: float = setting(
        1e-4,
        "Weight (β)",
        "How strongly filters that are alike are punished; 0.0001 in BigGAN.",
        minimum=0.0,
        maximum=10.0,
        live=True,
    )
    networks: str = setting(
        "g",
        "Whose layers",
        "The network whose layers are kept so; BigGAN's paper takes the generator's.",
        choices={"both": "Both networks", "d": "The discriminator", "g": "The generator"},
    )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Where a layer divides its weights by their length, shrinking them would do instead."""
        if config.architecture.has_styles and self.networks != "d":
            yield Problem(
                "regularizers.orthogonal.networks",
                "A generator with styles sets the size of its weights itself, so that this penalty would "
                "only shrink them; choose the discriminator's layers, or switch orthogonal weights off.",
            )

    def generator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted sum over the generator's layers as "orthogonal"."""
        return self._terms(moment.networks.generator) if self.networks != "d" else {}

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted sum over the discriminator's layers as "orthogonal"."""
        return self._terms(moment.networks.discriminator) if self.networks != "g" else {}

    def _terms(self, network: nn.Module) -> dict[str, Tensor]:
        return {"orthogonal": self.ortho_weight * sum(map(likeness, weight_matrices(network)))}
