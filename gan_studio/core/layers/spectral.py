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
        out_axis: the axis of the outputs; 1 of a transposed convolution, whose weight is [in, out, ...].
    """

    def __init__(self, weight: Tensor, out_axis: int = 0) -> None:
        super().__init__()
        self._out_axis = out_axis
        self.register_buffer("u", weight.detach().new_empty(weight.shape[out_axis]))
        if not weight.is_meta:  # else weight and vector come from a checkpoint
            with torch.no_grad():
                self.u.normal_()
                for _ in range(_FIRST_ITERATIONS):
                    self.u.copy_(_iterated(self._matrix(weight), self.u)[0])

    def forward(self, weight: Tensor) -> Tensor:
        """The weight, of whatever shape, with a largest singular value of 1."""
        with full_precision(weight):
            matrix = self._matrix(weight)
            with torch.no_grad():
                u, v = _iterated(matrix, self.u)
                if self.training:
                    self.u.copy_(u)
            sigma = torch.dot(u, torch.mv(matrix, v))
            return weight / sigma.clamp(min=1e-12)

    def _matrix(self, weight: Tensor) -> Tensor:
        """The weight as a matrix [out, rest]; singular values do not mind in which order the rest stands."""
        matrix = weight.movedim(self._out_axis, 0)
        if matrix.ndim == 4 and not matrix.is_contiguous():
            matrix = matrix.permute(0, 2, 3, 1)  # channels last, which this makes a view of
        return matrix.flatten(1)


def normalize_spectrally(network: nn.Module) -> None:
    """Give every convolution and linear layer in the network, itself included, spectral norm."""
    for module in list(network.modules()):
        if isinstance(module, _NORMALIZED):
            normalize_weight(module)


def normalize_weight(layer: nn.Module) -> None:
    """Give a layer with a weight spectral norm, unless it has it."""
    if not parametrize.is_parametrized(layer, "weight"):
        # Unsafe spares a trial, which the meta device does not allow.
        norm = SpectralNorm(layer.weight, out_axis=int(isinstance(layer, nn.ConvTranspose2d)))
        parametrize.register_parametrization(layer, "weight", norm, unsafe=True)


def _iterated(matrix: Tensor, u: Tensor) -> tuple[Tensor, Tensor]:
    """Singular vectors u [out] and v [rest] after one more power iteration."""
    v = functional.normalize(torch.mv(matrix.t(), u), dim=0)
    return functional.normalize(torch.mv(matrix, v), dim=0), v
