"""What parts that compare the images of a batch ask of its size."""

from __future__ import annotations

from collections.abc import Iterator

from gan_studio.core.config import Problem, RunConfig


def lone_batch_problems(config: RunConfig, what: str) -> Iterator[Problem]:
    """A batch of one image has nothing to compare; `what` compares them, as a sentence says it."""
    if config.training.batch_size < 2:
        yield Problem(
            "training.batch_size",
            f"Batch size is 1, but {what} compares the images of a batch; choose 2 or more.",
        )


def group_problems(config: RunConfig, group: int) -> Iterator[Problem]:
    """A batch must hold whole groups of the images that are compared; a group of 0 compares none."""
    batch = config.training.batch_size
    if group and batch % group:
        nearest = max(1, round(batch / group)) * group
        yield Problem(
            "training.batch_size",
            f"The discriminator compares {group} images at a time, which a batch of {batch} "
            f"cannot be divided into; choose {nearest}.",
        )
