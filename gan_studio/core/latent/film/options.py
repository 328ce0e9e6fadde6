"""What films there are and how large they get, told before one is written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from gan_studio.core.errors import InputError
from gan_studio.core.latent.timeline import Timeline

MOST_FRAMES = 1_000_000
LEAST_FPS = 0.1
MAX_SCALE = 64.0
QUALITIES = {"high": "High", "medium": "Medium", "small": "Small file"}


@dataclass(frozen=True)
class FilmKind:
    """A kind of film.

    Attributes:
        name: what it is chosen by.
        label: what a person calls it.
        suffix: of its files, "" for a folder.
        summary: what it is good for, a sentence.
        most_fps: the most frames per second that players keep.
        largest_side: in pixels.
        has_quality: whether a smaller file may be chosen over exact pictures.
        is_even: whether both sides must be even numbers of pixels.
    """

    name: str
    label: str
    suffix: str
    summary: str
    most_fps: float
    largest_side: int
    has_quality: bool = False
    is_even: bool = False


FILM_KINDS = {
    kind.name: kind
    for kind in (
        FilmKind(
            "mp4",
            "MP4 video",
            ".mp4",
            "Plays everywhere and stays small; colours of neighbouring pixels mix a little.",
            240,
            8192,
            has_quality=True,
            is_even=True,
        ),
        FilmKind(
            "gif",
            "GIF animation",
            ".gif",
            "Moves in any web page and message; 256 colours a frame, and large files.",
            50,
            8192,
        ),
        FilmKind(
            "webp",
            "WebP animation",
            ".webp",
            "Moves in any browser; at high quality every pixel is exact.",
            100,
            8192,
            has_quality=True,
        ),
        FilmKind(
            "png",
            "PNG sequence",
            "",
            "A folder of exact pictures for a video editor, each with its own recipe.",
            240,
            16384,
        ),
    )
}


@dataclass(frozen=True)
class FilmOptions:
    """How a film is written.

    Attributes:
        fps: frames per second.
        scale: its side over the model's.
        is_smooth: whether pixels are blurred into each other where the scale is a whole number;
            where it is none, they always are.
        quality: a key of QUALITIES.
        repeats: whether an animation plays again and again.
        timeline: what the film shows, to be kept in it, or None.
    """

    fps: float = 30.0
    scale: float = 1.0
    is_smooth: bool = False
    quality: str = "high"
    repeats: bool = True
    timeline: Timeline | None = None


def kind_of(out: Path) -> FilmKind:
    """The kind of film that a file of this name is; a name without an ending is a folder's.

    Raises:
        InputError: for an ending that no film has.
    """
    for kind in FILM_KINDS.values():
        if kind.suffix == out.suffix.lower():
            return kind
    if out.is_dir() or out.suffix[1:].isdecimal():  # such as “walk-0.5”
        return FILM_KINDS["png"]
    raise InputError(
        f"A film cannot be written as {out.suffix}; give a name that ends in .mp4, .gif or .webp, "
        "or a folder."
    )


def kind_of_ending(out: Path) -> FilmKind | None:
    """The kind of film that a file's ending says, or None where it says none."""
    kinds = (kind for kind in FILM_KINDS.values() if kind.suffix and kind.suffix == out.suffix.lower())
    return next(kinds, None)


def film_size(sample_shape: tuple[int, int, int], scale: float, kind: FilmKind) -> tuple[int, int]:
    """Width and height of a film in pixels.

    Args:
        sample_shape: (C, H, W) of the model's pictures.
    """
    _, height, width = sample_shape
    sides = (max(1, round(side * scale)) for side in (width, height))
    across, down = (side + side % 2 if kind.is_even else side for side in sides)
    return across, down


def frame_times(count: int, fps: float, unit: float) -> list[int]:
    """How long each frame is shown, in whole units, so that no rounding adds up.

    Args:
        unit: in seconds.
    """
    ends = [round(frame / fps / unit) for frame in range(count + 1)]
    return [later - earlier for earlier, later in pairwise(ends)]


def check_film(sample_shape: tuple[int, int, int], frames: int, options: FilmOptions, kind: FilmKind) -> None:
    """Raises InputError, with a sentence, for a film that cannot be."""
    if not 1 <= frames <= MOST_FRAMES:
        raise InputError(f"The film has {frames:,} frames; it must have from 1 to {MOST_FRAMES:,}.")
    if not math.isfinite(options.fps) or not LEAST_FPS <= options.fps <= kind.most_fps:
        raise InputError(
            f"The film shows {options.fps:g} frames per second; as {kind.label} it must be from "
            f"{LEAST_FPS:g} to {kind.most_fps:g}."
        )
    if not math.isfinite(options.scale) or not 0 < options.scale <= MAX_SCALE:
        raise InputError(
            f"The film is enlarged {options.scale:g} times; it must be above 0, at most {MAX_SCALE:g}."
        )
    if options.quality not in QUALITIES:
        raise InputError(f"There is no quality “{options.quality}”; there are: {', '.join(QUALITIES)}.")
    width, height = film_size(sample_shape, options.scale, kind)
    if max(width, height) > kind.largest_side:
        raise InputError(
            f"The film would be {width:,} x {height:,} px; {kind.label} goes up to {kind.largest_side:,} px, "
            "so choose a smaller scale."
        )
