"""Opening a trained model: its weights, and apart from them what it is able to do."""

from __future__ import annotations

from pathlib import Path

import torch

from gan_studio.core.checkpoint import TrainedGenerator, load_generator
from gan_studio.core.device import chosen_device
from gan_studio.core.errors import InputError
from gan_studio.core.latent.recipe import Recipe, checksum_of
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.sample import latent_of_seed
from gan_studio.core.latent.vectors import Vector
from gan_studio.core.layers.noise import own_noise
from gan_studio.core.run_folder import RunFolder
from gan_studio.core.shipped import find_model

_SEEDS = 128


def open_model(path: Path, device: str = "auto") -> tuple[TrainedGenerator, ModelFacts]:
    """The generator of a checkpoint and what it is able to do.

    Args:
        path: the checkpoint; or a run's folder or its present, of which the best or else newest one is
            opened.

    Raises:
        InputError: as load_generator.
    """
    path = path if path.is_file() else find_model(str(path))
    model = load_generator(path, chosen_device(device))
    return model, facts_of(model, path)


def model_name(path: Path) -> str:
    """What a person calls the model of a checkpoint: its run, its shipped folder, or its file."""
    if path.parent.name == "checkpoints" and path.parent.parent.name:
        return path.parent.parent.name
    return path.parent.name if path.name == "model.pt" and path.parent.name else path.stem


def facts_of(model: TrainedGenerator, path: Path) -> ModelFacts:
    """What the model of a checkpoint is able to do, for those who must not hold its weights.

    Args:
        path: the checkpoint, or RunFolder.now_path for a copy out of a training.
    """
    numbers = tuple(str(label) for label in range(model.num_classes))
    mean, spread = _style_range(model) if model.num_ws else (None, None)
    return ModelFacts(
        path=path,
        name=model_name(path),
        checksum=checksum_of(path) if path.is_file() else "",
        z_dim=model.z_dim,
        sample_shape=tuple(model.sample_shape),
        num_classes=model.num_classes,
        classes=model.classes if len(model.classes) == model.num_classes else numbers,
        latent_spaces=tuple(model.latent_spaces),
        num_ws=model.num_ws,
        w_dim=model.module.w_dim,
        layer_sides=tuple(model.module.layer_sides),
        has_noise=model.module.has_noise,
        noise_sides=tuple(len(const) for const in own_noise(model.module)),
        style_mean=mean,
        style_spread=spread,
        step=model.step,
        images_seen=model.images_seen,
    )


def checkpoint_of(recipe: Recipe) -> Path:
    """The checkpoint that drew a recipe's picture; where it is gone, the nearest of the same run.

    Raises:
        InputError: if nothing of the model is left where it was.
    """
    candidates = [path for path in (recipe.checkpoint, *_siblings(recipe.checkpoint)) if path.is_file()]
    if not candidates:
        raise InputError(
            f"The model {recipe.model_name}, which drew this picture, is no longer at {recipe.checkpoint}; "
            "open its checkpoint from where it is now, then open the picture again."
        )
    same = (path for path in candidates if checksum_of(path) == recipe.checksum)
    return next(same, candidates[0])


@torch.inference_mode()
def _style_range(model: TrainedGenerator) -> tuple[Vector, Vector]:
    """Mean and standard deviation [D] of the styles of some seeds, of all classes in turn."""
    device = next(model.module.parameters()).device
    z = torch.stack([latent_of_seed(seed, model.z_dim) for seed in range(_SEEDS)]).to(device)
    classes = None
    if model.num_classes:
        classes = torch.eye(model.num_classes, device=device)[torch.arange(_SEEDS) % model.num_classes]
    w = model.module.mapping(z, classes).float().nan_to_num()  # a model that diverged opens too
    return Vector.of(w.mean(dim=0).cpu().numpy()), Vector.of(w.std(dim=0).cpu().numpy())


def _siblings(checkpoint: Path) -> list[Path]:
    """The other checkpoints of a run: the best, then the newest first."""
    if checkpoint.parent.name != "checkpoints":
        return []
    run = RunFolder(checkpoint.parent.parent)
    return [run.best_path, *reversed(run.numbered_checkpoints())]
