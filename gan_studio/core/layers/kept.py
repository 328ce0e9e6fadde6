"""What is made of a frozen weight at every pass, made once and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import torch
from torch import Tensor

Made = TypeVar("Made")


class KeptOfWeight:
    """Remembers what was made of a weight for as long as the weight stays as it is.

    Nothing is kept of a weight that is trained or does not count its changes, nor of one in a network
    in training mode that is frozen for a while: fused optimizers do not count what they change.
    Copies start with nothing.
    """

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[object, Any, Tensor]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __deepcopy__(self, _: dict[int, object]) -> KeptOfWeight:
        return KeptOfWeight()

    def __reduce__(self) -> tuple[type[KeptOfWeight], tuple[()]]:
        return KeptOfWeight, ()

    def of(
        self, weight: Tensor, make: Callable[[Tensor], Made], kind: Hashable = "", *, in_training: bool
    ) -> Made:
        """What `make` makes of the weight.

        Args:
            kind: tells apart several things that are made of it.
            in_training: whether the weight's network is in training mode.
        """
        if in_training or weight.requires_grad or weight.is_inference() or weight.is_meta:
            return make(weight)
        # A weight that is changed in place has another version, and one that is replaced another place.
        key = (weight.data_ptr(), weight._version, weight.device, weight.dtype)
        held = self._held.get(kind)  # once, as several threads may draw with one network
        if held is None or held[0] != key:
            with torch.inference_mode(False), torch.no_grad():
                # With the weight itself, lest its memory be freed and another weight be put in its place.
                held = self._held[kind] = (key, make(weight), weight.detach())
        return held[1]
