"""What regularizers and augmentations remember between updates, saved and restored with a run."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Networks, SampleShape
from gan_studio.core.registry import AUGMENTATIONS, REGULARIZERS, Registry


class Memories:
    """What parts remember, found by the part.

    Args:
        held: modules of buffers by the part they belong to; None where a part remembers nothing.
        device: where they are kept.
    """

    def __init__(self, held: dict[Any, nn.Module | None], device: torch.device | str) -> None:
        self._held = {_place(part): memory.to(device) for part, memory in held.items() if memory is not None}

    @classmethod
    def fresh(
        cls, config: RunConfig, networks: Networks, sample_shape: SampleShape, device: torch.device
    ) -> Memories:
        """The memories of a config's regularizers and augmentations before the first update."""
        regularizers = {part: part.memory(networks) for part in config.regularizers}
        augmentations = {part: part.memory(sample_shape) for part in config.augmentations}
        return cls(regularizers | augmentations, device)

    @classmethod
    def of_augmentations(
        cls, config: RunConfig, sample_shape: SampleShape, device: torch.device | str
    ) -> Memories:
        """Those of the augmentations alone, for whoever only looks at images as training does."""
        return cls({part: part.memory(sample_shape) for part in config.augmentations}, device)

    def of(self, part: Any) -> nn.Module | None:
        """What a part of the config remembers, or None if it remembers nothing.

        A part whose settings are changed while it trains keeps its memory.
        """
        return self._held.get(_place(part))

    def state(self) -> dict[str, dict[str, Tensor]]:
        """Every memory's tensors, by the part's place in the config."""
        return {place: memory.state_dict() for place, memory in self._held.items()}

    def load_state(self, state: dict[str, dict[str, Tensor]]) -> None:
        """Go on from what state() returned."""
        for place, memory in self._held.items():
            memory.load_state_dict(state[place])


def _place(part: Any) -> str:
    kind = _kind_of(part)
    return f"{kind.kind}.{kind.entry_of(part).name}"


def _kind_of(part: Any) -> Registry:
    return next(
        kind
        for kind in (REGULARIZERS, AUGMENTATIONS)
        if any(type(part) is entry.part for entry in kind.entries())
    )
