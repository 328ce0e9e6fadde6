"""Spectral norm for the layers of any discriminator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn.utils import parametrize

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Networks, Regularizer
from gan_studio.core.layers.spectral import normalize_weight
from gan_studio.core.registry import REGULARIZERS


class UnitGain(nn.Module):
    """A weight divided by the gain that its layer is going to multiply it by.

    Args:
        gain: of a layer with equalised learning rate.
    """

    def __init__(self, gain: float) -> None:
        super().__init__()
        self.gain = gain

    def forward(self, weight: Tensor) -> Tensor:
        """The weight that leaves no gain."""
        return weight / self.gain


def normalize_layers(network: nn.Module, table_size: int = 0) -> None:
    """Give each layer of a network a weight whose largest singular value is 1 where it is used.

    Args:
        table_size: length of the class vectors that are a layer too, as those of a projection are, which
            are multiplied with features [Miyato 2018b]; other tables of vectors are inputs.
    """
    for layer in list(network.modules()):
        weight = getattr(layer, "weight", None)
        if not isinstance(weight, nn.Parameter) or weight.ndim < 2 or parametrize.is_parametrized(layer):
            continue
        if isinstance(layer, nn.Embedding) and layer.embedding_dim != table_size:
            continue
        normalize_weight(layer)
        if hasattr(layer, "weight_gain"):
            # Unsafe spares a trial, which the meta device does not allow.
            parametrize.register_parametrization(layer, "weight", UnitGain(layer.weight_gain), unsafe=True)


@REGULARIZERS.register(
    "spectral_norm",
    label="Spectral norm",
    summary="Divides each layer of the discriminator by its largest singular value, which bounds its slope.",
)
@dataclass(frozen=True)
class SpectralNormalization(Regularizer):
    """Weights W / sigma(W), whatever the network [Miyato 2018, algorithm 1]."""

    in_generator: bool = setting(
        False,
        "In the generator too",
        "Normalises the generator's layers as well, as networks with self-attention do.",
    )

    def bounds_slope(self, architecture: Architecture) -> bool:
        """Unless another norm undoes it."""
        return not architecture.has_d_norm

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Once is enough, and styles undo it."""
        if config.architecture.spectral_norm and not self.in_generator:
            yield Problem(
                "regularizers.spectral_norm",
                "This discriminator has spectral norm already, and once is enough; switch this one off.",
            )
        if self.in_generator and config.architecture.has_styles:
            yield Problem(
                "regularizers.spectral_norm.in_generator",
                "A generator with styles scales its weights anew for every picture, which undoes spectral "
                "norm; switch “In the generator too” off.",
            )

    def fitted(self, networks: Networks) -> Networks:
        """The networks with normalised layers, those excepted that are normalised already."""
        normalize_layers(networks.discriminator, networks.discriminator.num_features)
        if self.in_generator:
            normalize_layers(networks.generator)
        return networks
