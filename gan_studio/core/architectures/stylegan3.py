"""StyleGAN3: pictures made of waves, whose details do not stick to the pixels."""

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
from gan_studio.core.architectures._stylegan2_generator import StyleGan2Size
from gan_studio.core.architectures._stylegan3_design import Design
from gan_studio.core.architectures._stylegan3_generator import StyleGan3Generator
from gan_studio.core.batch_problems import group_problems
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Networks, NetworkShape
from gan_studio.core.registry import ARCHITECTURES

_HIGHEST_STOPBAND = 128.0


@ARCHITECTURES.register(
    "stylegan3",
    label="StyleGAN3",
    summary="Details move and turn with what they belong to instead of sticking to pixels: made for video.",
)
@dataclass(frozen=True)
class StyleGan3(Architecture):
    """An alias-free generator and StyleGAN2's discriminator [Karras 2021].

    Configuration T has 3 x 3 convolutions and separable filters; R has 1 x 1 convolutions, twice the
    channels in the generator to make up for it, and radial filters.
    """

    configuration: str = setting(
        "t",
        "Configuration",
        "What a picture may go through without its details changing: shifts alone, or shifts and turns. "
        "Turns need filters that look the same from every angle, which draw a little less finely.",
        choices={"t": "T: shifts", "r": "R: shifts and turns"},
    )
    channel_base: int = channels_setting(
        "Channels times side, until the largest number of channels is reached. Configuration R has twice "
        "as many in its generator. Half of it trains about three times as fast.",
    )
    channel_max: int = most_channels_setting(
        "How many channels a layer has at most; twice as many in the generator of configuration R.",
    )
    z_dim: int = style_latent_setting()
    w_dim: int = style_setting()
    mapping_layers: int = setting(
        2,
        "Mapping layers",
        "Layers between latent and style.",
        minimum=1,
        maximum=16,
    )
    num_layers: int = setting(
        14,
        "Layers",
        "Layers between the waves and the picture. Fewer are faster, but each then has to add more "
        "frequencies at once.",
        minimum=3,
        maximum=32,
    )
    mbstd_group: int = compared_setting()
    style_mixing_prob: float = setting(
        0.0,
        "Style mixing",
        "How often, in training, pictures take their later styles from a second latent; StyleGAN3 does "
        "well without.",
        minimum=0.0,
        maximum=1.0,
        advanced=True,
    )
    num_critical: int = setting(
        2,
        "Layers at full band",
        "How many of the last layers use every frequency that fits into the picture, for sharpness, and "
        "so keep some aliasing.",
        minimum=1,
        maximum=16,
        advanced=True,
    )
    first_cutoff: float = setting(
        2.0,
        "First layer's highest frequency",
        "What the first layer passes, in waves over the picture's side; the others grow from there.",
        minimum=0.5,
        maximum=64.0,
        unit="waves",
        advanced=True,
    )
    first_stopband: float = setting(
        2**2.1,
        "First layer's stopband",
        "From which frequency on the first layer passes nothing, in waves over the picture's side.",
        minimum=0.5,
        maximum=_HIGHEST_STOPBAND,
        unit="waves",
        advanced=True,
    )
    last_stopband_rel: float = setting(
        2**0.3,
        "Last layers' stopband",
        "From which frequency on the last layers pass nothing, as a multiple of what they pass.",
        minimum=1.01,
        maximum=4.0,
        unit="×",
        advanced=True,
    )
    margin: int = setting(
        10,
        "Margin",
        "Samples computed beyond each border, so that the border tells layers nothing of where they are.",
        minimum=0,
        maximum=64,
        unit="samples",
        advanced=True,
    )
    average_kimg: float = setting(
        20.0,
        "Memory of running means",
        "The running means of styles and of activations forget half of their past within this many "
        "thousand images.",
        minimum=0.01,
        maximum=1000.0,
        unit="kimg",
        advanced=True,
    )
    conv_clamp: float = clamp_setting()

    equalizes_rates = True
    has_styles = True
    label_ways = ("mapping",)
    projects_labels = True

    def design(self, side: int, channels: int) -> Design:
        """How the synthesis is laid out for images of that side and so many channels."""
        turns = self.configuration == "r"
        return Design(
            side=side,
            num_layers=self.num_layers,
            num_critical=self.num_critical,
            first_cutoff=self.first_cutoff,
            first_stopband=self.first_stopband,
            last_stopband_rel=self.last_stopband_rel,
            margin=self.margin,
            kernel=1 if turns else 3,
            radial=turns,
            channel_base=self.channel_base * (2 if turns else 1),
            channel_max=self.channel_max * (2 if turns else 1),
            out_channels=channels,
        )

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape."""
        channels, side, _ = shape.sample_shape
        generator = StyleGan3Generator(
            self.z_dim + shape.extra_latents,
            self.w_dim,
            shape.g_classes,
            self.design(side, channels),
            mapping_layers=self.mapping_layers,
            clamp=self.conv_clamp,
            half_life=1000 * self.average_kimg,
            style_mixing_prob=self.style_mixing_prob,
        )
        seen = channels + shape.extra_channels
        size = StyleGan2Size(side, seen, self.channel_base, self.channel_max, "resnet", self.conv_clamp)
        return Networks(
            generator, StyleGan2Discriminator(size, shape.d_classes, mbstd_group=self.mbstd_group)
        )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Sides are powers of two, frequencies rise from layer to layer, and batches hold whole groups."""
        yield from side_problems(config, "StyleGAN3", "its sampling rates are powers of two")
        yield from channel_problems(config, self.channel_base)
        yield from self._band_problems(config.data.resolution)
        yield from group_problems(config, self.mbstd_group)

    def _band_problems(self, side: int) -> Iterator[Problem]:
        """Frequencies that do not rise from the first layer to the last."""
        if self.num_critical >= self.num_layers:
            yield Problem(
                "architecture.num_critical",
                f"{self.num_critical} of {self.num_layers} layers at full band leave none that leads there; "
                f"choose {self.num_layers - 1} or fewer.",
            )
        if self.first_cutoff >= side / 2:
            yield Problem(
                "architecture.first_cutoff",
                f"The first layer already passes {self.first_cutoff:g} waves, but a picture of {side} px "
                f"holds no more than {side / 2:g}; choose {side / 4:g}.",
            )
            return
        last_stopband = side / 2 * self.last_stopband_rel
        if not self.first_cutoff < self.first_stopband <= last_stopband:
            nearest = min(2.1 * self.first_cutoff, (self.first_cutoff + last_stopband) / 2, _HIGHEST_STOPBAND)
            yield Problem(
                "architecture.first_stopband",
                f"The first layer's stopband of {self.first_stopband:g} waves must lie above what it passes, "
                f"{self.first_cutoff:g}, and no higher than the last layers', {last_stopband:.3g}; "
                f"choose {nearest:.3g}.",
            )
