"""A generator's features on their way to the picture, whatever network it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from gan_studio.core.contracts import Generator

_SMALLEST_SIDE = 4


@dataclass(frozen=True)
class Stage:
    """The last features of one side.

    Attributes:
        path: the module that makes them, as named_modules() names it.
        channels, side: of the features [N, channels, side, side].
    """

    path: str
    channels: int
    side: int


@torch.no_grad()
def stages_of(generator: Generator) -> tuple[Stage, ...]:
    """The last features of every side, in the order in which they are made.

    A network that makes no maps, such as one of fully connected layers, has none.
    """
    found: dict[int, Stage] = {}
    image_channels = generator.sample_shape[0]

    def note(path: str, features: Tensor | None) -> None:
        is_map = features is not None and features.shape[2] == features.shape[3] >= _SMALLEST_SIDE
        if is_map and features.shape[1] > image_channels:
            found[features.shape[2]] = Stage(path, features.shape[1], features.shape[2])

    parameter = next(generator.parameters())
    with ExitStack() as hooks:
        for path, module in generator.named_modules():
            if module is not generator and not path.startswith("mapping"):
                handle = module.register_forward_hook(
                    lambda _, __, output, path=path: note(path, _features_in(output))
                )
                hooks.callback(handle.remove)
        z = torch.zeros(1, generator.z_dim, device=parameter.device)
        labels = torch.zeros(1, dtype=torch.int64, device=parameter.device) if generator.num_classes else None
        generator.draw(z, labels)
    return tuple(found.values())


@contextmanager
def tapped(generator: Generator, stages: Sequence[Stage]) -> Iterator[dict[Stage, Tensor]]:
    """While it is entered, every pass leaves the stages' features [N, C, side, side] in the dict given.

    They keep their gradients.
    """
    taken: dict[Stage, Tensor] = {}

    def keep(stage: Stage) -> Callable[[nn.Module, Any, Any], None]:
        def hook(_: nn.Module, __: Any, output: Any) -> None:
            taken[stage] = _features_in(output)

        return hook

    with ExitStack() as hooks:
        for stage in stages:
            hooks.callback(generator.get_submodule(stage.path).register_forward_hook(keep(stage)).remove)
        yield taken


@contextmanager
def changed(generator: Generator, stage: Stage, change: Callable[[Tensor], Tensor]) -> Iterator[None]:
    """While it is entered, every pass goes on with changed features of a stage."""

    def hook(_: nn.Module, __: Any, output: Any) -> Any:
        if isinstance(output, tuple):
            return (change(output[0]), *output[1:])
        return change(output)

    handle = generator.get_submodule(stage.path).register_forward_hook(hook)
    try:
        yield
    finally:
        handle.remove()


def _features_in(output: Any) -> Tensor | None:
    """The maps in what a module gave, which comes first where it gave several things."""
    first = output[0] if isinstance(output, tuple) and output else output
    return first if isinstance(first, Tensor) and first.ndim == 4 else None
