"""StyleGAN2 in both ways, with the same weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.bench.plain_stylegan2 import plain_discriminator, plain_synthesis
from gan_studio.core.bench.plain_stylegan2_step import R1_EVERY, R1_GAMMA, plain_step
from gan_studio.core.bench.studio_ways import precision_of_training, studio_step
from gan_studio.core.bench.turns import Contest
from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.contracts import Networks, SampleShape
from gan_studio.core.device import precision_name
from gan_studio.core.networks import build_networks

_BASELINE = "StyleGAN2 written straightforwardly, float32"


@dataclass(frozen=True)
class StyleGan2Sizes:
    """StyleGAN2 on colour images.

    Attributes:
        resolution: image side in pixels.
        channel_base, channel_max: as in its settings.
        width: z_dim and w_dim.
        batch: images per update, or drawn at once.
        shares_fakes: whether the generator learns from the fakes that the discriminator has just seen.
    """

    resolution: int
    channel_base: int
    channel_max: int = 512
    width: int = 512
    batch: int = 16
    shares_fakes: bool = True

    def config(self) -> RunConfig:
        """The studio's config of it, with lazy R1 as its only penalty."""
        return with_assignments(
            RunConfig(),
            [
                "data.source=emoji-noto",
                f"data.resolution={self.resolution}",
                "architecture=stylegan2",
                f"architecture.channel_base={self.channel_base}",
                f"architecture.channel_max={self.channel_max}",
                f"architecture.z_dim={self.width}",
                f"architecture.w_dim={self.width}",
                f"regularizers.r1.r1_gamma={R1_GAMMA}",
                f"regularizers.r1.interval={R1_EVERY}",
                "optimizer.g_lr=0.002",
                "optimizer.d_lr=0.002",
                "optimizer.beta1=0",
                "optimizer.beta2=0.99",
                "optimizer.corrects_lazy=true",
                f"task.reuse_fakes={str(self.shares_fakes).lower()}",
                f"training.batch_size={self.batch}",
            ],
        )

    def training(self) -> Contest:
        """As many updates of both networks as bring R1 once."""
        step = studio_step(self.config(), self._shape)
        plain = plain_step(*self._networks(), torch.rand(self.batch, *self._shape) * 2 - 1, self.shares_fakes)
        return Contest(
            label=f"StyleGAN2 {self.resolution} px, {R1_EVERY} steps with R1 in {precision_of_training()}",
            baseline=_BASELINE,
            unit="images/s",
            studio=lambda: [step() for _ in range(R1_EVERY)],
            plain=lambda: [plain() for _ in range(R1_EVERY)],
            images=R1_EVERY * self.batch,
        )

    def synthesis(self, precision: torch.dtype = torch.float32) -> Contest:
        """From styles to pictures; `precision` is the studio's alone."""
        generator = self._networks()[0].eval().requires_grad_(False)
        for name, weight in generator.named_parameters():
            if name.endswith("noise_strength"):
                weight.fill_(0.1)  # untrained networks add no noise yet
        ours = self._networks()[0]
        ours.load_state_dict(generator.state_dict())
        ours = ours.to(memory_format=torch.channels_last).eval().requires_grad_(False)
        ws = generator.styles(torch.randn(self.batch, generator.z_dim))

        @torch.inference_mode()
        def studio() -> Tensor:
            with torch.autocast("cpu", precision, enabled=precision != torch.float32):
                return ours.synthesis(ws)

        @torch.inference_mode()
        def plain() -> Tensor:
            return plain_synthesis(generator.synthesis, ws, random=False)

        label = f"StyleGAN2 {self.resolution} px, synthesis in {precision_name(precision)}"
        return Contest(label, _BASELINE, "ms", studio, plain)

    def difference(self) -> float:
        """The largest difference between both ways' scores of the same images, with the same weights."""
        discriminator = self._networks()[1]
        images = torch.rand(self.batch, *self._shape) * 2 - 1
        with torch.no_grad():
            return float((plain_discriminator(discriminator, images) - discriminator(images)).abs().max())

    def _networks(self) -> Networks:
        return build_networks(self.config(), self._shape, 0)

    @property
    def _shape(self) -> SampleShape:
        return (3, self.resolution, self.resolution)
