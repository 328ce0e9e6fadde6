"""Images at the places that a matrix says: pixel by pixel, or with filters against jagged edges.

Beyond its border an image goes on as its mirror image.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function
from torch.nn import functional

_LOBES = 3
"""Of the Lanczos window: the filters reach so many pixels to each side."""
_MARGIN = 2 * _LOBES - 1
"""What the last filter needs around the doubled image."""


def gathered(images: Tensor, inverse: Tensor) -> Tensor:
    """Images [N, C, S, S] moved pixel by pixel.

    Args:
        inverse: matrices [N, 3, 3] that take pixels' centres to pixels' centres (see _geometry.py).
    """
    side = images.shape[-1]
    places = _places(side, 1, 0, images.device)
    source = (inverse[:, :2] @ places + (side - 1) / 2).round().long().remainder(2 * side)
    source = torch.where(source < side, source, 2 * side - 1 - source)
    pixels = source[:, 1] * side + source[:, 0]
    taken = images.flatten(2).gather(2, pixels.unsqueeze(1).expand(-1, images.shape[1], -1))
    return taken.view(images.shape)


def resampled(images: Tensor, inverse: Tensor) -> Tensor:
    """Images [N, C, S, S] under any affine move, without jagged edges or loss of detail.

    As in the paper, a doubled image is sampled at twice the density and then halved. The filter of both
    is Lanczos's instead of the paper's wavelet: it is symmetric, so mirrored images stay mirrored and
    turns have the exact centre, and short enough for a processor [Karras 2020b, appendix B.2].

    Args:
        inverse: matrices [N, 3, 3] from places of the result to places of the images (see _geometry.py).
    """
    side = images.shape[-1]
    double, halve = (matrix(side, images.device).to(images) for matrix in (doubling, halving))
    places = _places(side, 2, _MARGIN, images.device).to(images)
    grid = (inverse[:, :2].to(images) @ places * (2 / side)).transpose(1, 2)  # from -1 to 1 over the image
    dense = 2 * (side + _MARGIN)
    sampled = sample(double @ images @ double.T, grid.view(-1, dense, dense, 2))
    return halve @ sampled @ halve.T


def doubling(side: int, device: torch.device) -> Tensor:
    """Matrix [2 S, S] that interpolates S pixels, and their mirror images, at twice as many places."""
    places = (torch.arange(2 * side, device=device) + 0.5) / 2 - 0.5
    pixels = torch.arange(-_LOBES, side + _LOBES, device=device)
    weights = _lanczos(places.unsqueeze(1) - pixels)
    inside = pixels.remainder(2 * side)
    inside = torch.where(inside < side, inside, 2 * side - 1 - inside)
    return torch.zeros(2 * side, side, device=device).index_add(1, inside, weights)


def halving(side: int, device: torch.device) -> Tensor:
    """Matrix [S, 2 (S + margin)] that filters a doubled line with a margin and takes every second place."""
    places = (torch.arange(-_MARGIN, 2 * side + _MARGIN, device=device) + 0.5) / 2 - 0.5
    return _lanczos(torch.arange(side, device=device).unsqueeze(1) - places)


def _lanczos(distances: Tensor) -> Tensor:
    """Weights by the distance in pixels, each row's of sum 1."""
    weights = torch.sinc(distances) * torch.sinc(distances / _LOBES) * (distances.abs() < _LOBES)
    return weights / weights.sum(dim=1, keepdim=True)


def _places(side: int, density: int, margin: int, device: torch.device) -> Tensor:
    """Places (x, y, 1) [3, P] of the pixels of an image, `density` to a pixel, row by row."""
    line = (torch.arange(-margin, density * side + margin, device=device) + 0.5) / density - side / 2
    down, right = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([right.flatten(), down.flatten(), torch.ones(down.numel(), device=device)])


class _Sample(Function):
    """Bilinear samples of images, with a gradient that can be differentiated again, as torch's cannot.

    Sampling is linear in the images, so its gradient spreads values, and the gradient of that samples.
    """

    @staticmethod
    def forward(context: Any, images: Tensor, grid: Tensor) -> Tensor:
        context.save_for_backward(grid)
        context.shape = images.shape
        return functional.grid_sample(images, grid, "bilinear", "reflection", align_corners=False)

    @staticmethod
    def backward(context: Any, slope: Tensor) -> tuple[Tensor, None]:
        (grid,) = context.saved_tensors
        return _Spread.apply(slope, grid, context.shape), None


class _Spread(Function):
    """Values added up where they would have been sampled: the transpose of _Sample."""

    @staticmethod
    def forward(context: Any, values: Tensor, grid: Tensor, shape: torch.Size) -> Tensor:
        context.save_for_backward(grid)
        # Only the images' shape matters where the grid needs no gradient.
        images = values.new_empty(1).expand(shape)
        bilinear, reflection = 0, 2
        spread, _ = torch.ops.aten.grid_sampler_2d_backward(
            values.contiguous(), images, grid, bilinear, reflection, False, [True, False]
        )
        return spread

    @staticmethod
    def backward(context: Any, slope: Tensor) -> tuple[Tensor, None, None]:
        (grid,) = context.saved_tensors
        return _Sample.apply(slope, grid), None, None


def sample(images: Tensor, grid: Tensor) -> Tensor:
    """Bilinear samples [N, C, H', W'] of images at places grid [N, H', W', 2], from -1 to 1 over an image."""
    return _Sample.apply(images, grid)
