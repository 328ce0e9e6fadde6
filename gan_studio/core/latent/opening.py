"""Opening a trained model: its weights, and apart from them what it is able to do."""

from __future__ import annotations

from pathlib import Path

from gan_studio.core.checkpoint import TrainedGenerator, load_generator
from gan_studio.core.device import chosen_device
from gan_studio.core.latent.recipe import checksum_of
from gan_studio.core.latent.requests import ModelFacts


def open_model(path: Path, device: str = "auto") -> tuple[TrainedGenerator, ModelFacts]:
    """The generator of a checkpoint and what it is able to do.

    Raises:
        InputError: as load_generator.
    """
    model = load_generator(path, chosen_device(device))
    return model, facts_of(model, path)


def model_name(path: Path) -> str:
    """What a person calls the model of a checkpoint: its run, its shipped folder, or its file."""
    if path.parent.name == "checkpoints" and path.parent.parent.name:
        return path.parent.parent.name
    return path.parent.name if path.name == "model.pt" and path.parent.name else path.stem


def facts_of(model: TrainedGenerator, path: Path) -> ModelFacts:
    """What the model of a checkpoint is able to do, for those who must not hold its weights."""
    numbers = tuple(str(label) for label in range(model.num_classes))
    return ModelFacts(
        path=path,
        name=model_name(path),
        checksum=checksum_of(path),
        z_dim=model.z_dim,
        sample_shape=tuple(model.sample_shape),
        num_classes=model.num_classes,
        classes=model.classes if len(model.classes) == model.num_classes else numbers,
        latent_spaces=tuple(model.latent_spaces),
        num_ws=model.num_ws,
        step=model.step,
        images_seen=model.images_seen,
    )
