"""RunConfig: everything that decides what a run does, as one frozen value."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from gan_studio.core import registry
from gan_studio.core.config.options import (
    DataOptions,
    SavingOptions,
    ScoringOptions,
    TrainingOptions,
)
from gan_studio.core.registry import Registry


@dataclass(frozen=True)
class Section:
    """What a person needs to know of one section of a RunConfig.

    Attributes:
        label, help: as in Setting.
        registry: where the section's parts are registered, or None for plain options.
        many: whether the section holds any number of parts (a tuple) instead of exactly one.
    """

    label: str
    help: str
    registry: Registry | None = None
    many: bool = False


def _options(options: type, label: str, help: str) -> Any:
    return dataclasses.field(default_factory=options, metadata={"section": Section(label, help)})


def _one_of(parts: Registry, default: str, label: str, help: str) -> Any:
    return dataclasses.field(
        default_factory=lambda: parts.entry(default).part(),
        metadata={"section": Section(label, help, parts)},
    )


def _any_of(parts: Registry, label: str, help: str, default: tuple[str, ...] = ()) -> Any:
    return dataclasses.field(
        default_factory=lambda: tuple(parts.entry(name).part() for name in default),
        metadata={"section": Section(label, help, parts, many=True)},
    )


@dataclass(frozen=True)
class RunConfig:
    """A composition of parts and options; equal configs on one machine train equal networks.

    Attributes:
        preset: name of the preset it began as, for people to read; decides nothing.
    """

    data: DataOptions = _options(DataOptions, "Data", "The images to learn from.")
    task: Any = _one_of(
        registry.TASKS, "generate", "Task", "What is learned, and in which order the networks are updated."
    )
    architecture: Any = _one_of(
        registry.ARCHITECTURES, "dcgan", "Networks", "The generator and its discriminator."
    )
    objective: Any = _one_of(
        registry.OBJECTIVES, "non_saturating", "Objective", "The game the two networks play."
    )
    regularizers: tuple[Any, ...] = _any_of(
        registry.REGULARIZERS, "Regularizers", "Penalties that keep the game stable."
    )
    conditioning: Any = _one_of(
        registry.CONDITIONINGS,
        "unconditional",
        "Conditioning",
        "How the networks are told the class, if at all.",
    )
    augmentations: tuple[Any, ...] = _any_of(
        registry.AUGMENTATIONS,
        "Augmentation",
        "Changes made to every image before the discriminator sees it.",
    )
    optimizer: Any = _one_of(
        registry.OPTIMIZERS, "adam", "Optimizer", "How gradients become updates, and how fast."
    )
    schedule: Any = _one_of(
        registry.SCHEDULES, "constant", "Schedule", "How the learning rates change during the run."
    )
    training: TrainingOptions = _options(TrainingOptions, "Training", "How long, how fast and where.")
    live_metrics: tuple[Any, ...] = _any_of(
        registry.LIVE_METRICS,
        "Live scores",
        "Scores of the averaged generator while it trains; the first chooses the best checkpoint.",
        default=("fid",),
    )
    scoring: ScoringOptions = _options(
        ScoringOptions, "Scoring", "From how many pictures live scores are computed, and how often."
    )
    saving: SavingOptions = _options(SavingOptions, "Saving", "How often to report, draw samples and save.")
    preset: str = dataclasses.field(default="", compare=False)

    @property
    def mixes_batch(self) -> bool:
        """Whether a discriminator mixes the images of a batch, as in Architecture."""
        return any(part.mixes_batch for part in (self.architecture, *self.regularizers))

    @property
    def bounds_slope(self) -> bool:
        """Whether something keeps the discriminator's slope bounded."""
        architecture = self.architecture
        return architecture.bounds_slope or any(part.bounds_slope(architecture) for part in self.regularizers)


def sections() -> dict[str, Section]:
    """The sections of a RunConfig by name, in the order a form shows them."""
    fields = dataclasses.fields(RunConfig)
    return {field.name: field.metadata["section"] for field in fields if "section" in field.metadata}


def part_named(parts: tuple[Any, ...], name: str, kind: Registry) -> Any | None:
    """The part registered as `name` among several of one section, or None."""
    return next((part for part in parts if kind.entry_of(part).name == name), None)
