"""StyleGAN2: styles that scale convolutions, a skip generator and a residual discriminator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.architectures._style_options import (
    channel_problems,
    channels_setting,
    clamp_setting,
    compared_setting,
    most_channels_setting,
    side_problems,
    style_latent_setting,
    style_setting,
)
from gan_studio.core.architectures._stylegan2_discriminator import StyleGan2Discriminator
from gan_studio.core.architectures._stylegan2_generator import StyleGan2Generator, StyleGan2Size
from gan_studio.core.batch_problems import group_problems
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Networks, NetworkShape
from gan_studio.core.registry import ARCHITECTURES

_JOINTS = {
    "skip": "Skip: images are added up (or shown) at every side",
    "resnet": "Residual: shortcuts around each block",
    "orig": "Plain: one layer after another",
}


@ARCHITECTURES.register(
    "stylegan2",
    label="StyleGAN2",
    summary="A style steers every layer: the finest pictures and the best-behaved latent space, at a price.",
)
@dataclass(frozen=True)
class StyleGan2(Architecture):
    """Modulated and demodulated convolutions, and no growing [Karras 2020]."""

    channel_base: int = channels_setting(
        "Channels times side, until the largest number of channels is reached: 32768 gives 512 channels "
        "at 64 px and 32 at 1024 px. Half of it trains about three times as fast.",
    )
    channel_max: int = most_channels_setting(
        "How many channels a layer has at most, which bounds those of the small sides.",
    )
    z_dim: int = style_latent_setting()
    w_dim: int = style_setting()
    mapping_layers: int = setting(
        8,
        "Mapping layers",
        "Layers between latent and style. Eight untangle large data sets; two learn faster on small ones.",
        minimum=1,
        maximum=16,
    )
    style_mixing_prob: float = setting(
        0.9,
        "Style mixing",
        "How often, in training, pictures take their later styles from a second latent, so that each "
        "layer learns to work with any other's style.",
        minimum=0.0,
        maximum=1.0,
    )
    mbstd_group: int = compared_setting()
    generator_architecture: str = setting(
        "skip",
        "Generator's joints",
        "How the generator's blocks are joined. The paper draws best with skips.",
        choices=_JOINTS,
        advanced=True,
    )
    discriminator_architecture: str = setting(
        "resnet",
        "Discriminator's joints",
        "How the discriminator's blocks are joined. The paper draws best with shortcuts.",
        choices=_JOINTS,
        advanced=True,
    )
    conv_clamp: float = clamp_setting()
    use_noise: bool = setting(
        True,
        "Noise",
        "Adds noise to every layer, from which fine detail such as hair is drawn.",
        advanced=True,
    )

    equalizes_rates = True
    has_styles = True
    label_ways = ("mapping",)
    projects_labels = True

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape."""
        channels, side, _ = shape.sample_shape
        widths = (self.channel_base, self.channel_max)
        generator = StyleGan2Generator(
            self.z_dim + shape.extra_latents,
            self.w_dim,
            shape.g_classes,
            StyleGan2Size(side, channels, *widths, self.generator_architecture, self.conv_clamp),
            mapping_layers=self.mapping_layers,
            use_noise=self.use_noise,
            style_mixing_prob=self.style_mixing_prob,
        )
        channels += shape.extra_channels
        discriminator = StyleGan2Discriminator(
            StyleGan2Size(side, channels, *widths, self.discriminator_architecture, self.conv_clamp),
            shape.d_classes,
            mbstd_group=self.mbstd_group,
        )
        return Networks(generator, discriminator)

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Sides are powers of two, channels last until the largest, and batches hold whole groups."""
        yield from side_problems(config, "StyleGAN2", "it doubles a side of 4 pixels again and again")
        yield from channel_problems(config, self.channel_base)
        yield from group_problems(config, self.mbstd_group)
