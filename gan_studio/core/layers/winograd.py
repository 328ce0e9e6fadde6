"""Convolutions of 3 x 3 with fewer multiplications, for processors that compute them in float32.

An image is cut into tiles that overlap; tiles and kernels are carried over to where a convolution is a
product place by place, and the products are carried back [Lavin & Gray 2016, section 4.1]. 4 x 4 results take
36 products in place of 144. Carrying costs as well, which many channels and many tiles outweigh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

_KERNEL = 3
_TILE = 4  # results along a side; in a larger one float32 loses too many digits
_PLACES = _TILE + _KERNEL - 1
# Where the polynomials of the method are evaluated, beside infinity. Of those tried these lose the fewest
# digits: the largest error is a quarter of that with 0, 1, -1, 2 and -2, the mean square's root a half.
_POINTS = (0.0, 2 / 3, -2 / 3, 3 / 2, -3 / 2)

_FEWEST_KERNELS = 64 * 128
_FEWEST_TILES = 32
_LEAST_WORK = 2**22  # kernels times tiles
_MOST_WASTE = 1.3  # of results that lie beyond the border, as sides are filled up to whole tiles
_WORKING_BYTES = 8 * 2**20  # about what caches hold


def _matrices() -> tuple[Tensor, Tensor, Tensor]:
    """What carries tiles [36, 36] and kernels [36, 9] over, and products back [16, 36]."""
    points = np.array(_POINTS)
    forth, of_kernel = np.zeros((_PLACES, _PLACES)), np.zeros((_PLACES, _KERNEL))
    back = np.zeros((_TILE, _PLACES))
    for place, point in enumerate(points):
        others = np.delete(points, place)
        forth[place, :-1] = np.poly(others)[::-1]
        of_kernel[place] = point ** np.arange(_KERNEL) / np.prod(point - others)
        back[:, place] = point ** np.arange(_TILE)
    forth[-1] = np.poly(points)[::-1]
    of_kernel[-1, -1] = back[-1, -1] = 1
    return tuple(torch.from_numpy(np.kron(one, one)).float() for one in (forth, of_kernel, back))


_TILES_FORTH, _KERNELS_FORTH, _PRODUCTS_BACK = _matrices()


@dataclass(frozen=True, eq=False)
class TiledWeight:
    """A weight carried over.

    Attributes:
        carried: of a weight [O, I, 3, 3], [36, O, I].
        is_turned: whether it takes O channels to I, with its kernels turned by half a turn, as gradients
            and transposed convolutions do.
    """

    carried: Tensor
    is_turned: bool = False

    @classmethod
    def of(cls, weight: Tensor, is_turned: bool = False) -> TiledWeight:
        """Of a weight [O, I, 3, 3] in float32."""
        taps = weight.permute(2, 3, 0, 1).reshape(_KERNEL**2, -1)
        forth = _KERNELS_FORTH.flip(1) if is_turned else _KERNELS_FORTH
        return cls((forth @ taps).view(_PLACES**2, *weight.shape[:2]), is_turned)

    def convolved(self, x: Tensor) -> Tensor:
        """Features [N, O, H, W] of x [N, I, H, W] with a pixel of padding, channels last; turned, I of O."""
        count, _, height, width = x.shape
        factor = self.carried if self.is_turned else self.carried.transpose(1, 2)
        channels = factor.shape[2]
        tiles = _Tiles(x, channels)
        sides = tiles.down * _TILE, tiles.across * _TILE
        y = torch.empty((count, channels, *sides), dtype=x.dtype, memory_format=torch.channels_last)
        blocks = y.permute(0, 2, 3, 1).view(count, tiles.down, _TILE, tiles.across, _TILE, channels)
        for images, rows in tiles.parts():
            products = torch.bmm(tiles.carried(images, rows), factor)
            results = _PRODUCTS_BACK @ products.view(_PLACES**2, -1)
            part = blocks[images, rows]
            results = results.view(_TILE, _TILE, len(part), -1, tiles.across, channels)
            part.copy_(results.permute(2, 3, 0, 4, 1, 5))
        # No view, lest what comes next may not be done in place.
        return y if sides == (height, width) else y[:, :, :height, :width].clone()


def tiles_pay(x: Tensor, weight_shape: torch.Size) -> bool:
    """Whether a convolution of x [N, I, H, W] with a pixel of padding is faster by tiles.

    Args:
        weight_shape: (O, I, k, k).
    """
    if x.device.type != "cpu" or x.dtype != torch.float32 or tuple(weight_shape[2:]) != (_KERNEL, _KERNEL):
        return False
    count, _, height, width = x.shape
    tiles = count * -(-height // _TILE) * -(-width // _TILE)
    is_wasteful = tiles * _TILE**2 > _MOST_WASTE * count * height * width
    kernels = weight_shape[0] * weight_shape[1]
    is_large = kernels >= _FEWEST_KERNELS and tiles >= _FEWEST_TILES and kernels * tiles >= _LEAST_WORK
    return is_large and not is_wasteful


def tiled_weight_slope(x: Tensor, slope: Tensor) -> Tensor:
    """The gradient [O, I, 3, 3] of a weight.

    Args:
        x: what was convolved, [N, I, H, W].
        slope: the gradient of what came out, [N, O, H, W].
    """
    in_channels, out_channels = x.shape[1], slope.shape[1]
    tiles = _Tiles(x, out_channels)
    slope = tiles.filled_up(slope.permute(0, 2, 3, 1))
    slope = slope.view(len(x), tiles.down, _TILE, tiles.across, _TILE, out_channels)
    total = None
    for images, rows in tiles.parts():
        results = slope[images, rows].permute(2, 4, 0, 1, 3, 5).reshape(_TILE**2, -1)
        products = (_PRODUCTS_BACK.t() @ results).view(_PLACES**2, -1, out_channels).transpose(1, 2)
        carried = tiles.carried(images, rows)
        total = torch.bmm(products, carried) if total is None else total.baddbmm_(products, carried)
    found = _KERNELS_FORTH.t() @ total.view(_PLACES**2, -1)
    return found.view(_KERNEL, _KERNEL, out_channels, in_channels).permute(2, 3, 0, 1)


class _Tiles:
    """The tiles of x [N, I, H, W], taken a part at a time, so that what is made of them stays in caches.

    Attributes:
        down, across: tiles along the sides.
    """

    def __init__(self, x: Tensor, out_channels: int) -> None:
        count, channels, height, width = x.shape
        self.down, self.across = -(-height // _TILE), -(-width // _TILE)
        inner = self.filled_up(x.permute(0, 2, 3, 1), border=1)
        down, across = inner.stride(1), inner.stride(2)
        self._windows = inner.as_strided(
            (_PLACES, _PLACES, count, self.down, self.across, channels),
            (down, across, inner.stride(0), _TILE * down, _TILE * across, 1),
        )
        self._row_bytes = 4 * _PLACES**2 * self.across * max(channels, out_channels)
        weight_bytes = 4 * _PLACES**2 * channels * out_channels  # is read once for every part
        self._part_bytes = max(_WORKING_BYTES, weight_bytes)

    def filled_up(self, x: Tensor, border: int = 0) -> Tensor:
        """Features [N, H', W', C] of x [N, H, W, C] with zeros beyond, to whole tiles and a border."""
        count, height, width, channels = x.shape
        sides = self.down * _TILE + 2 * border, self.across * _TILE + 2 * border
        if sides == (height, width):
            return x.contiguous()
        filled = x.new_empty(count, *sides, channels)
        below, right = border + height, border + width
        for margin in (filled[:, :border], filled[:, below:], filled[:, :, :border], filled[:, :, right:]):
            margin.zero_()
        filled[:, border:below, border:right] = x
        return filled

    def parts(self) -> list[tuple[slice, slice]]:
        """Which images and which rows of tiles are taken together."""
        count = self._windows.shape[2]
        rows = min(self.down, max(1, self._part_bytes // self._row_bytes))
        images = max(1, self._part_bytes // (self._row_bytes * self.down))
        return [
            (slice(image, image + images), slice(row, row + rows))
            for image in range(0, count, images)
            for row in range(0, self.down, rows)
        ]

    def carried(self, images: slice, rows: slice) -> Tensor:
        """Those tiles carried over, [36, tiles, I]."""
        windows = self._windows[:, :, images, rows]
        return (_TILES_FORTH @ windows.reshape(_PLACES**2, -1)).view(_PLACES**2, -1, windows.shape[-1])
