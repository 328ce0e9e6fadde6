"""Historical averaging: weights that stay near their own past."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.config import setting
from gan_studio.core.contracts import Generator, Moment, Networks, Regularizer
from gan_studio.core.registry import REGULARIZERS


class WeightMean(nn.Module):
    """The mean of a network's weights over its whole past, the first and the present ones included.

    Args:
        network: whose weights to follow.

    Attributes:
        mean: all weights in a row [P].
        count: how many states of the network it is the mean of.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.register_buffer("mean", _in_a_row(network).detach().clone())
        self.register_buffer("count", torch.ones((), dtype=torch.int64))

    @torch.no_grad()
    def follow(self, network: nn.Module) -> None:
        """Take in the weights as an update has left them."""
        self.count += 1
        self.mean.lerp_(_in_a_row(network), 1 / self.count)

    def distance(self, network: nn.Module) -> Tensor:
        """|theta - mean|^2, in which the mean is given."""
        return (_in_a_row(network) - self.mean).square().sum()


def _in_a_row(network: nn.Module) -> Tensor:
    return torch.cat([weight.reshape(-1) for weight in network.parameters()])


@REGULARIZERS.register(
    "historical_averaging",
    label="Historical averaging",
    summary="Draws both networks' weights to their average so far, which damps a game that goes in circles.",
)
@dataclass(frozen=True)
class HistoricalAveraging(Regularizer):
    """The squared distance of weights from their mean over all updates [Salimans 2016, section 3.3]."""

    ha_weight: float = setting(
        0.01,
        "Weight",
        "How strongly weights are drawn to their past. Larger damps circling and slows learning.",
        minimum=0.0,
        maximum=1000.0,
        log=True,
        live=True,
    )

    def memory(self, networks: Networks) -> nn.Module:
        """The mean weights of both networks."""
        return nn.ModuleDict({name: WeightMean(network) for name, network in networks._asdict().items()})

    def after_update(self, network: nn.Module, memory: nn.Module | None) -> None:
        """Take the new weights into their mean."""
        memory["generator" if isinstance(network, Generator) else "discriminator"].follow(network)

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted distance of the discriminator's weights as "historical_averaging"."""
        distance = moment.memory["discriminator"].distance(moment.networks.discriminator)
        return {"historical_averaging": self.ha_weight * distance}

    def generator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted distance of the generator's weights as "historical_averaging"."""
        distance = moment.memory["generator"].distance(moment.networks.generator)
        return {"historical_averaging": self.ha_weight * distance}
