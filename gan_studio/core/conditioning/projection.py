"""Labels as a direction among the discriminator's features."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.conditioning._class_projection import projecting_networks
from gan_studio.core.conditioning._telling import (
    embedding_setting,
    generator_setting,
    missing_classes,
    missing_way,
    optional_setting,
    way_for,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig
from gan_studio.core.contracts import Architecture, Conditioning, Networks, SampleShape
from gan_studio.core.registry import CONDITIONINGS


@CONDITIONINGS.register(
    "projection",
    label="Projection",
    summary="The discriminator's score asks how well an image's features fit its class.",
)
@dataclass(frozen=True)
class Projection(Conditioning):
    """A projection discriminator [Miyato 2018b, eq. 3], and a generator told the class in its best way."""

    generator: str = generator_setting()
    embedding_dim: int = embedding_setting(advanced=True)
    optional: bool = optional_setting()

    uses_labels = True

    def networks(self, architecture: Architecture, sample_shape: SampleShape, num_classes: int) -> Networks:
        """The architecture's networks, both told the class; as they are without classes."""
        if num_classes == 0:
            return super().networks(architecture, sample_shape, num_classes)
        way = way_for(architecture, self.generator)
        return projecting_networks(architecture, sample_shape, num_classes, way, self.embedding_dim)

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Classes are needed, unless they are optional, and a generator that can be told them so."""
        yield from missing_classes(data, self.optional)
        yield from missing_way(config, self.generator)
