"""Data sets that ship with the studio."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from gan_studio import paths
from gan_studio.core.config import setting
from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.core.data.source import Source
from gan_studio.core.data.sources.archive import Archive
from gan_studio.core.data.sources.idx import Idx
from gan_studio.core.registry import SOURCES


@SOURCES.register(
    "shipped", label="Shipped set", summary="A data set that comes with the studio, by its name."
)
@dataclass(frozen=True)
class Shipped:
    """A data set from the resources folder, under its own name and class names."""

    text: str = setting("fashion-mnist", "Name", "The name of a data set that ships with the studio.")

    @classmethod
    def claims(cls, text: str) -> int:
        """Surest of all: a folder of the same name is meant only when written as a path."""
        return 3 * (text in SHIPPED_SETS)

    def open(self) -> Source:
        """The shipped set."""
        shipped = SHIPPED_SETS[self.text]
        path = str(paths.resources() / "datasets" / shipped.file)
        source = Archive(path).open() if path.endswith(".zip") else Idx(path).open()
        return dataclasses.replace(
            source, name=shipped.name, text=shipped.name, classes=shipped.classes or source.classes
        )
