"""Adversarial updates: a discriminator and a generator that learn from each other in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Moment, Networks, SampleShape
from gan_studio.core.data.loader import Batch
from gan_studio.core.ema import AveragedGenerator

Terms = dict[str, Tensor]


class AdversarialTrainer:
    """Both networks, their optimizers and everything else that a step changes.

    Args:
        config: what to train; its task is a Generate.
        sample_shape: (C, H, W) of the images.
        num_classes: K of the data set, or 0.
        device, precision: where and in which type to compute.
        random: source of latents, labels and noise, on the device.

    Attributes:
        generator, discriminator: the networks being trained.
        g_ema: the averaged generator.
        step, images_seen: generator updates made; real images shown to the discriminator.
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
        self.config, self.random = config, random
        self._device, self._precision = device, precision
        self._num_classes = num_classes if config.conditioning.uses_labels else 0
        self.generator, self.discriminator = (
            network.to(device, memory_format=torch.channels_last)
            for network in build_networks(config, sample_shape, self._num_classes)
        )
        self.g_ema = AveragedGenerator(self.generator, config.training.ema_kimg, config.training.ema_rampup)
        self.g_optimizer = config.optimizer.build(self.generator.parameters(), config.optimizer.g_lr)
        self.d_optimizer = config.optimizer.build(self.discriminator.parameters(), config.optimizer.d_lr)
        for optimizer in (self.g_optimizer, self.d_optimizer):
            optimizer.step()  # changes nothing yet, but torch imports what it needs, before time is counted
        self.step_count = self.images_seen = self._d_updates = 0

    def set_rates(self, factor: float) -> dict[str, float]:
        """Set both learning rates to the configured ones times `factor`; returns them by scalar name."""
        rates = {"lr/g": self.config.optimizer.g_lr * factor, "lr/d": self.config.optimizer.d_lr * factor}
        for optimizer, rate in zip((self.g_optimizer, self.d_optimizer), rates.values(), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate
        return rates

    def step(self, next_batch: Callable[[int], Batch]) -> Terms:
        """One generator update with its discriminator updates.

        Args:
            next_batch: gives the next so many real images.

        Returns:
            Detached scalars by name, on the device.
        """
        task, size = self.config.task, self.config.training.batch_size
        reuse = task.reuse_fakes and task.g_batch_factor == 1
        updates = task.critic_updates(self.step_count)
        terms: Terms = {}
        for update in range(updates):
            real = next_batch(size)
            labels = self._labels_of(real)
            with torch.set_grad_enabled(reuse and update == updates - 1):
                fake = self._fakes(size, labels)
            terms |= self._update_discriminator(real, fake, labels)
            self.images_seen += size
        if not reuse:
            size *= task.g_batch_factor
            labels = self.random_labels(size)
            fake = self._fakes(size, labels)
        terms |= self._update_generator(fake, labels)
        self.g_ema.update(updates * len(real.images), self.images_seen)
        self.step_count += 1
        return terms

    @torch.no_grad()
    def gap(self, real: Batch, seed: int) -> Tensor:
        """E[D(x)] - E[D(G(z))] on images that are not trained on; leaves the training as it was.

        Args:
            seed: decides the latents.
        """
        labels = self._labels_of(real)
        random = torch.Generator(self._device).manual_seed(seed)
        z = torch.randn(len(real.images), self.generator.z_dim, device=self._device, generator=random)
        with _undisturbed(self.discriminator, self._device), _undisturbed(self.generator, self._device):
            with self._lower_precision():
                fake = self.generator(z, labels).float()
            return self._scores(real.images, labels).mean() - self._scores(fake, labels).mean()

    @torch.no_grad()
    def samples(self, z: Tensor, labels: Tensor | None) -> Tensor:
        """Images [N, C, H, W] in [-1, 1] drawn by the averaged generator from latents [N, Z]."""
        with self._lower_precision():
            return self.g_ema.module(z, labels).float()

    def latents(self, count: int) -> Tensor:
        """Fresh standard normal latents [count, Z]."""
        return torch.randn(count, self.generator.z_dim, device=self._device, generator=self.random)

    def random_labels(self, count: int) -> Tensor | None:
        """Labels [count] drawn evenly, or None for networks without classes."""
        if not self._num_classes:
            return None
        return torch.randint(self._num_classes, (count,), device=self._device, generator=self.random)

    def state(self) -> dict[str, Any]:
        """Everything a step depends on besides the averaged generator, as tensors and plain values."""
        return {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "g_optimizer": self.g_optimizer.state_dict(),
            "d_optimizer": self.d_optimizer.state_dict(),
            "counters": [self.step_count, self.images_seen, self._d_updates],
        }

    def load_state(self, state: dict[str, Any], g_ema: dict[str, Tensor]) -> None:
        """Go on from what state() returned, and from the averaged generator's weights."""
        for name in ("generator", "discriminator"):
            getattr(self, name).load_state_dict(state[name])
        for name in ("g_optimizer", "d_optimizer"):
            optimizer = getattr(self, name)
            # What it remembers comes from the checkpoint, its settings from the config.
            settings = optimizer.state_dict()["param_groups"]
            optimizer.load_state_dict({**state[name], "param_groups": settings})
        self.g_ema.module.load_state_dict(g_ema)
        self.step_count, self.images_seen, self._d_updates = state["counters"]

    def is_finite(self) -> bool:
        """Whether every weight and running statistic is a finite number."""
        networks = (self.generator, self.discriminator, self.g_ema.module)
        values = [value for network in networks for value in network.state_dict().values()]
        return bool(torch.stack([value.isfinite().all() for value in values]).all())

    def _update_discriminator(self, real: Batch, fake: Tensor, labels: Tensor | None) -> Terms:
        self.discriminator.requires_grad_(True)
        seen_real, seen_fake = self._augmented(real.images), self._augmented(fake.detach())
        real_scores, fake_scores = self._scores(seen_real, labels), self._scores(seen_fake, labels)
        loss = self.config.objective.discriminator_loss(real_scores, fake_scores)
        terms = self._penalties(seen_real, seen_fake, labels)
        self.d_optimizer.zero_grad()
        sum(terms.values(), loss).backward()
        self.d_optimizer.step()
        for regularizer in self.config.regularizers:
            regularizer.after_discriminator_update(self.discriminator)
        self._d_updates += 1
        reported = {f"loss/d/{name}": term.detach() for name, term in terms.items()}
        return (
            reported | self._verdicts(real_scores.detach(), fake_scores.detach()) | {"loss/d": loss.detach()}
        )

    def _penalties(self, real: Tensor, fake: Tensor, labels: Tensor | None) -> Terms:
        moment = Moment(lambda images: self.discriminator(images, labels), real, fake, self.random)
        terms: Terms = {}
        for regularizer in self.config.regularizers:
            if self._d_updates % regularizer.interval == 0:
                for name, term in regularizer.discriminator_terms(moment).items():
                    terms[name] = term * regularizer.interval
        return terms

    def _update_generator(self, fake: Tensor, labels: Tensor | None) -> Terms:
        # Without gradients for the discriminator's own weights, this pass costs a third less.
        self.discriminator.requires_grad_(False)
        scores = self._scores(self._augmented(fake), labels)
        loss = self.config.objective.generator_loss(scores)
        self.g_optimizer.zero_grad()
        loss.backward()
        self.g_optimizer.step()
        return {"loss/g": loss.detach()}

    def _fakes(self, size: int, labels: Tensor | None) -> Tensor:
        with self._lower_precision():
            return self.generator(self.latents(size), labels).float()

    def _scores(self, images: Tensor, labels: Tensor | None) -> Tensor:
        with self._lower_precision():
            return self.discriminator(images, labels).float()

    def _augmented(self, images: Tensor) -> Tensor:
        for augmentation in self.config.augmentations:
            images = augmentation(images, self.images_seen, self.random)
        return images

    def _labels_of(self, real: Batch) -> Tensor | None:
        return real.labels if self._num_classes else None

    def _verdicts(self, real: Tensor, fake: Tensor) -> Terms:
        objective = self.config.objective
        terms = {
            "score/real": objective.verdict(real).mean(),
            "score/fake": objective.verdict(fake).mean(),
            f"{objective.gap_name}/train": real.mean() - fake.mean(),
        }
        if objective.undecided is not None:
            terms["accuracy/real"] = (real > objective.undecided).float().mean()
            terms["accuracy/fake"] = (fake < objective.undecided).float().mean()
        return terms

    def _lower_precision(self) -> torch.autocast:
        enabled = self._precision != torch.float32
        return torch.autocast(self._device.type, self._precision, enabled=enabled)


def build_networks(config: RunConfig, sample_shape: SampleShape, num_classes: int) -> Networks:
    """Fresh networks of a config; random weights come from torch's global generator."""
    return config.conditioning.networks(config.architecture, sample_shape, num_classes)


@contextmanager
def _undisturbed(network: nn.Module, device: torch.device) -> Iterator[None]:
    """Puts back running statistics and the random state that a pass in training mode changes."""
    kept = [buffer.clone() for buffer in network.buffers()]
    devices = [device] if device.type == "cuda" else []
    try:
        with torch.random.fork_rng(devices=devices):
            yield
    finally:
        for buffer, old in zip(network.buffers(), kept, strict=True):
            buffer.copy_(old)
