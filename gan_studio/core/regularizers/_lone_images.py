"""What penalties on slopes ask of a discriminator."""

from __future__ import annotations

from collections.abc import Iterator

from gan_studio.core.config import Problem, RunConfig
from gan_studio.core.registry import REGULARIZERS


def mixing_problems(config: RunConfig, penalty: str) -> Iterator[Problem]:
    """What mixes the images of a batch, so that none has a slope of its own [Gulrajani 2017, section 4].

    Args:
        penalty: what needs that slope, as a sentence begins, such as "A gradient penalty".
    """
    needs = f"{penalty} needs a discriminator that scores each image by itself"
    if config.architecture.mixes_batch:
        yield Problem(
            "architecture",
            f"{needs}; choose layer or instance norm in the discriminator in place of batch norm.",
        )
    for part in config.regularizers:
        if part.mixes_batch:
            entry = REGULARIZERS.entry_of(part)
            yield Problem(f"regularizers.{entry.name}", f"{needs}; switch {entry.label.lower()} off.")
