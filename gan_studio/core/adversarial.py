"""Adversarial updates: a discriminator and a generator that learn from each other in turns."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import SampleShape
from gan_studio.core.data.loader import Batch
from gan_studio.core.ema import AveragedGenerator
from gan_studio.core.players import Fakes, Players, Terms
from gan_studio.core.unrolling import put_back

_DRAWN_TO_TRAINED = 4
"""Pictures drawn at once for each of a batch in training, whose maps are all kept for the gradients."""


class AdversarialTrainer(Players):
    """Both networks, their optimizers and everything else that a step changes.

    Args:
        config: what to train; its task is a Generate.
        sample_shape: (C, H, W) of the images.
        num_classes: K of the data set, or 0.
        device, precision: where and in which type to compute.
        random: source of latents, labels and noise, on the device.

    Attributes:
        g_ema: the averaged generator.
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
        self.g_ema = AveragedGenerator(self.generator, config.training.ema_kimg, config.training.ema_rampup)
        self._lazy = {network: _lazy_factor(config, network) for network in ("g", "d")}
        self.g_optimizer, self.d_optimizer = (
            config.optimizer.build(network.parameters(), rate * self._lazy[name], self._lazy[name])
            for name, network, rate in zip(
                "gd", self.networks, (config.optimizer.g_lr, config.optimizer.d_lr), strict=True
            )
        )
        for optimizer in (self.g_optimizer, self.d_optimizer):
            optimizer.step()  # changes nothing yet, but torch imports what it needs, before time is counted

    def set_rates(self, factor: float) -> dict[str, float]:
        """Set both learning rates to the configured ones times `factor`; returns them by scalar name."""
        rates = {"lr/g": self.config.optimizer.g_lr * factor, "lr/d": self.config.optimizer.d_lr * factor}
        optimizers = {"g": self.g_optimizer, "d": self.d_optimizer}
        for (name, optimizer), rate in zip(optimizers.items(), rates.values(), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * self._lazy[name]
        return rates

    def step(self, next_batch: Callable[[int], Batch]) -> Terms:
        """The generator's updates with the discriminator's before them.

        Args:
            next_batch: gives the next so many real images.

        Returns:
            Detached scalars by name, on the device.
        """
        task = self.config.task
        updates = task.critic_updates(self.step_count)
        terms: Terms = {}
        for update in range(updates):
            keeps_graph = task.shares_fakes and update == updates - 1
            pairs = [self._pair(next_batch, keeps_graph) for _ in range(task.accumulate)]
            terms |= self._update_discriminator(pairs)
        fakes = [fake for _, fake in pairs] if task.shares_fakes else None
        real = [batch for batch, _ in pairs]
        for _ in range(task.n_gen):
            with self._unrolled(real):
                terms |= self._update_generator(fakes or self._new_fakes(real), real)
            fakes = None
        self.g_ema.update(updates * task.accumulate * len(real[0].images), self.images_seen)
        self.step_count += 1
        return terms

    @torch.no_grad()
    def gap(self, real: Batch, seed: int) -> Tensor:
        """E[D(x)] - E[D(G(z))] on images that are not trained on; leaves the training as it was.

        The images are augmented as training augments them, lest the two be told apart by that alone.

        Args:
            seed: decides the latents and the augmentations.
        """
        labels = self._labels_of(real)
        random = torch.Generator(self._device).manual_seed(seed)
        z = torch.randn(len(real.images), self.generator.z_dim, device=self._device, generator=random)
        with _undisturbed(self.discriminator, self._device), _undisturbed(self.generator, self._device):
            sides = (self._augmented(images, random) for images in (real.images, self._draw(z, labels)))
            on_real, on_fake = (self._scores(images, labels).mean() for images in sides)
            return on_real - on_fake

    @torch.no_grad()
    def samples(self, z: Tensor, labels: Tensor | None) -> Tensor:
        """Images [N, C, H, W] in [-1, 1] drawn by the averaged generator from latents [N, Z].

        They are drawn in portions that take no more memory than an update of the generator, which keeps
        what it needs for its gradients.
        """
        portion = _DRAWN_TO_TRAINED * self.config.training.batch_size
        latents = z.split(portion)
        classes = [None] * len(latents) if labels is None else labels.split(portion)
        with self._lower_precision():
            drawn = [self.g_ema.module(*part).float() for part in zip(latents, classes, strict=True)]
        return torch.cat(drawn)

    def state(self) -> dict[str, Any]:
        """Everything a step depends on besides the averaged generator, as tensors and plain values."""
        return {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "g_optimizer": self.g_optimizer.state_dict(),
            "d_optimizer": self.d_optimizer.state_dict(),
            "memories": self._memories.state(),
            "counters": [self.step_count, self.images_seen, self._d_updates, self._g_updates],
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
        self._memories.load_state(state["memories"])
        self.step_count, self.images_seen, self._d_updates, self._g_updates = state["counters"]

    def is_finite(self) -> bool:
        """Whether every weight and running statistic is a finite number."""
        networks = (self.generator, self.discriminator, self.g_ema.module)
        values = [value for network in networks for value in network.state_dict().values()]
        return bool(torch.stack([value.isfinite().all() for value in values]).all())

    def _pair(self, next_batch: Callable[[int], Batch], keeps_graph: bool) -> tuple[Batch, Fakes]:
        """A real batch and as many fakes of the same classes."""
        real = self._real(next_batch)
        self.images_seen += len(real.images)
        with torch.set_grad_enabled(keeps_graph):
            return real, self._fakes_beside(real)

    @property
    def _batch_size(self) -> int:
        """Real images in a batch now."""
        return self.config.training.batch_size

    def _real(self, next_batch: Callable[[int], Batch]) -> Batch:
        """The next real images as the networks are shown them."""
        return next_batch(self._batch_size)

    def _fakes_beside(self, real: Batch) -> Fakes:
        """As many fakes as there are real images, of the same classes."""
        return self._fakes(len(real.images), self._labels_of(real))

    def _new_fakes(self, real: list[Batch]) -> list[Fakes]:
        """Fakes for an update of the generator: of random classes, or of those they are compared with."""
        factor = self.config.task.g_batch_factor
        if self._compares and self._num_classes:
            asked = [batch.labels.repeat(factor) for batch in real]
        else:
            asked = [self.random_labels(self._batch_size * factor) for _ in real]
        return [self._fakes(self._batch_size * factor, labels) for labels in asked]

    def _update_discriminator(self, pairs: list[tuple[Batch, Fakes]]) -> Terms:
        self.discriminator.requires_grad_(True)
        network, optimizer = self.discriminator, self.d_optimizer
        reported = self._learn(
            network, optimizer, [lambda p=pair: self._discriminator_loss(*p) for pair in pairs]
        )
        if self._is_due("d"):
            losses = [lambda p=pair: self._discriminator_penalties(*p) for pair in pairs]
            reported |= self._learn(network, optimizer, losses)
        for regularizer in self.config.regularizers:
            regularizer.after_discriminator_update(network)
        self._remember(network)
        self._d_updates += 1
        return reported

    def _learn(
        self,
        network: nn.Module,
        optimizer: torch.optim.Optimizer,
        losses: list[Callable[[], tuple[Tensor, Terms]]],
    ) -> Terms:
        """Make the mean of losses smaller in one update; returns what the last of them reports."""
        optimizer.zero_grad()
        reported: Terms = {}
        for compute in losses:
            loss, reported = compute()
            (loss / len(losses)).backward()
        for regularizer in self.config.regularizers:
            regularizer.limit_gradients(network)
        optimizer.step()
        return reported

    @contextmanager
    def _unrolled(self, real: list[Batch]) -> Iterator[None]:
        """The discriminator as it would be after updates of its own; afterwards it is put back.

        Each of them takes the same real images and new fakes, and whatever penalty would be due. What
        parts remember of them is put back at once, since the generator's update has a part in it too.
        """
        steps = self.config.task.unrolled_steps
        if steps == 0:
            yield
            return
        with put_back(self.discriminator, self.d_optimizer):
            memories, updates = copy.deepcopy(self._memories.state()), self._d_updates
            for _ in range(steps):
                with torch.no_grad():
                    pairs = [(batch, self._fakes_beside(batch)) for batch in real]
                self._update_discriminator(pairs)
            self._memories.load_state(memories)
            self._d_updates = updates
            yield

    def _update_generator(self, fakes: list[Fakes], real: list[Batch]) -> Terms:
        # Without gradients for the discriminator's own weights, this pass costs a third less.
        self.discriminator.requires_grad_(False)
        network, optimizer = self.generator, self.g_optimizer
        pairs = list(zip(fakes, real, strict=True))
        reported = self._learn(
            network, optimizer, [lambda p=pair: self._generator_loss(*p) for pair in pairs]
        )
        if self._is_due("g"):
            losses = [lambda fake=fake: self._generator_penalties(fake) for fake in fakes]
            reported |= self._learn(network, optimizer, losses)
        self._remember(network)
        self._g_updates += 1
        return reported

    def _remember(self, network: nn.Module) -> None:
        for regularizer in self.config.regularizers:
            regularizer.after_update(network, self._memories.of(regularizer))


def _lazy_factor(config: RunConfig, network: str) -> float:
    """K / (k + 1) for the most frequent of a network's lazy penalties, "g" or "d", where the optimizer
    makes up for them.

    They have updates of their own, so that there are k + 1 updates in the time of k; rarer ones join those.
    """
    parts = [part for part in config.regularizers if network in part.lazy_networks]
    every = min((part.interval for part in parts if part.interval > 1), default=0)
    return every / (every + 1) if config.optimizer.corrects_lazy and every else 1.0


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
