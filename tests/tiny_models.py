"""Small untrained models on disk, for tests that need one to open."""

from __future__ import annotations

from pathlib import Path

import torch

from gan_studio.core.checkpoint import model_content, save_checkpoint
from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.contracts import NetworkShape

_SMALL = ["data.resolution=8", "architecture=dcgan", "architecture.z_dim=12", "architecture.base_channels=4"]


def write_model(
    path: Path, *, classes: tuple[str, ...] = (), channels: int = 1, seed: int = 0, images_seen: int = 64
) -> Path:
    """A checkpoint of a generator of 8 x 8 pictures with 12 latent dimensions.

    Its weights are larger than fresh ones, so that every dimension is seen in the picture.

    Args:
        classes: names of the classes it draws, if any.
        channels: 1 or 3.
        seed: decides the weights.
        images_seen: how long it says that it was trained.
    """
    conditioning = ["conditioning=concatenation"] if classes else []
    config = with_assignments(RunConfig(), [*_SMALL, *conditioning])
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        networks = config.conditioning.networks(config.architecture, (channels, 8, 8), len(classes))
    generator = networks.generator
    with torch.no_grad():
        for parameter in generator.parameters():
            parameter.mul_(20 if parameter.ndim > 1 else 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_checkpoint(path, model_content(config, classes, generator, [1, images_seen]))
    return path


def write_run(folder: Path, images_seen: int = 64, *, classes: tuple[str, ...] = (), seed: int = 0) -> Path:
    """A run's folder with one checkpoint; returns the checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text('[architecture]\nname = "dcgan"\n', encoding="utf-8")
    path = folder / "checkpoints" / f"{images_seen:09d}.pt"
    return write_model(path, classes=classes, seed=seed, images_seen=images_seen)


def write_styled_model(
    path: Path,
    seed: int = 0,
    side: int = 16,
    classes: tuple[str, ...] = (),
    noise_strength: float | None = 0.0,
) -> Path:
    """A checkpoint of a generator with styles, of colour pictures of 16 x 16 or another side.

    Args:
        classes: names of the classes it draws, if any.
        noise_strength: of each layer; fresh layers have none yet. None for layers that add no noise.
    """
    sizes = ["channel_base=64", "channel_max=8", "z_dim=8", "w_dim=8", "mapping_layers=1"]
    small = [f"data.resolution={side}", "architecture=stylegan2", *(f"architecture.{size}" for size in sizes)]
    small += ["conditioning=projection"] if classes else []
    small += ["architecture.use_noise=false"] if noise_strength is None else []
    config = with_assignments(RunConfig(), small)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        shape = NetworkShape((3, side, side), g_classes=len(classes), d_classes=len(classes))
        generator = config.architecture.networks(shape).generator
    for layer in (layer for layer in generator.modules() if hasattr(layer, "noise_strength")):
        torch.nn.init.constant_(layer.noise_strength, noise_strength)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_checkpoint(path, model_content(config, classes, generator, [1, 64]))
    return path
