"""StyleGAN2 and StyleGAN3 written out in NumPy, from nothing but weights under their public names.

Slow on purpose: float64, image by image, with weights scaled for each image, zeros put between samples and
filters laid over them. Nothing here is shared with the networks that it is compared with.
"""

from __future__ import annotations

import math
import re

import numpy as np
from scipy import signal

Weights = dict[str, np.ndarray]
HALF = math.sqrt(0.5)


def correlated(x, weight):
    """X [I, H, W] seen through kernels [O, I, k, k], wherever they fit."""
    height, width = (side - weight.shape[-1] + 1 for side in x.shape[1:])
    return sum(
        np.tensordot(weight[:, :, row, column], x[:, row : row + height, column : column + width], 1)
        for row, column in np.ndindex(weight.shape[2:])
    )


def stuffed(x, factor):
    """Each sample followed by zeros along both axes."""
    spread = np.zeros((len(x), *(side * factor for side in x.shape[1:])))
    spread[:, ::factor, ::factor] = x
    return spread


def padded(x, before, after):
    """Zeros around x; negative numbers cut off."""
    x = np.pad(x, [(0, 0)] + [(max(before, 0), max(after, 0))] * 2)
    inside = slice(max(-before, 0), x.shape[1] - max(-after, 0))
    return x[:, inside, inside]


def filtered(x, kernel):
    """Every channel convolved with a kernel [t] along both axes, or [t, t], wherever it fits."""
    kernel = np.outer(kernel, kernel) if kernel.ndim == 1 else kernel
    return signal.convolve(x, kernel[None], mode="valid")


def doubled(x, kernel):
    return filtered(padded(stuffed(x, 2), 2, 1), 4 * kernel)


def halved(x, kernel):
    return filtered(padded(x, 1, 1), kernel)[:, ::2, ::2]


def leaky(x):
    return np.maximum(x, 0.2 * x) * math.sqrt(2)


def clipped(x, clamp):
    return np.clip(x, -clamp, clamp) if clamp else x


def normalised(x):
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + 1e-8)


def dense(state: Weights, name, x, lr_multiplier=1.0):
    weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
    return x @ weight.T * (lr_multiplier / math.sqrt(weight.shape[1])) + bias * lr_multiplier


def mapped(state: Weights, z, classes=None):
    """Styles w [N, D] of z [N, Z], which a discriminator has not, and weights of classes [N, K]."""
    parts = [] if z is None else [normalised(z)]
    if "mapping.embed.weight" in state:
        parts.append(normalised(dense(state, "mapping.embed", classes)))
    x, index = np.concatenate(parts, axis=1), 0
    while f"mapping.fc{index}.weight" in state:
        x = leaky(dense(state, f"mapping.fc{index}", x, 0.01))
        index += 1
    return x


def truncated(state: Weights, w, num_ws, psi=1.0, cutoff=None):
    """Styles [N, L, D], of which the first `cutoff` layers', or all, are moved to the mean."""
    ws, mean = np.repeat(w[:, None], num_ws, axis=1), state["mapping.w_avg"]
    ws[:, :cutoff] = mean + psi * (ws[:, :cutoff] - mean)
    return ws


def side_of(state: Weights, pattern):
    return max(int(found[1]) for found in map(re.compile(pattern).match, state) if found)


def demodulated(weight):
    return weight / np.sqrt(np.sum(weight**2, axis=(1, 2, 3), keepdims=True) + 1e-8)


def stylegan2_layer(state: Weights, name, x, w, *, clamp, noise, gain=1.0, doubles=False):
    style = dense(state, f"{name}.affine", w)
    weight = demodulated(state[f"{name}.weight"] * style[:, None, None])
    if doubles:
        x = correlated(padded(stuffed(x, 2), 3, 2), weight[:, :, ::-1, ::-1])
        x = filtered(x, 4 * state[f"{name}.resample_filter"])
    else:
        x = correlated(padded(x, 1, 1), weight)
    if noise and f"{name}.noise_const" in state:
        x = x + state[f"{name}.noise_const"] * state[f"{name}.noise_strength"]
    return clipped(leaky(x + state[f"{name}.bias"][:, None, None]) * gain, clamp * gain)


def stylegan2_shown(state: Weights, name, x, w, clamp):
    weight = state[f"{name}.weight"]
    style = dense(state, f"{name}.affine", w) / math.sqrt(weight.shape[1])
    return clipped(correlated(x, weight * style[:, None, None]) + state[f"{name}.bias"][:, None, None], clamp)


def stylegan2_image(state: Weights, ws, clamp=0.0, noise=True):
    """The image [C, H, W] of one latent's styles [L, D]."""
    options = {"clamp": clamp, "noise": noise}
    x = stylegan2_layer(state, "synthesis.b4.conv1", state["synthesis.b4.const"], ws[0], **options)
    image, first, side = None, 1, 4
    if "synthesis.b4.torgb.weight" in state:
        image = stylegan2_shown(state, "synthesis.b4.torgb", x, ws[1], clamp)
    while side < side_of(state, r"synthesis\.b(\d+)\."):
        side *= 2
        block = f"synthesis.b{side}"
        shortcut, gain = 0.0, 1.0
        if f"{block}.skip.weight" in state:
            weight, gain = state[f"{block}.skip.weight"], HALF
            shortcut = correlated(x, weight / math.sqrt(weight.shape[1]))
            shortcut = HALF * doubled(shortcut, state[f"{block}.skip.resample_filter"])
        x = stylegan2_layer(state, f"{block}.conv0", x, ws[first], doubles=True, **options)
        x = stylegan2_layer(state, f"{block}.conv1", x, ws[first + 1], gain=gain, **options) + shortcut
        first += 2
        if image is not None:
            image = doubled(image, state[f"{block}.resample_filter"])
        if f"{block}.torgb.weight" in state:
            drawn = stylegan2_shown(state, f"{block}.torgb", x, ws[first], clamp)
            image = drawn if image is None else image + drawn
    return image


def seen(state: Weights, name, x, clamp=0.0, gain=1.0, halves=False):
    """A layer of the discriminator; one without a bias has no activation either."""
    weight = state[f"{name}.weight"]
    weight, reach = weight / math.sqrt(weight[0].size), weight.shape[-1] // 2
    if halves:
        x = filtered(padded(x, 1 + reach, 1 + reach), state[f"{name}.resample_filter"])
        x = correlated(x, weight)[:, ::2, ::2]
    else:
        x = correlated(padded(x, reach, reach), weight)
    if f"{name}.bias" not in state:
        return x * gain
    return clipped(leaky(x + state[f"{name}.bias"][:, None, None]) * gain, clamp * gain)


def discriminator_body(state: Weights, image, clamp):
    """Features [F, 4, 4] of one image [C, H, W]."""
    x, side, skips = 0.0, side_of(state, r"b(\d+)\."), "b4.fromrgb.weight" in state
    while side > 4:
        block = f"b{side}"
        if f"{block}.fromrgb.weight" in state:
            x = x + seen(state, f"{block}.fromrgb", image, clamp)
        if skips:
            image = halved(image, state[f"{block}.resample_filter"])
        shortcut, gain = 0.0, 1.0
        if f"{block}.skip.weight" in state:
            shortcut, gain = seen(state, f"{block}.skip", x, gain=HALF, halves=True), HALF
        x = seen(state, f"{block}.conv0", x, clamp)
        x = seen(state, f"{block}.conv1", x, clamp, gain, halves=True) + shortcut
        side //= 2
    return x + seen(state, "b4.fromrgb", image) if skips else x


def scores(state: Weights, images, classes=None, clamp=0.0, group=4):
    """Scores [N] of images [N, C, H, W]; N is a multiple of the group, or below it."""
    x = np.stack([discriminator_body(state, image, clamp) for image in images])
    step = len(x) // min(group, len(x))
    variety = np.empty((len(x), 1, 4, 4))
    for first in range(step):
        variety[first::step] = np.sqrt(x[first::step].var(axis=0) + 1e-8).mean()
    x = [seen(state, "b4.conv", each, clamp).ravel() for each in np.concatenate([x, variety], axis=1)]
    y = dense(state, "b4.out", leaky(dense(state, "b4.fc", np.stack(x))))
    if classes is None:
        return y[:, 0]
    meant = mapped(state, None, classes)
    return np.sum(y * meant, axis=1) / math.sqrt(meant.shape[1])


class Stylegan3Layout:
    """Sizes and filters of a StyleGAN3, worked out from the side of its images.

    Attributes:
        cutoffs, stopbands, rates, sizes, channels: of what each layer gives.
        names: of the layers.
        band: half the width of each transition.
    """

    def __init__(self, side, layers=14, critical=2, margin=10, base=1024, most=64, image_channels=3):
        part = np.minimum(np.arange(layers + 1) / (layers - critical), 1)
        self.cutoffs = 2 * (side / 4) ** part
        self.stopbands = 2**2.1 * (side / 2 * 2**0.3 / 2**2.1) ** part
        self.rates = 2 ** np.ceil(np.log2(np.minimum(2 * self.stopbands, side)))
        self.band = np.maximum(self.stopbands, self.rates / 2) - self.cutoffs
        self.sizes = [int(rate) + 2 * margin for rate in self.rates[:-2]] + [side, side]
        self.channels = [round(min(base / 2 / cutoff, most)) for cutoff in self.cutoffs[:-1]]
        self.channels.append(image_channels)
        pairs = zip(self.sizes, self.channels, strict=True)
        self.names = [f"L{index}_{size}_{count}" for index, (size, count) in enumerate(pairs)]

    def factors(self, index):
        """How the sampling rate rises and then falls within a layer."""
        before, after = self.rates[max(index - 1, 0)], self.rates[index]
        between = max(before, after) * (2 if index < len(self.names) - 1 else 1)
        return int(between / before), int(between / after)

    def padding(self, index, kernel):
        """Of the stuffed samples, before and after."""
        (up, down), into, out = self.factors(index), self.sizes[max(index - 1, 0)], self.sizes[index]
        taps = 6 * (up + down) if index < len(self.names) - 1 else 2
        total = (out - 1) * down + 1 - (into + kernel - 1) * up + taps - 2
        return (total + up) // 2, total - (total + up) // 2

    def filters(self, index):
        """Up and down, both separable."""
        before, (up, down) = max(index - 1, 0), self.factors(index)
        rate = up * self.rates[before]
        return tuple(
            signal.firwin(6 * factor, self.cutoffs[at], width=2 * self.band[at], fs=rate)
            for factor, at in ((up, before), (down, index))
        )


def waves(state: Weights, layout: Stylegan3Layout, w):
    """StyleGAN3's input [C, S, S] of one style w [D]."""
    learned = dense(state, "synthesis.input.affine", w)
    cos, sin, right, down = learned / np.hypot(learned[0], learned[1])
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    place = turn @ np.array([[1, 0, -right], [0, 1, -down], [0, 0, 1]]) @ state["synthesis.input.transform"]
    phases = state["synthesis.input.phases"] + state["synthesis.input.freqs"] @ place[:2, 2]
    freqs = state["synthesis.input.freqs"] @ place[:2, :2]
    rate, size, cutoff = layout.rates[0], layout.sizes[0], layout.cutoffs[0]
    height = np.clip(1 - (np.hypot(*freqs.T) - cutoff) / (rate / 2 - cutoff), 0, 1)
    along = (np.arange(size) + 0.5 - size / 2) / rate
    y, x = np.meshgrid(along, along, indexing="ij")
    angles = np.multiply.outer(freqs[:, 0], x) + np.multiply.outer(freqs[:, 1], y) + phases[:, None, None]
    drawn = np.sin(2 * np.pi * angles) * height[:, None, None]
    return np.tensordot(state["synthesis.input.weight"] / math.sqrt(len(freqs)), drawn, 1)


def stylegan3_image(state: Weights, layout: Stylegan3Layout, ws, clamp=256.0):
    """The image [C, H, W] of one latent's styles [L, D]."""
    x, last = waves(state, layout, ws[0]), len(layout.names) - 1
    for index, name in enumerate(layout.names):
        name = f"synthesis.{name}"
        weight, style = state[f"{name}.weight"], dense(state, f"{name}.affine", ws[index + 1])
        if index == last:
            weight = weight * (style / math.sqrt(weight[0].size))[:, None, None]
        else:
            weight = weight / np.sqrt(np.mean(weight**2, axis=(1, 2, 3), keepdims=True))
            weight = demodulated(weight * (style / np.sqrt(np.mean(style**2)))[:, None, None])
        reach = weight.shape[-1] - 1
        x = correlated(padded(x, reach, reach), weight / math.sqrt(state[f"{name}.magnitude_ema"]))
        x = x + state[f"{name}.bias"][:, None, None]
        if index < last:
            x = stylegan3_activated(state, layout, index, x, weight.shape[-1], clamp)
    return clipped(x, clamp) / 4


def stylegan3_activated(state: Weights, layout: Stylegan3Layout, index, x, kernel, clamp):
    """Leaky ReLU and clamp at a higher sampling rate."""
    name, (up, down) = f"synthesis.{layout.names[index]}", layout.factors(index)
    x = filtered(padded(stuffed(x, up), *layout.padding(index, kernel)), state[f"{name}.up_filter"] * up)
    return filtered(clipped(leaky(x), clamp), state[f"{name}.down_filter"])[:, ::down, ::down]
