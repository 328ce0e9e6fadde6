"""Both players without weights, which rehearse an update to tell what it keeps in memory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from gan_studio.core.checkpoint import unfilled_networks
from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Networks, SampleShape
from gan_studio.core.data.loader import Batch
from gan_studio.core.layers.growth import growths
from gan_studio.core.players import Fakes, Players
from gan_studio.core.shapes_only import META, ShapesOnly, Undrawn

Result = TypeVar("Result")


class Kept(NamedTuple):
    """Bytes that the updates of a batch keep until their gradients are computed.

    Attributes:
        drawing: of the generator's pass.
        discriminator: of the discriminator's loss, penalties included.
        generator: of the generator's loss, without its pass.
        largest: of the largest single tensor.
    """

    drawing: int
    discriminator: int
    generator: int
    largest: int


class Rehearsal(Players):
    """Both players on the meta device; growing ones are fully grown. Draws no random number."""

    def __init__(
        self, config: RunConfig, sample_shape: SampleShape, num_classes: int, precision: torch.dtype
    ) -> None:
        with torch.random.fork_rng(devices=[]):
            super().__init__(config, sample_shape, num_classes, META, precision, Undrawn())
        self._is_halved = _Switch()
        for network in self.networks:
            for growth in growths(network):
                growth.set(len(growth.sides) - 1, 1.0)

    def kept(self) -> Kept:
        """What the updates of one batch keep, each with every penalty that it can have."""
        size = self.config.training.batch_size
        larger = size * self.config.task.g_batch_factor
        with torch.random.fork_rng(devices=[]), ShapesOnly():
            drawing, fakes = self._tallied(lambda: self._fakes(larger, self.random_labels(larger)))
            seen = Fakes(*(None if part is None else part[:size] for part in fakes))
            real = Batch(torch.empty_like(seen.images), seen.labels)
            learning = self._larger(
                "d",
                lambda: self._discriminator_loss(real, seen),
                lambda: self._discriminator_penalties(real, seen),
            )
            self.discriminator.requires_grad_(False)
            judging = self._larger(
                "g", lambda: self._generator_loss(fakes, real), lambda: self._generator_penalties(fakes)
            )
        judging = {key: held for key, held in judging.items() if key not in drawing}
        largest = max((*drawing.values(), *learning.values(), *judging.values()))
        return Kept(*(sum(each.values()) for each in (drawing, learning, judging)), largest)

    def _larger(
        self, network: str, loss: Callable[[], object], penalties: Callable[[], object]
    ) -> dict[int, int]:
        """What the update of a network keeps, or the one apart for its penalties where that keeps more."""
        tallies = [self._tallied(loss)[0]]
        if self._is_due(network):
            tallies.append(self._tallied(penalties)[0])
        return max(tallies, key=lambda sizes: sum(sizes.values()))

    def _tallied(self, compute: Callable[[], Result]) -> tuple[dict[int, int], Result]:
        """Bytes of what a computation keeps for its gradients, by storage, and its result.

        Weights and buffers, which are there anyway, are left out.
        """
        own = {_key(tensor) for player in self.networks for tensor in player.parameters()}
        own |= {_key(tensor) for player in self.networks for tensor in player.buffers()}
        sizes: dict[int, int] = {}

        def note(tensor: Tensor) -> Tensor:
            key = _key(tensor)
            if tensor.is_meta and key not in own:
                size = tensor.untyped_storage().nbytes()
                sizes[key] = size // 2 if self._is_halved.is_on and tensor.is_floating_point() else size
                self._held.append(tensor)  # so that no other storage gets its key
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
            return sizes, compute()

    def _built(self, sample_shape: SampleShape) -> Networks:
        self._held: list[Tensor] = []
        return unfilled_networks(self.config, sample_shape, self._num_classes)

    def _lower_precision(self) -> _Switch | nullcontext:
        return self._is_halved if self._precision != torch.float32 else nullcontext()


class _Switch:
    """On within its block: whether operations compute in half of float32's bytes."""

    is_on = False

    def __enter__(self) -> None:
        self.is_on = True

    def __exit__(self, *error: object) -> None:
        self.is_on = False


def _key(tensor: Tensor) -> int:
    return tensor.untyped_storage()._cdata
