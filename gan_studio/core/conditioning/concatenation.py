"""Labels as an embedding joined to the latent and to the image."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.conditioning._label_plane import ConcatDiscriminator
from gan_studio.core.conditioning._telling import (
    embedding_setting,
    missing_classes,
    optional_setting,
    told_networks,
    way_for,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig
from gan_studio.core.contracts import Architecture, Conditioning, Networks, NetworkShape, SampleShape
from gan_studio.core.registry import CONDITIONINGS


@CONDITIONINGS.register(
    "concatenation",
    label="Concatenated embedding",
    summary="The class is joined to the latent and, as one more channel, to the image.",
)
@dataclass(frozen=True)
class Concatenation(Conditioning):
    """A learned embedding of the class beside both networks' inputs [Mirza 2014, section 3.2].

    A generator with styles takes the class beside the latent of its mapping network.
    """

    embedding_dim: int = embedding_setting()
    optional: bool = optional_setting()

    uses_labels = True

    def networks(self, architecture: Architecture, sample_shape: SampleShape, num_classes: int) -> Networks:
        """The architecture's networks behind embeddings of the label; as they are without classes."""
        if num_classes == 0:
            return super().networks(architecture, sample_shape, num_classes)
        shape = NetworkShape(sample_shape, extra_channels=1)
        way = way_for(architecture, "concatenation")
        generator, core = told_networks(architecture, shape, num_classes, way, self.embedding_dim)
        return Networks(generator, ConcatDiscriminator(core, sample_shape, num_classes))

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Classes are needed, unless they are optional."""
        yield from missing_classes(data, self.optional)
