"""The data sets that ship with the studio: their names and where their files are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ShippedSet:
    """A data set in the resources folder.

    Attributes:
        name: what `--data` takes.
        label, summary: what the window shows.
        file: below the folder of shipped data sets.
        classes: names for the class numbers in the file, or empty where the file has names.
    """

    name: str
    label: str
    summary: str
    file: str
    classes: tuple[str, ...] = ()


_FASHION_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

SHIPPED_SETS = {
    entry.name: entry
    for entry in (
        ShippedSet(
            "fashion-mnist",
            "Fashion-MNIST",
            "60,000 grey pictures of clothes, 28 pixels wide, in ten classes; 10,000 more are held out.",
            "fashion-mnist/train-images-idx3-ubyte.gz",
            _FASHION_CLASSES,
        ),
        ShippedSet(
            "emoji-noto",
            "Emoji (Noto)",
            "1,906 emoji by Google in colour, 64 pixels wide, in nine categories.",
            "emoji-noto-64.zip",
        ),
        ShippedSet(
            "emoji-twemoji",
            "Emoji (Twemoji)",
            "The same 1,906 emoji as drawn by Twitter, in colour, 64 pixels wide, in nine categories.",
            "emoji-twemoji-64.zip",
        ),
    )
}
