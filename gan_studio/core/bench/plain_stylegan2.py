"""StyleGAN2 straightforwardly in PyTorch, on the weights of the studio's own networks.

It computes in float32 and NCHW: one group of a convolution for each image, whose weights are modulated,
filters that pad, spread out by zeros and convolve channel by channel, and autograd for the rest.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

_CLAMP = 256.0


def filtered(
    x: Tensor, fir: Tensor, up: int = 1, down: int = 1, pad: tuple[int, int] = (0, 0), gain: float = 1
) -> Tensor:
    """Spread out by zeros, pad, filter, keep every `down`-th."""
    count, channels, height, width = x.shape
    x = x.reshape(count, channels, height, 1, width, 1)
    x = functional.pad(x, [0, up - 1, 0, 0, 0, up - 1]).reshape(count, channels, height * up, width * up)
    x = functional.pad(x, [*pad, *pad])
    kernel = (fir * gain).flip([0, 1])[None, None].repeat(channels, 1, 1, 1)
    return functional.conv2d(x, kernel, groups=channels)[:, :, ::down, ::down]


def modulated(x: Tensor, weight: Tensor, style: Tensor, demodulate: bool, fir: Tensor | None) -> Tensor:
    """Grouped convolution with a weight for each image [Karras 2020, section 2.2]."""
    count, (out, size, kernel, _) = len(x), weight.shape
    w = weight[None] * style.view(count, 1, size, 1, 1)  # [N, O, I, k, k]
    if demodulate:
        w = w * (w.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).rsqrt()
    x = x.reshape(1, count * size, *x.shape[2:])
    if fir is None:
        y = functional.conv2d(x, w.reshape(-1, size, kernel, kernel), padding=kernel // 2, groups=count)
    else:
        turned = w.transpose(1, 2).reshape(count * size, out, kernel, kernel)
        y = filtered(functional.conv_transpose2d(x, turned, stride=2, groups=count), fir, pad=(1, 1), gain=4)
    return y.reshape(count, out, *y.shape[2:])


def leaky(x: Tensor, bias: Tensor, gain: float = 1.0) -> Tensor:
    """Bias, leaky ReLU, gain, clamp."""
    y = functional.leaky_relu(x + bias.view(1, -1, 1, 1), 0.2) * (math.sqrt(2) * gain)
    return y.clamp(-_CLAMP * gain, _CLAMP * gain)


def dense(x: Tensor, layer: nn.Module, lr_multiplier: float = 1.0) -> Tensor:
    """Fully connected layer with equalised learning rate."""
    weight, bias = layer.weight * (lr_multiplier / math.sqrt(x.shape[1])), layer.bias * lr_multiplier
    return torch.addmm(bias.unsqueeze(0), x, weight.t())


def plain_mapping(mapping: nn.Module, z: Tensor) -> Tensor:
    """Styles w [N, D]."""
    x = z * (z.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()
    for index in range(mapping.num_layers):
        x = functional.leaky_relu(dense(x, getattr(mapping, f"fc{index}"), 0.01), 0.2) * math.sqrt(2)
    return x


def styled(layer: nn.Module, x: Tensor, w: Tensor, random: bool) -> Tensor:
    """A convolution of the synthesis with noise and activation."""
    fir = layer.resample_filter if layer.doubles else None
    x = modulated(x, layer.weight, dense(w, layer.affine), True, fir)
    noise = torch.randn(len(x), 1, *x.shape[2:]) if random else layer.noise_const
    return leaky(x + noise * layer.noise_strength, layer.bias)


def plain_synthesis(synthesis: nn.Module, ws: Tensor, random: bool) -> Tensor:
    """Images of styles [N, L, D], of a generator with skips."""
    x = image = None
    first = 0
    for block in synthesis.blocks():
        if x is None:
            x = styled(block.conv1, block.const.repeat(len(ws), 1, 1, 1), ws[:, 0], random)
        else:
            x = styled(block.conv0, x, ws[:, first], random)
            x = styled(block.conv1, x, ws[:, first + 1], random)
            image = filtered(image, block.resample_filter, up=2, pad=(2, 1), gain=4)
        first += block.num_convolutions
        style = dense(ws[:, first], block.torgb.affine) / math.sqrt(x.shape[1])
        drawn = modulated(x, block.torgb.weight, style, False, None) + block.torgb.bias.view(1, -1, 1, 1)
        drawn = drawn.clamp(-_CLAMP, _CLAMP)
        image = drawn if image is None else image + drawn
    return image


def plain_generator(generator: nn.Module, z: Tensor) -> Tensor:
    """Images in training: random noise, and now and then styles of two latents."""
    w = plain_mapping(generator.mapping, z)
    with torch.no_grad():
        generator.mapping.w_avg.copy_(w.mean(dim=0).lerp(generator.mapping.w_avg, 0.995))
    ws = w.unsqueeze(1).repeat(1, generator.num_ws, 1)
    if torch.rand(()) < generator.style_mixing_prob:
        begin = int(torch.randint(1, generator.num_ws, ()))
        other = plain_mapping(generator.mapping, torch.randn_like(z)).unsqueeze(1)
        ws = torch.cat([ws[:, :begin], other.expand(-1, generator.num_ws - begin, -1)], dim=1)
    return plain_synthesis(generator.synthesis, ws, random=True)


def plain_discriminator(discriminator: nn.Module, images: Tensor) -> Tensor:
    """Scores [N] of a residual discriminator."""
    x = None
    for block in discriminator.blocks():
        if x is None:
            x = plain_convolution(block.fromrgb, images)
        gain = math.sqrt(0.5)
        skip = filtered(x, block.resample_filter, down=2, pad=(1, 1))
        skip = functional.conv2d(skip, block.skip.weight * block.skip.weight_gain) * gain
        y = filtered(plain_convolution(block.conv0, x), block.resample_filter, pad=(2, 2))
        y = functional.conv2d(y, block.conv1.weight * block.conv1.weight_gain, stride=2)
        x = leaky(y, block.conv1.bias, gain) + skip
    group = discriminator.b4.mbstd_group
    y = x.reshape(group, -1, *x.shape[1:])
    y = y - y.mean(dim=0)
    y = (y.square().mean(dim=0) + 1e-8).sqrt().mean(dim=[1, 2, 3])
    x = torch.cat([x, y.reshape(-1, 1, 1, 1).repeat(group, 1, *x.shape[2:])], dim=1)
    x = plain_convolution(discriminator.b4.conv, x).flatten(1)
    x = functional.leaky_relu(dense(x, discriminator.b4.fc), 0.2) * math.sqrt(2)
    return dense(x, discriminator.b4.out).squeeze(1)


def plain_convolution(layer: nn.Module, x: Tensor) -> Tensor:
    """Convolution with equalised learning rate, and its activation."""
    y = functional.conv2d(x, layer.weight * layer.weight_gain, padding=layer.weight.shape[-1] // 2)
    return leaky(y, layer.bias)
