"""Data sets that torchvision knows, where they were downloaded before; nothing is downloaded here."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from gan_studio import paths
from gan_studio.core.config import setting
from gan_studio.core.data.fingerprint import of_values
from gan_studio.core.data.source import Item, Picture, Source, Unreadable
from gan_studio.core.errors import InputError, unknown_name
from gan_studio.core.registry import SOURCES

_PREFIX = "torchvision:"
_LABEL_FIELDS = ("targets", "labels", "_labels", "y", "samples", "_samples")


@SOURCES.register(
    "torchvision",
    label="torchvision set",
    summary="torchvision:NAME, a set of pictures that torchvision knows and has downloaded already.",
)
@dataclass(frozen=True)
class TorchvisionSet:
    """A set of torchvision.datasets, written torchvision:NAME, NAME/SPLIT, or NAME@FOLDER."""

    text: str = setting(
        "",
        "torchvision set",
        "torchvision:NAME, such as torchvision:CIFAR10. A split may follow (SVHN/extra), and the folder "
        "it was downloaded to (CIFAR10@/data).",
    )

    @classmethod
    def claims(cls, text: str) -> int:
        """Anything that begins with torchvision: in lower or upper case."""
        return 3 * text.lower().startswith(_PREFIX)

    def open(self) -> Source:
        """The training pictures, then those of the test split where there is one."""
        name, _, folder = self.text[len(_PREFIX) :].partition("@")
        name, _, split = name.strip().partition("/")
        root = os.path.abspath(os.path.expanduser(folder)) if folder else str(paths.home() / "torchvision")
        kind = _kind(name)
        parts = [_opened(kind, arguments, root, held_out=False) for arguments in _training(kind, split)]
        parts += [_opened(kind, arguments, root, held_out=True) for arguments in _test(kind, split)]
        return _source(self.text, name, [part for part in parts if part is not None])


def _kind(name: str) -> type:
    # torchvision imports torch and takes seconds, so only those who ask for it wait.
    from torchvision import datasets

    if name not in datasets.__all__ or not isinstance(getattr(datasets, name), type):
        raise unknown_name("torchvision data set", name, datasets.__all__)
    return getattr(datasets, name)


def _training(kind: type, split: str) -> list[dict[str, Any]]:
    """The arguments, besides root, that open the pictures to train on."""
    known = inspect.signature(kind).parameters
    if split:
        if "split" not in known:
            raise InputError(f"torchvision's {kind.__name__} has no splits; leave “/{split}” away.")
        return [{"split": split, **({"train": True} if _takes_train(kind) else {})}]
    if "split" in known and known["split"].default is inspect.Parameter.empty:
        examples = ", ".join(getattr(kind, "splits", ())) or "see its documentation"
        raise InputError(
            f"torchvision's {kind.__name__} comes in splits ({examples}); write torchvision:"
            f"{kind.__name__}/SPLIT."
        )
    return [{"train": True}] if _takes_train(kind) else [{}]


def _test(kind: type, split: str) -> list[dict[str, Any]]:
    if _takes_train(kind):
        return [{"train": False, **({"split": split} if split else {})}]
    return [] if split or "split" not in inspect.signature(kind).parameters else [{"split": "test"}]


def _takes_train(kind: type) -> bool:
    """Whether the set has an argument `train`; EMNIST hands it on without naming it."""
    return any("train" in inspect.signature(base).parameters for base in kind.__mro__[:2])


def _opened(kind: type, arguments: dict[str, Any], root: str, *, held_out: bool) -> tuple[Any, bool] | None:
    """A part of the set and whether it is held out; None for a test split that is not there."""
    if "root" in inspect.signature(kind).parameters:
        arguments = {"root": root, **arguments}
    try:
        return kind(**arguments), held_out
    except Exception as error:  # noqa: BLE001 - each set has its own way to say that it is not there
        if held_out:
            return None
        call = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
        raise InputError(
            f"torchvision's {kind.__name__} could not be opened in {root} ({_sentence(error)}); nothing is "
            f'downloaded unasked: run python -c "import torchvision; torchvision.datasets.{kind.__name__}('
            f'{call}, download=True)" once, then try again.'
        ) from None


def _source(text: str, name: str, parts: Sequence[tuple[Any, bool]]) -> Source:
    labels = [_labels(part) for part, _ in parts]
    labelled = all(found is not None for found in labels)
    classes = _class_names(parts[0][0], labels) if labelled else ()
    items, places = [], []
    for (part, held_out), found in zip(parts, labels, strict=True):
        for index in range(len(part)):
            label = found[index] if labelled and found else None
            items.append(Item(f"{'test' if held_out else 'train'}/{index:06d}", label, held_out))
            places.append((part, index))
    if not items:
        raise InputError(f"torchvision's {name} holds no picture; choose another data set.")
    return Source(
        name=name,
        text=text,
        items=items,
        classes=classes,
        fingerprint=_fingerprint(text, parts),
        load=_loader(places),
    )


def _loader(places: Sequence[tuple[Any, int]]) -> Callable[[int], Picture]:
    def load(index: int) -> Picture:
        part, place = places[index]
        try:
            value = part[place]
        except Exception as error:  # noqa: BLE001 - a set that meets a broken file may raise anything
            raise Unreadable(f"cannot be read ({_sentence(error)})") from None
        image = value[0] if isinstance(value, tuple) else value
        if not isinstance(image, Image.Image):
            raise Unreadable("not a picture")
        return Picture(image, _digest(image))

    return load


def _digest(image: Image.Image) -> bytes:
    return bytes.fromhex(of_values([image.mode, image.size, image.tobytes()]))


def _labels(part: Any) -> list[int] | None:
    """The class of every picture without opening any, or None where the set has no classes."""
    for field in _LABEL_FIELDS:
        values = getattr(part, field, None)
        if values is not None and len(values) == len(part):
            values = values.tolist() if hasattr(values, "tolist") else list(values)
            numbers = [value[-1] if isinstance(value, tuple) else value for value in values]
            if all(isinstance(number, int) and number >= 0 for number in numbers):
                return numbers
    return None


def _class_names(part: Any, labels: Sequence[list[int] | None]) -> tuple[str, ...]:
    count = max((max(found, default=-1) for found in labels if found is not None), default=-1) + 1
    names = getattr(part, "classes", None) or getattr(part, "categories", None) or []
    if isinstance(names, (list, tuple)) and len(names) >= count:
        return tuple(_one_name(name) for name in names)
    return tuple(str(number) for number in range(count))


def _one_name(name: Any) -> str:
    return str(name[0]) if isinstance(name, tuple) and name else str(name)


def _fingerprint(text: str, parts: Sequence[tuple[Any, bool]]) -> str:
    """Of the files below the set's folder, for torchvision's readers do not say which they use."""
    values: list[object] = [text]
    for part, _ in parts:
        root = Path(getattr(part, "root", "") or ".")
        values.append((type(part).__name__, len(part), str(root)))
        own = root / type(part).__name__
        for path in sorted((own if own.is_dir() else root).glob("*")) if hasattr(part, "root") else []:
            state = path.stat()
            values.append((path.name, state.st_size, state.st_mtime_ns))
    return of_values(values)


def _sentence(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")[:160]
