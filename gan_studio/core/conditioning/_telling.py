"""What all ways of telling networks a class share: settings, refusals, and the generator's side."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Generator, Networks, NetworkShape
from gan_studio.core.layers.labels import ClassEmbedding
from gan_studio.core.registry import ARCHITECTURES

BEST_WAY = "auto"
GENERATOR_WAYS = {
    BEST_WAY: "The network's best way",
    "concatenation": "Beside the latent",
    "norm": "By its norms",
}


def optional_setting() -> Any:
    """The switch that lets a conditioning be chosen before it is known whether there are classes."""
    return setting(
        False,
        "Only where there are classes",
        "Trains without classes where the data set has none, instead of refusing it.",
    )


def generator_setting() -> Any:
    """How the generator is told the class."""
    return setting(
        BEST_WAY,
        "Generator",
        "How the generator is told the class: beside its latent, or by norms whose scales depend on the "
        "class. The best way is the norms where a network has them; style networks tell their mapping.",
        choices=GENERATOR_WAYS,
    )


def embedding_setting(**details: Any) -> Any:
    """The size of what stands for a class beside the latent."""
    return setting(
        32,
        "Embedding size",
        "How many numbers stand for a class beside the generator's latent.",
        minimum=1,
        maximum=1024,
        **details,
    )


class ConcatGenerator(Generator):
    """A generator whose latent is extended by the label's embedding."""

    def __init__(self, core: Generator, z_dim: int, num_classes: int, embedding_dim: int) -> None:
        super().__init__(z_dim, core.sample_shape)
        self.num_classes = num_classes
        self.is_bounded, self.averages_buffers = core.is_bounded, core.averages_buffers
        self.embedding = ClassEmbedding(num_classes, embedding_dim)
        self.core = core

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] of the classes `labels` [N]."""
        return self.core(torch.cat([z, self.embedding(labels).to(z.dtype)], dim=1))

    def entry_weights(self) -> tuple[Tensor, ...]:
        """Those of the core, as far as the latent goes."""
        return tuple(weight[:, : self.z_dim] for weight in self.core.entry_weights())


def way_for(architecture: Architecture, wanted: str) -> str:
    """How its generator is told the class: as wanted, or the best way it has."""
    return wanted if wanted in architecture.label_ways else architecture.label_ways[-1]


def told_networks(
    architecture: Architecture, shape: NetworkShape, num_classes: int, way: str, embedding_dim: int
) -> Networks:
    """The architecture's networks, of which the generator is told the class in that way.

    Args:
        shape: what else is asked of them.
        way: one of the architecture's `label_ways`.
        embedding_dim: size of the class's embedding beside the latent, where that is the way.
    """
    if way != "concatenation":
        return architecture.networks(dataclasses.replace(shape, g_classes=num_classes))
    core, discriminator = architecture.networks(dataclasses.replace(shape, extra_latents=embedding_dim))
    generator = ConcatGenerator(core, core.z_dim - embedding_dim, num_classes, embedding_dim)
    return Networks(generator, discriminator)


def missing_classes(data: DataFacts | None, optional: bool) -> Iterator[Problem]:
    """Classes are needed, unless they are optional."""
    if data is not None and data.num_classes == 0 and not optional:
        yield Problem(
            "conditioning",
            "The data set has no classes to condition on; put the images of each class into a "
            "folder of its own, choose no conditioning, or switch on “Only where there are classes”.",
        )


def missing_way(config: RunConfig, wanted: str) -> Iterator[Problem]:
    """The generator must have the way that is asked for."""
    if wanted not in (BEST_WAY, *config.architecture.label_ways):
        network = ARCHITECTURES.entry_of(config.architecture).label
        yield Problem(
            "conditioning.generator",
            f"{network} cannot tell its generator the class in the way “{GENERATOR_WAYS[wanted]}”; choose "
            f"“{GENERATOR_WAYS[BEST_WAY]}”.",
        )
