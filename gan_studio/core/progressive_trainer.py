"""Adversarial updates of networks that grow while they learn."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gan_studio.core.adversarial import AdversarialTrainer
from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import SampleShape
from gan_studio.core.data.loader import Batch
from gan_studio.core.growth_plan import GrowthPlan, Phase
from gan_studio.core.layers.doubling import thinned
from gan_studio.core.layers.growth import faded_images, growths
from gan_studio.core.players import Terms


class ProgressiveTrainer(AdversarialTrainer):
    """Updates at the side that the networks have grown to, which follows from the images seen.

    Both players see pictures of that side alone, so that penalties mean what they do in a network of
    that size. The averaged generator draws at full size, like any generator outside of training.
    """

    def __init__(
        self,
        config: RunConfig,
        sample_shape: SampleShape,
        num_classes: int,
        device: torch.device,
        precision: torch.dtype,
        random: torch.Generator,
    ) -> None:
        super().__init__(config, sample_shape, num_classes, device, precision, random)
        self._growths = [growth for network in self.networks for growth in growths(network)]
        self._sides = self._growths[0].sides
        for growth in (*self._growths, *growths(self.g_ema.module)):
            growth.set(*self._phase)

    def set_rates(self, factor: float) -> dict[str, float]:
        """Set both rates to the configured ones times `factor`, and times what the side asks for."""
        return super().set_rates(factor * self._task.rate_factor(self._sides[self._phase.level]))

    def step(self, next_batch: Callable[[int], Batch]) -> Terms:
        """Grow if it is time, then the updates of both networks."""
        self._grow()
        level, alpha = self._growths[0].now
        growth = {"growth/resolution": float(self._sides[level]), "fade/alpha": alpha}
        reported = {name: torch.full((), value, device=self._device) for name, value in growth.items()}
        return super().step(next_batch) | reported

    @torch.no_grad()
    def gap(self, real: Batch, seed: int) -> Tensor:
        """E[D(x)] - E[D(G(z))] on images that are not trained on, shown as training shows them."""
        return super().gap(self._shown(real), seed)

    @property
    def _task(self) -> GrowthPlan:
        return self.config.task

    @property
    def _phase(self) -> Phase:
        """Where the networks should be."""
        return self._task.phase(self.images_seen, self._sides)

    @property
    def _batch_size(self) -> int:
        level, _ = self._growths[0].now
        return self._task.batch_size(self.config.training.batch_size, level, self._sides)

    def _grow(self) -> None:
        """Bring both networks to where they should be; the averaged one follows with the step."""
        phase, (level, alpha) = self._phase, self._growths[0].now
        is_turn = phase.level != level or (phase.alpha == 1) != (alpha == 1)
        for growth in self._growths:
            growth.set(*phase)
        if is_turn and self._task.resets_moments:
            for optimizer in (self.g_optimizer, self.d_optimizer):
                optimizer.state.clear()

    def _real(self, next_batch: Callable[[int], Batch]) -> Batch:
        return self._shown(super()._real(next_batch))

    def _shown(self, real: Batch) -> Batch:
        return Batch(faded_images(real.images, self._sides, *self._growths[0].now), real.labels)

    def _draw(self, z: Tensor, labels: Tensor | None) -> Tensor:
        # A generator repeats pixels up to full size, so taking one of each block loses nothing.
        picture = thinned(super()._draw(z, labels), self._growths[0].side)
        return picture.contiguous(memory_format=torch.channels_last)
