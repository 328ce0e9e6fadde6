"""Writing the pictures of many seeds in a row, drawn as one picture is."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.contact_sheet import sheet_layout, write_sheet
from gan_studio.core.latent.requests import ModelFacts, PictureRequest, SeedSeries

FOLDER, CAPTIONED, SHEET, ARCHIVE = "folder", "captioned", "sheet", "archive"
KINDS = {
    FOLDER: "A folder of PNGs, each with its recipe",
    CAPTIONED: "One sheet with the seeds written on it",
    SHEET: "One sheet of pictures alone",
    ARCHIVE: "Arrays for other programs (.npz)",
}
ENDINGS = {FOLDER: "", CAPTIONED: ".png", SHEET: ".png", ARCHIVE: ".npz"}
MAX_COUNT = 1_000_000
_RECIPE_BYTES = 1000


@dataclass(frozen=True)
class SeedExport:
    """What to write.

    Attributes:
        facts: the model.
        request: whose settings every picture shares: class, truncation, mixing, directions and noise.
        first, count: the seeds.
        kind: a key of KINDS.
        out: a folder, or a file with the kind's ending.
    """

    facts: ModelFacts
    request: PictureRequest
    first: int
    count: int
    kind: str
    out: Path

    def requests(self) -> SeedSeries:
        """The pictures; what was changed about one point of latent space is left out of the others."""
        return SeedSeries(replace(self.request.nearest, style_overrides=()), self.first, self.count)


def bytes_of(export: SeedExport, png_bytes: int) -> int:
    """About how large what is written will be.

    Args:
        png_bytes: the size of one such picture as PNG.

    Raises:
        InputError: as sheet_layout.
    """
    if export.kind == ARCHIVE:
        return export.count * (math.prod(export.facts.sample_shape) + 16)
    if export.kind == FOLDER:
        return export.count * (png_bytes + _RECIPE_BYTES)
    layout = sheet_layout(export.count, export.facts.sample_shape, has_captions=export.kind == CAPTIONED)
    return export.count * (png_bytes + 8 * layout.caption)


def export_seeds(export: SeedExport) -> Generator[Preparing, None, Path]:
    """Draw and write; returns where.

    Raises:
        InputError: if the model cannot be opened or draw this, or the pictures cannot be written.
    """
    from gan_studio.core.latent.opening import open_model
    from gan_studio.core.latent.writing import write_pictures

    if not export.facts.has_file:
        raise InputError(
            "No checkpoint holds what the run has learned by now; save one, open it, then export from it."
        )
    yield Preparing("Opening the model", 0.0)
    model = open_model(export.facts.path)
    requests = export.requests()
    check(requests[0], model[1])
    if export.kind in (CAPTIONED, SHEET):
        try:
            export.out.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"{export.out} cannot be written ({error.strerror or error}); choose another place."
            ) from error
        yield from write_sheet(model, requests, export.out, has_captions=export.kind == CAPTIONED)
    else:
        yield from write_pictures(model, requests, export.out)
    return export.out
