"""Models that were opened, kept at hand within a bound of memory."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_studio.core.latent.requests import ModelFacts

if TYPE_CHECKING:
    from torch import nn

_MOST_BYTES = 2**30
_SHARE_OF_FREE = 0.25
_COPIES_MADE = 3
"""What a network prepares of its weights to draw fast lies beside them."""

Opened = tuple[Any, ModelFacts]
_Key = tuple[Path, int, int]


class Shelf:
    """Remembers the models of one folder, those used last.

    Args:
        most_bytes: what their weights may take together; None for what the machine can spare.
    """

    def __init__(self, most_bytes: int | None = None) -> None:
        self._most = most_bytes
        self._held: OrderedDict[_Key, tuple[Opened, int]] = OrderedDict()

    def take(self, path: Path) -> Opened | None:
        """The model of a file as it is now, or None if it is not held."""
        key = _key(path)
        if key is None or key not in self._held:
            return None
        self._held.move_to_end(key)
        return self._held[key][0]

    def put(self, path: Path, opened: Opened) -> None:
        """Hold a model, and let go of other folders' models and of what was not used for longest."""
        key = _key(path)
        if key is None:
            return
        for other in [other for other in self._held if other[0].parent != path.parent]:
            del self._held[other]
        self._held[key] = opened, _COPIES_MADE * bytes_of(opened[0].module)
        while len(self._held) > 1 and sum(size for _, size in self._held.values()) > self._bound():
            self._held.popitem(last=False)

    def __len__(self) -> int:
        return len(self._held)

    def _bound(self) -> float:
        if self._most is None:
            import torch

            from gan_studio.core.memory_needed import memory_free

            free = memory_free(torch.device("cpu"))
            self._most = int(min(_MOST_BYTES, _SHARE_OF_FREE * (free or _MOST_BYTES)))
        return self._most


def bytes_of(network: nn.Module) -> int:
    """Memory that weights and buffers take."""
    return sum(each.nbytes for each in (*network.parameters(), *network.buffers()))


def _key(path: Path) -> _Key | None:
    """What tells a file from another of that name."""
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_mtime_ns, found.st_size
