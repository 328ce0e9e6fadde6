"""The two players of an adversarial game: what they draw, what they see, and what each makes small."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import torch
from torch import Tensor

from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Moment, Networks, Regularizer, SampleShape, Seen, View
from gan_studio.core.data.loader import Batch
from gan_studio.core.memories import Memories
from gan_studio.core.networks import build_networks

Terms = dict[str, Tensor]


class Fakes(NamedTuple):
    """Images [N, C, H, W] drawn by the generator, their classes [N] or None, and their latents [N, Z].

    The images are None where nothing was drawn of the latents that keeps a gradient.
    """

    images: Tensor | None
    labels: Tensor | None
    z: Tensor


class Players:
    """Both networks and what their parts remember; computes the losses of both and updates neither.

    Args:
        config: what to train; its task is a Generate.
        sample_shape: (C, H, W) of the images.
        num_classes: K of the data set, or 0.
        device, precision: where and in which type to compute.
        random: source of latents, labels and noise, on the device.

    Attributes:
        config: what is trained now; live changes replace it.
        generator, discriminator: the networks being trained.
        step_count, images_seen: steps made; real images shown to the discriminator.
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
            network.to(device, memory_format=torch.channels_last) for network in self._built(sample_shape)
        )
        self._memories = Memories.fresh(config, self.networks, sample_shape, device)
        self.step_count = self.images_seen = self._d_updates = self._g_updates = 0

    @property
    def networks(self) -> Networks:
        """Both networks."""
        return Networks(self.generator, self.discriminator)

    def latents(self, count: int) -> Tensor:
        """Fresh standard normal latents [count, Z]."""
        return torch.randn(count, self.generator.z_dim, device=self._device, generator=self.random)

    def random_labels(self, count: int) -> Tensor | None:
        """Labels [count] drawn evenly, or None for networks without classes."""
        if not self._num_classes:
            return None
        return torch.randint(self._num_classes, (count,), device=self._device, generator=self.random)

    def _built(self, sample_shape: SampleShape) -> Networks:
        return build_networks(self.config, sample_shape, self._num_classes)

    def _discriminator_loss(self, real: Batch, fake: Fakes) -> tuple[Tensor, Terms]:
        labels = fake.labels
        seen_real, seen_fake = (
            Seen(images, labels, self._view(images, labels))
            for images in (self._augmented(real.images), self._augmented(fake.images.detach()))
        )
        scores = seen_real.view.scores, seen_fake.view.scores
        loss = self.config.objective.discriminator_loss(*scores)
        moment = self._moment(seen_real, seen_fake, bare=(real.images, fake.images.detach()))
        terms = self._due("d", self._joined, moment)
        terms |= self.discriminator.discriminator_terms(seen_real, seen_fake)
        reported = {f"loss/d/{name}": term.detach() for name, term in terms.items()}
        with torch.no_grad():
            for augmentation in self.config.augmentations:
                memory = self._memories.of(augmentation)
                reported |= augmentation.after_discriminator_update(scores[0].detach(), memory)
            reported |= self._verdicts(*(side.detach() for side in scores)) | {"loss/d": loss.detach()}
            reported |= self.discriminator.figures(seen_real, seen_fake)
        return sum(terms.values(), loss), reported

    def _generator_loss(self, fake: Fakes, real: Batch) -> tuple[Tensor, Terms]:
        images = self._augmented(fake.images)
        seen = Seen(images, fake.labels, self._view(images, fake.labels))
        objective = self.config.objective
        compared = self._compared(real) if self._compares else None
        real_scores = compared.view.scores if compared and objective.compares else None
        loss = objective.generator_loss(seen.view.scores, real_scores)
        moment = self._moment(compared, seen, fake)
        terms = self._due("g", self._joined, moment)
        terms |= self.discriminator.generator_terms(seen)
        reported = {f"loss/g/{name}": term.detach() for name, term in terms.items()}
        return sum(terms.values(), loss), reported | {"loss/g": loss.detach()}

    def _discriminator_penalties(self, real: Batch, fake: Fakes) -> tuple[Tensor, Terms]:
        """What the discriminator makes small in an update apart; the images are not looked at otherwise."""
        bare = (real.images, fake.images.detach())
        seen_real, seen_fake = (Seen(self._augmented(images), fake.labels, None) for images in bare)
        terms = self._due("d", self._apart, self._moment(seen_real, seen_fake, bare=bare))
        return sum(terms.values()), {f"loss/d/{name}": term.detach() for name, term in terms.items()}

    def _generator_penalties(self, fake: Fakes) -> tuple[Tensor, Terms]:
        """What the generator makes small in an update apart; who needs its images draws them anew."""
        seen, undrawn = Seen(fake.images.detach(), fake.labels, None), fake._replace(images=None)
        terms = self._due("g", self._apart, self._moment(None, seen, undrawn))
        return sum(terms.values()), {f"loss/g/{name}": term.detach() for name, term in terms.items()}

    @property
    def _apart(self) -> list[Regularizer]:
        """The regularizers whose terms are made small in updates of their own, as lazy ones published are.

        Rates and betas are lowered to make up for these updates [Karras 2020, appendix B].
        """
        parts = self.config.regularizers
        return [part for part in parts if self.config.optimizer.corrects_lazy and part.interval > 1]

    @property
    def _joined(self) -> list[Regularizer]:
        """The regularizers whose terms are part of the networks' losses."""
        apart = self._apart
        return [part for part in self.config.regularizers if part not in apart]

    def _is_due(self, network: str) -> bool:
        """Whether it is the turn of any term of a network, "g" or "d", that has an update apart."""
        updates = self._updates(network)
        return any(network in part.lazy_networks and updates % part.interval == 0 for part in self._apart)

    def _updates(self, network: str) -> int:
        return self._d_updates if network == "d" else self._g_updates

    @property
    def _compares(self) -> bool:
        """Whether the generator's loss sets fakes beside real images."""
        parts = (self.config.objective, *self.config.regularizers)
        return any(part.compares for part in parts)

    @torch.no_grad()
    def _compared(self, real: Batch) -> Seen:
        """Real images as the discriminator sees them while the generator learns."""
        images, labels = self._augmented(real.images), self._labels_of(real)
        return Seen(images, labels, self._view(images, labels))

    def _moment(
        self,
        real: Seen | None,
        fake: Seen,
        drawn: Fakes | None = None,
        bare: tuple[Tensor, Tensor] | tuple[None, None] = (None, None),
    ) -> Moment:
        labels = fake.labels
        return Moment(
            score=lambda images: self.discriminator(images, labels),
            real=real.images if real else None,
            fake=fake.images,
            random=self.random,
            bare_real=bare[0],
            bare_fake=bare[1],
            score_again=lambda images: self._scores(images, labels),
            augment=self._augmented,
            real_view=real.view if real else None,
            fake_view=fake.view,
            labels=labels,
            networks=self.networks,
            z=drawn.z if drawn else None,
            draw=(lambda z: self._draw(z, labels)) if drawn else None,
            drawn=drawn.images if drawn else None,
        )

    def _due(self, network: str, parts: list[Regularizer], moment: Moment) -> Terms:
        """Terms of a network, "g" or "d", from parts whose turn it is, scaled up by how rarely that is."""
        terms: Terms = {}
        for part in parts:
            if self._updates(network) % part.interval == 0:
                seen = dataclasses.replace(moment, memory=self._memories.of(part))
                found = part.discriminator_terms(seen) if network == "d" else part.generator_terms(seen)
                terms |= {name: term * part.interval for name, term in found.items()}
        return terms

    def _fakes(self, size: int, labels: Tensor | None) -> Fakes:
        z = self.latents(size)
        return Fakes(self._draw(z, labels), labels, z)

    def _draw(self, z: Tensor, labels: Tensor | None) -> Tensor:
        with self._lower_precision():
            return self.generator(z, labels).float()

    def _view(self, images: Tensor, labels: Tensor | None) -> View:
        with self._lower_precision():
            view = self.discriminator.view(images, labels)
        return View(view.scores.float(), view.features.float())

    def _scores(self, images: Tensor, labels: Tensor | None) -> Tensor:
        with self._lower_precision():
            return self.discriminator(images, labels).float()

    def _augmented(self, images: Tensor, random: torch.Generator | None = None) -> Tensor:
        """Images as the discriminator sees them, drawn by the run's source of randomness or by another."""
        for part in self.config.augmentations:
            images = part(images, self.images_seen, random or self.random, self._memories.of(part))
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
