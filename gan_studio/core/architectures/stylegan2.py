"""StyleGAN2: styles that scale convolutions, a skip generator and a residual discriminator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.architectures._stylegan2_discriminator import StyleGan2Discriminator
from gan_studio.core.architectures._stylegan2_generator import StyleGan2Generator, StyleGan2Size
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Networks, NetworkShape
from gan_studio.core.registry import ARCHITECTURES

_SIDES = tuple(2**level for level in range(3, 11))
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

    channel_base: int = setting(
        32768,
        "Channels",
        "Channels times side, until the largest number of channels is reached: 32768 gives 512 channels "
        "at 64 px and 32 at 1024 px. Half of it trains about three times as fast.",
        minimum=256,
        maximum=131_072,
        log=True,
    )
    channel_max: int = setting(
        512,
        "Largest number of channels",
        "How many channels a layer has at most, which bounds those of the small sides.",
        minimum=4,
        maximum=2048,
        log=True,
    )
    z_dim: int = setting(
        512,
        "Latent size",
        "How many random numbers an image is made from.",
        minimum=4,
        maximum=2048,
        log=True,
    )
    w_dim: int = setting(
        512,
        "Style size",
        "How many numbers a style has, which is what Explore moves through.",
        minimum=4,
        maximum=2048,
        log=True,
    )
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
    mbstd_group: int = setting(
        4,
        "Images compared",
        "How many images of a batch the discriminator compares to see whether they vary; 1 makes it judge "
        "each by itself.",
        minimum=1,
        maximum=256,
        advanced=True,
    )
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
    conv_clamp: float = setting(
        256.0,
        "Clamp",
        "Activations are kept within this bound either way, so that no precision overflows; 0 turns it off.",
        minimum=0.0,
        maximum=65_504.0,
        advanced=True,
    )
    use_noise: bool = setting(
        True,
        "Noise",
        "Adds noise to every layer, from which fine detail such as hair is drawn.",
        advanced=True,
    )

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
        side, batch = config.data.resolution, config.training.batch_size
        if side not in _SIDES:
            nearest = min(_SIDES, key=lambda other: abs(other - side))
            yield Problem(
                "data.resolution",
                f"StyleGAN2 cannot make {side} px: it doubles a side of 4 pixels again and again; "
                f"choose {nearest} px.",
            )
        if self.channel_base < side:
            yield Problem(
                "architecture.channel_base",
                f"{self.channel_base} channels at one pixel leave none at {side} px; choose {side} or more.",
            )
        if batch % self.mbstd_group:
            nearest = max(1, round(batch / self.mbstd_group)) * self.mbstd_group
            yield Problem(
                "training.batch_size",
                f"The discriminator compares {self.mbstd_group} images at a time, which a batch of {batch} "
                f"cannot be divided into; choose {nearest}.",
            )
