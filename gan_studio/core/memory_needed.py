"""How much memory a run will take, told before it trains."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import psutil
import torch
from torch import nn

from gan_studio.core.config import DataFacts, RunConfig, problems
from gan_studio.core.contracts import OptimizerChoice
from gan_studio.core.rehearsal import Rehearsal

_PASSING = 3
"""Tensors like the largest one that exist for a moment while gradients are computed."""


def memory_needed(config: RunConfig, facts: DataFacts, precision: torch.dtype) -> float:
    """Bytes that training takes at its height; builds no weights and draws no random number.

    That is weights, gradients, the optimizers' moments and the averaged generator, and what the larger
    of both players' updates keeps until its gradients are computed.
    """
    side, task = config.data.resolution, config.task
    players = Rehearsal(config, (facts.channels, side, side), facts.num_classes, precision)
    moments = _moments(config.optimizer)
    held = _size(players.generator) * (3 + moments) + _size(players.discriminator) * (2 + moments)
    kept = players.kept()
    drawn = kept.drawing * task.accumulate
    while_judging = kept.discriminator + (drawn if task.shares_fakes else 0)
    return held + max(while_judging, drawn + kept.generator) + _PASSING * kept.largest


def memory_free(device: torch.device) -> int | None:
    """Bytes that the device can still give, or None where it does not say."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    # Apple's graphics shares the memory of the machine.
    return psutil.virtual_memory().available if device.type in ("cpu", "mps") else None


def too_little_memory(
    config: RunConfig, facts: DataFacts, precision: torch.dtype, free: int | None
) -> str | None:
    """Why a run does not fit into so many free bytes and what would, as a sentence; None if it fits."""
    if free is None:
        return None
    try:
        needed = memory_needed(config, facts, precision)
    except RuntimeError:  # a part that cannot be rehearsed is no reason to refuse a run
        return None
    if needed <= free:
        return None
    remedies = (
        next(
            (words for other, words in smaller if memory_needed(other, facts, precision) <= free),
            None,
        )
        for smaller in (_smaller_batches(config, facts), _smaller_sides(config, facts))
    )
    remedy = ", or ".join(filter(None, remedies)) or "networks with fewer channels"
    return (
        f"Training needs about {_gigabytes(needed)} GB of memory, and {_gigabytes(free)} GB are free; "
        f"choose {remedy}."
    )


def advice_when_short(config: RunConfig, facts: DataFacts) -> str:
    """What to try, as a sentence, after a run has found too little memory."""
    batch, side = config.training.batch_size, config.data.resolution
    for _, words in _smaller_batches(config, facts):
        return f"Try {words} in place of {batch}, or fewer channels."
    for _, words in _smaller_sides(config, facts):
        return f"Try {words} in place of {side}, or fewer channels."
    return "Try fewer channels."


def _gigabytes(size: float) -> str:
    """A size in bytes as gigabytes, with one decimal below 10."""
    return f"{size / 1e9:,.{1 if size < 1e10 else 0}f}"


def _smaller_batches(config: RunConfig, facts: DataFacts) -> Iterator[tuple[RunConfig, str]]:
    """Each at most half of the one before, and as large as the parts allow."""
    most = config.training.batch_size // 2
    while other := next(_allowed_batches(config, facts, most), None):
        size = other.training.batch_size
        yield other, f"a batch of {size}"
        most = size // 2


def _allowed_batches(config: RunConfig, facts: DataFacts, most: int) -> Iterator[RunConfig]:
    """The configuration with every batch size that no part refuses, from the largest on."""
    for size in range(most, 0, -1):
        other = dataclasses.replace(config, training=dataclasses.replace(config.training, batch_size=size))
        if not problems(other, facts):
            yield other


def _smaller_sides(config: RunConfig, facts: DataFacts) -> Iterator[tuple[RunConfig, str]]:
    side = config.data.resolution
    while (side := side // 2) >= 8:
        other = dataclasses.replace(config, data=dataclasses.replace(config.data, resolution=side))
        if not problems(other, facts):
            yield other, f"{side} px"


def _moments(choice: OptimizerChoice) -> int:
    """Numbers that an optimizer remembers for each weight."""
    weight = nn.Parameter(torch.zeros(16))
    weight.grad = torch.zeros(16)
    optimizer = choice.build([weight], 0.0)
    optimizer.step()
    return sum(value.numel() == weight.numel() for value in optimizer.state[weight].values())


def _size(network: nn.Module) -> int:
    return sum(weight.numel() * weight.element_size() for weight in network.parameters())
