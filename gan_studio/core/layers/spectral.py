"""Spectral norm: weights divided by their largest singular value."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrize

from gan_studio.core.layers.precision import full_precision

_FIRST_ITERATIONS = 15
_NORMALIZED = nn.Conv2d | nn.Linear


class SpectralNorm(nn.Module):
    """W / sigma(W), where one power iteration for each use follows sigma [Miyato 2018, algorithm 1].

    The matrix of a convolution is its weight with all but the output's axis joined. Out of training the
    iteration is made but not kept, so that a picture depends on the weights alone; so is an averaged
    network's, whose averaged vector no longer has length 1. It draws random numbers only when built.

    Args:
        weight: the weight it is for, [out, ...].
    """

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.register_buffer("u", weight.detach().new_empty(len(weight)))
        if not weight.is_meta:  # else weight and vector come from a checkpoint
            with torch.no_grad():
                self.u.normal_()
                for _ in range(_FIRST_ITERATIONS):
                    self.u.copy_(_iterated(_matrix(weight), self.u)[0])

    def forward(self, weight: Tensor) -> Tensor:
        """The weight, of whatever shape, with a largest singular value of 1."""
        with full_precision(weight):
            matrix = _matrix(weight)
            with torch.no_grad():
                u, v = _iterated(matrix, self.u)
                if self.training:
                    self.u.copy_(u)
            sigma = torch.dot(u, torch.mv(matrix, v))
            return weight / sigma.clamp(min=1e-12)


def normalize_spectrally(network: nn.Module) -> None:
    """Give every convolution and linear layer in the network, itself included, spectral norm."""
    for module in list(network.modules()):
        if isinstance(module, _NORMALIZED):
            normalize_weight(module)


def normalize_weight(layer: nn.Module) -> None:
    """Give a layer with a weight spectral norm, unless it has it."""
    if not parametrize.is_parametrized(layer, "weight"):
        # Unsafe spares a trial, which the meta device does not allow.
        parametrize.register_parametrization(layer, "weight", SpectralNorm(layer.weight), unsafe=True)


def _matrix(weight: Tensor) -> Tensor:
    """The weight as a matrix [out, rest]; singular values do not mind in which order the rest stands."""
    if weight.ndim == 4 and not weight.is_contiguous():
        weight = weight.permute(0, 2, 3, 1)  # channels last, which this makes a view of
    return weight.flatten(1)


def _iterated(matrix: Tensor, u: Tensor) -> tuple[Tensor, Tensor]:
    """Singular vectors u [out] and v [rest] after one more power iteration."""
    v = functional.normalize(torch.mv(matrix.t(), u), dim=0)
    return functional.normalize(torch.mv(matrix, v), dim=0), v
