"""Random filters, noise and holes."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from gan_studio.core.augment._draws import Draws

_NOISE_STD, _GAIN_STD = 0.1, 1.0
_POWER = (10 / 13, 1 / 13, 1 / 13, 1 / 13)
"""The share of a natural image's power in each octave band, lowest first [Karras 2020b, appendix B.3]."""


def octave_bands(device: torch.device) -> Tensor:
    """Filters [4, 43] whose sum does nothing: frequencies up to 1/8, 1/4, 1/2 and all of Nyquist's.

    They are products of the half-band pair that the 4-tap Daubechies wavelet makes: what its low-pass
    keeps and what it drops, at one, two and four times the spacing.
    """
    root = math.sqrt(3)
    wavelet = torch.tensor([1 + root, 3 + root, 3 - root, 1 - root], dtype=torch.float64) / (4 * math.sqrt(2))
    low = torch.stack([(wavelet[: 4 - lag] * wavelet[lag:]).sum() for lag in (3, 2, 1, 0, 1, 2, 3)]) / 2
    high = -low
    high[3] += 1
    bands, kept = [], torch.ones(1, dtype=torch.float64)
    for spacing in (1, 2, 4):
        bands.append(_convolved(kept, _spaced(high, spacing)))
        kept = _convolved(kept, _spaced(low, spacing))
    bands = [kept, *reversed(bands)]
    length = max(map(len, bands))
    centred = [functional.pad(band, [(length - len(band)) // 2] * 2) for band in bands]
    return torch.stack(centred).to(device, torch.float32)


def band_gains(draws: Draws) -> tuple[Tensor, Tensor]:
    """How much each of the four bands is amplified [N, 4], and whether any is [N].

    Each is with probability p, and the others are lowered so that a natural image keeps its power.
    """
    power = torch.tensor(_POWER, device=draws.probability.device)
    gains, is_filtered = torch.ones(1, 4, device=power.device), None
    for band in range(4):
        happens = draws.happens()
        gain = torch.where(happens, draws.doublings(_GAIN_STD), 1.0)
        changed = torch.ones(len(gain), 4, device=power.device)
        changed[:, band] = gain
        gains = gains * changed / (changed.square() @ power).sqrt().unsqueeze(1)
        is_filtered = happens if is_filtered is None else is_filtered | happens
    return gains, is_filtered


def filtered(images: Tensor, gains: Tensor) -> Tensor:
    """Images [N, C, H, W] whose octave bands are amplified by gains [N, 4], along rows and columns."""
    count, channels, height, width = images.shape
    filters = (gains @ octave_bands(images.device)).to(images).repeat_interleave(channels, dim=0)
    taps = filters.shape[1]
    reach = taps // 2
    rows, columns = (_mirrored(side, reach, images.device) for side in (height, width))
    spread = images[:, :, rows][:, :, :, columns].reshape(1, count * channels, len(rows), len(columns))
    spread = functional.conv2d(spread, filters.view(-1, 1, 1, taps), groups=count * channels)
    spread = functional.conv2d(spread, filters.view(-1, 1, taps, 1), groups=count * channels)
    return spread.view(images.shape)


def noise_strength(draws: Draws) -> tuple[Tensor, Tensor]:
    """Standard deviation of each image's noise [N, 1, 1, 1], half-normal, and whether it has any [N]."""
    happens = draws.happens()
    return draws.normal(_NOISE_STD).abs().view(-1, 1, 1, 1), happens


def _mirrored(side: int, reach: int, device: torch.device) -> Tensor:
    places = torch.arange(-reach, side + reach, device=device).remainder(2 * side)
    return torch.where(places < side, places, 2 * side - 1 - places)


def _spaced(taps: Tensor, spacing: int) -> Tensor:
    spread = torch.zeros((len(taps) - 1) * spacing + 1, dtype=taps.dtype)
    spread[::spacing] = taps
    return spread


def _convolved(left: Tensor, right: Tensor) -> Tensor:
    padded = functional.pad(left, [len(right) - 1] * 2).view(1, 1, -1)
    return functional.conv1d(padded, right.flip(0).view(1, 1, -1)).flatten()
