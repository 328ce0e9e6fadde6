"""Measures StyleGAN3's generator here against the plain way of writing its formulas, in one process.

    python tests/measurements/stylegan3_speed.py [--rounds 3] [--configuration t] [--resolution 64]

The plain way puts zeros between samples and convolves them, filters after filters at the full rate, and
gives each image weights of its own in a grouped convolution. Prints seconds of processor time for pictures
and their slopes, taken in turns, and the median of the ratios; then how far the two differ.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from gan_studio.core.architectures._stylegan3_generator import StyleGan3Generator, SynthesisLayer
from gan_studio.core.architectures.stylegan3 import StyleGan3
from gan_studio.core.contracts import NetworkShape


def stretched(x: Tensor, factor: int, padding: tuple[int, int]) -> Tensor:
    """Zeros after every sample, then the padding."""
    count, channels, side, _ = x.shape
    filled = x.new_zeros(count, channels, side, factor, side, factor)
    filled[:, :, :, 0, :, 0] = x
    return functional.pad(filled.reshape(count, channels, side * factor, -1), padding * 2)


def filtered(x: Tensor, kernel: Tensor) -> Tensor:
    """Each channel convolved at every place."""
    channels = x.shape[1]
    if kernel.ndim == 2:
        return functional.conv2d(x, kernel.expand(channels, 1, -1, -1), groups=channels)
    x = functional.conv2d(x, kernel[:, None].expand(channels, 1, -1, -1), groups=channels)
    return functional.conv2d(x, kernel[None, :].expand(channels, 1, -1, -1), groups=channels)


def plain_layer(layer: SynthesisLayer, x: Tensor, w: Tensor) -> Tensor:
    """What a layer computes, as its formulas read."""
    count, (up, down), kernel = len(x), layer.plan.factors, layer.plan.kernel
    style, weight, gain = layer.affine(w), layer.weight, layer.magnitude_ema.rsqrt()
    if layer.plan.makes_picture:
        weights = weight * (style * gain / weight[0].numel() ** 0.5)[:, None, :, None, None]
    else:
        weight = weight * weight.square().mean(dim=(1, 2, 3), keepdim=True).rsqrt()
        weights = weight * style[:, None, :, None, None]
        weights = weights * (weights.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).rsqrt() * gain
    grouped = x.reshape(1, -1, *x.shape[2:])
    y = functional.conv2d(grouped, weights.flatten(0, 1), padding=kernel - 1, groups=count)
    y = y.reshape(count, -1, *y.shape[2:]) + layer.bias[:, None, None]
    if layer.plan.makes_picture:
        return y
    y = filtered(stretched(y, up, layer.plan.padding), layer.up_filter) * up**2
    y = (functional.leaky_relu(y, 0.2) * 2**0.5).clamp(-layer.clamp, layer.clamp)
    return filtered(y, layer.down_filter)[:, :, ::down, ::down]


def plain_synthesis(network: StyleGan3Generator, ws: Tensor) -> Tensor:
    """Images of styles, layer by layer."""
    x = network.synthesis.input(ws[:, 0])
    for index, name in enumerate(network.synthesis.names, start=1):
        x = plain_layer(getattr(network.synthesis, name), x, ws[:, index])
    return x / 4


def seconds(draw: Callable[[], Tensor], steps: int) -> float:
    """Processor time of one step: pictures and the slopes of all weights."""
    began = time.process_time()
    for _ in range(steps):
        draw().square().mean().backward()
    return (time.process_time() - began) / steps


def main() -> None:
    """Measure in turns and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--resolution", type=int, default=64)
    parser.add_argument("--configuration", default="t", choices=("t", "r"))
    parser.add_argument("--channel-base", type=int, default=2048)
    given = parser.parse_args()
    part = StyleGan3(configuration=given.configuration, channel_base=given.channel_base, channel_max=64)
    torch.manual_seed(0)
    shape = NetworkShape((3, given.resolution, given.resolution))
    network = part.networks(shape).generator.eval().to(memory_format=torch.channels_last)
    ws = network.styles(torch.randn(given.batch, network.z_dim)).detach()

    def studio(precision: torch.dtype) -> Callable[[], Tensor]:
        def draw() -> Tensor:
            with torch.autocast("cpu", dtype=precision, enabled=precision != torch.float32):
                return network.synthesis(ws)

        return draw

    ways = {
        "plain": lambda: plain_synthesis(network, ws),
        "studio, float32": studio(torch.float32),
        "studio, bfloat16": studio(torch.bfloat16),
    }
    for way in ways.values():
        seconds(way, 1)
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(given.rounds):
        for name, way in ways.items():
            found[name].append(seconds(way, given.steps))
    for name, times in found.items():
        ratios = [plain / own for plain, own in zip(found["plain"], times, strict=True)]
        print(f"{name:18} {statistics.median(times):7.3f} s   ratio {statistics.median(ratios):.2f}")
    with torch.no_grad():
        images = {name: way() for name, way in ways.items()}
    for name, drawn in images.items():
        apart = (drawn - images["plain"]).abs().max() / images["plain"].abs().max()
        print(f"{name:18} differs by {apart:.1e} of the largest value")


if __name__ == "__main__":
    main()
