"""Labels as the scales and shifts of the generator's norms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.conditioning._class_projection import projecting_networks
from gan_studio.core.conditioning._label_plane import ConcatDiscriminator
from gan_studio.core.conditioning._telling import missing_classes, optional_setting, told_networks
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Conditioning, Networks, NetworkShape, SampleShape
from gan_studio.core.registry import ARCHITECTURES, CONDITIONINGS

_WAY = "norm"


@CONDITIONINGS.register(
    "conditional_norm",
    label="Conditional batch norm",
    summary="The generator's norms scale and shift its features differently for each class.",
)
@dataclass(frozen=True)
class ConditionalNorm(Conditioning):
    """Class-conditional batch norm in the generator [Dumoulin 2017; de Vries 2017]."""

    discriminator: str = setting(
        "projection",
        "Discriminator",
        "How the discriminator is told the class: its score asks how well the features fit the class, or "
        "it sees the class as one more channel of the image. Projection mostly gives better pictures.",
        choices={"projection": "Projection", "concatenation": "One more channel"},
    )
    optional: bool = optional_setting()

    uses_labels = True

    def networks(self, architecture: Architecture, sample_shape: SampleShape, num_classes: int) -> Networks:
        """The architecture's networks, its generator with norms for each class."""
        if num_classes == 0:
            return super().networks(architecture, sample_shape, num_classes)
        if self.discriminator == "projection":
            return projecting_networks(architecture, sample_shape, num_classes, _WAY, 0)
        shape = NetworkShape(sample_shape, extra_channels=1)
        generator, core = told_networks(architecture, shape, num_classes, _WAY, 0)
        return Networks(generator, ConcatDiscriminator(core, sample_shape, num_classes))

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Classes are needed, unless they are optional, and norms that can depend on them."""
        yield from missing_classes(data, self.optional)
        if _WAY not in config.architecture.label_ways:
            network = ARCHITECTURES.entry_of(config.architecture).label
            way = "projection" if config.architecture.projects_labels else "concatenation"
            nearest = CONDITIONINGS.entry(way).label
            yield Problem(
                "conditioning",
                f"The generator of {network} has no batch norm that could depend on the class; "
                f"choose “{nearest}”.",
            )
