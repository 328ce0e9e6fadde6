"""Checkpoints: one file of plain tensors and plain values, never code."""

from __future__ import annotations

import copy
import errno
import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from gan_studio.core.config import RunConfig, from_dict, to_dict
from gan_studio.core.contracts import Generator, Networks, SampleShape
from gan_studio.core.errors import InputError
from gan_studio.core.networks import build_networks
from gan_studio.core.shapes_only import NoFirstWeights

FORMAT, VERSION = "gan-studio", 1
HALF_WRITTEN = ".new"
"""How the name of a checkpoint ends, behind a leading dot, until it is whole."""

_IS_DAMAGED = "is damaged or cut short; use an older checkpoint or a copy."
_IS_SOMETHING_ELSE = "is not a checkpoint of GAN Studio; choose a .pt file that a run has saved."
_HOLDS_CODE = (
    "holds Python objects besides tensors, which could run code, so it was not opened; "
    "get the model as a checkpoint that GAN Studio saved."
)


@dataclass(frozen=True)
class TrainedGenerator:
    """A frozen generator and what is known of its training.

    Attributes:
        module: the averaged generator; takes latents [N, Z] and, where there are classes, labels [N].
        classes: names of the classes, empty if there are none.
        step, images_seen: how far it was trained.
    """

    module: Generator
    config: RunConfig
    classes: tuple[str, ...]
    step: int
    images_seen: int

    @property
    def z_dim(self) -> int:
        """Size Z of a latent."""
        return self.module.z_dim

    @property
    def num_classes(self) -> int:
        """K, or 0 for a model that takes no class."""
        return self.module.num_classes

    @property
    def sample_shape(self) -> SampleShape:
        """(C, H, W) of an image."""
        return self.module.sample_shape

    @property
    def latent_spaces(self) -> tuple[str, ...]:
        """The spaces it can be given a latent in."""
        return self.module.latent_spaces

    @property
    def num_ws(self) -> int:
        """Styles per image, 0 for a network without styles."""
        return self.module.num_ws


def save_checkpoint(path: Path, content: dict[str, Any]) -> None:
    """Write a checkpoint so that the file is either whole or not there.

    Args:
        content: nested dicts and lists of tensors and plain values.

    Raises:
        OSError: if it cannot be written; an older file of that name is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half_written = path.with_name(f".{path.name}{HALF_WRITTEN}")
    try:
        with open(half_written, "wb") as file:
            try:
                torch.save({"format": FORMAT, "version": VERSION, **content}, file)
            except RuntimeError as error:  # torch reports a full disk as a RuntimeError
                raise OSError(errno.EIO, "not all of it found room") from error
            file.flush()
            os.fsync(file.fileno())
        os.replace(half_written, path)
    except BaseException:
        half_written.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def load_checkpoint(path: Path, device: torch.device | str = "cpu") -> dict[str, Any]:
    """The content of a checkpoint, as save_checkpoint was given it.

    Raises:
        InputError: if the file is missing, cut short, no checkpoint, from a newer studio, or holds
            anything but tensors and plain values (such code is never run).
    """
    _refuse_by_its_start(path)
    try:
        content = torch.load(path, map_location=device, weights_only=True)
    except torch.OutOfMemoryError:
        raise
    except pickle.UnpicklingError:
        raise InputError(f"{path} {_HOLDS_CODE}") from None
    except Exception:  # noqa: BLE001  a damaged file makes torch raise errors of nearly every kind
        raise InputError(f"{path} {_IS_DAMAGED}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise InputError(f"{path} {_IS_SOMETHING_ELSE}")
    version = content.get("version")
    if not isinstance(version, int):
        raise InputError(f"{path} {_IS_DAMAGED}")
    if version > VERSION:
        raise InputError(
            f"{path} was saved by a newer GAN Studio (format {version}, this one reads {VERSION}); "
            "update the studio to open it."
        )
    return content


def model_content(
    config: RunConfig, classes: tuple[str, ...], g_ema: Generator, counters: list[int]
) -> dict[str, Any]:
    """The part of a checkpoint that drawing needs; load_generator reads it.

    Args:
        counters: generator updates made and images seen.
    """
    return {
        "config": to_dict(config),
        "classes": list(classes),
        "sample_shape": list(g_ema.sample_shape),
        "num_classes": g_ema.num_classes,
        "g_ema": g_ema.state_dict(),
        "progress": counters,
    }


def load_generator(path: Path, device: torch.device | str = "cpu") -> TrainedGenerator:
    """The averaged generator of a checkpoint, frozen.

    Raises:
        InputError: as load_checkpoint, or if the weights do not fit the checkpoint's own config.
    """
    content = load_checkpoint(path, device)
    try:
        config = from_dict(content["config"], origin=str(path))
        module = unfilled_networks(config, tuple(content["sample_shape"]), content["num_classes"]).generator
        module.load_state_dict(content["g_ema"], assign=True)
        step, images_seen = content["progress"]
        classes = tuple(content["classes"])
    except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path} does not hold the network it names; use another checkpoint.") from None
    module = module.to(device, memory_format=torch.channels_last).eval().requires_grad_(False)
    return TrainedGenerator(module, config, classes, step, images_seen)


def frozen_copy(
    generator: Generator, config: RunConfig, classes: tuple[str, ...], counters: tuple[int, int]
) -> TrainedGenerator:
    """A copy of an averaged generator that training goes on with, as load_generator would give it.

    Args:
        counters: generator updates made and images seen.
    """
    module = copy.deepcopy(generator).to(memory_format=torch.channels_last).eval().requires_grad_(False)
    return TrainedGenerator(module, config, classes, *counters)


def unfilled_networks(config: RunConfig, sample_shape: SampleShape, num_classes: int) -> Networks:
    """Networks of a config on the meta device, to be given the weights of a checkpoint."""
    # On the meta device no random number is drawn, which would disturb a run in the same process.
    with torch.device("meta"), NoFirstWeights():
        return build_networks(config, sample_shape, num_classes)


def _refuse_by_its_start(path: Path) -> None:
    """Refuse what is no archive without giving it to torch, which would take it for a bare pickle."""
    try:
        with open(path, "rb") as file:
            start = file.read(2)
    except FileNotFoundError:
        raise InputError(f"There is no file {path}; choose a checkpoint that exists.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its permissions.") from None
    if not start:
        raise InputError(f"{path} {_IS_DAMAGED}")
    if start[0] == 0x80:  # how a pickle begins
        raise InputError(f"{path} {_HOLDS_CODE}")
    if start != b"PK":
        raise InputError(f"{path} {_IS_SOMETHING_ELSE}")


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
