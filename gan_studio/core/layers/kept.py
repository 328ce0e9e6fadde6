"""What is made of a frozen weight at every pass, made once and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import torch
from torch import Tensor

Made = TypeVar("Made")


class KeptOfWeight:
    """Remembers what was made of a weight for as long as the weight stays as it is.

    A weight that is trained, or that does not count its changes, is made anew at each call. Copies
    start with nothing.
    """

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[object, Any, Tensor]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __deepcopy__(self, _: dict[int, object]) -> KeptOfWeight:
        return KeptOfWeight()

    def __reduce__(self) -> tuple[type[KeptOfWeight], tuple[()]]:
        return KeptOfWeight, ()

    def of(self, weight: Tensor, make: Callable[[Tensor], Made], kind: Hashable = "") -> Made:
        """What `make` makes of the weight.

        Args:
            kind: tells apart several things that are made of it.
        """
        if weight.requires_grad or weight.is_inference() or weight.is_meta:
            return make(weight)
        # A weight that is changed in place has another version, and one that is replaced another place.
        key = (weight.data_ptr(), weight._version, weight.device, weight.dtype)
        held = self._held.get(kind)  # once, as several threads may draw with one network
        if held is None or held[0] != key:
            with torch.inference_mode(False), torch.no_grad():
                # With the weight itself, lest its memory be freed and another weight be put in its place.
                held = self._held[kind] = (key, make(weight), weight.detach())
        return held[1]
