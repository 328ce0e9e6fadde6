"""Animations as files, written frame by frame: GIF and WebP."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
from PIL import Image

from gan_studio.core.latent.film.options import FilmOptions, frame_times

DESCRIPTION_TAG = 0x010E
"""EXIF's ImageDescription, which holds the recipe of a WebP."""

_WEBP_QUALITIES = {"high": None, "medium": 90, "small": 70}
_CENTISECOND, _MILLISECOND = 0.01, 0.001
_PIXELS_TO_CHOOSE_FROM = 2**16
"""Choosing colours from more pixels takes about a second a frame."""


class FilmFile(Protocol):
    """A film that is being written."""

    def add(self, image: np.ndarray) -> None:
        """Write one more frame, uint8 [H, W, C]."""

    def finish(self) -> None:
        """Write what comes after the last frame, and close the file."""

    def close(self) -> None:
        """Close the file, whole or not; once or again."""


class GifFile:
    """A GIF of which every frame has the 256 colours that suit it best.

    A frame's pixels are written as Pillow encodes them; only what holds them together is ours, since
    Pillow itself keeps all frames of an animation in memory.

    Args:
        recipe: ASCII text, kept as the file's comment.
        frames: how many will be added.
    """

    def __init__(self, path: Path, recipe: str, frames: int, options: FilmOptions) -> None:
        self._file = path.open("wb")
        self._recipe, self._options = recipe, options
        self._times = iter(frame_times(frames, options.fps, _CENTISECOND))
        self._is_begun = False

    def add(self, image: np.ndarray) -> None:
        """Write one more frame."""
        if not self._is_begun:
            self._is_begun = True
            height, width, _ = image.shape
            self._file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0x70, 0, 0))
            if self._options.repeats:
                self._file.write(b"!\xff\x0bNETSCAPE2.0" + _sub_blocks(struct.pack("<BH", 1, 0)))
            self._file.write(b"!\xfe" + _sub_blocks(self._recipe.encode("ascii")))
        self._file.write(b"!\xf9\x04" + struct.pack("<BHBB", 0, next(self._times), 0, 0))
        self._file.write(_gif_frame(image, self._pixel_side()))

    def _pixel_side(self) -> int:
        """How many pixels of the film each way are one of the model's picture."""
        scale = self._options.scale
        return int(scale) if scale == int(scale) and not self._options.is_smooth else 1

    def finish(self) -> None:
        """Write the trailer."""
        self._file.write(b";")
        self._file.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class WebpFile:
    """An animated WebP; at high quality without any loss.

    Args:
        recipe, frames: as in GifFile; the recipe is kept as EXIF's description.
    """

    def __init__(self, path: Path, recipe: str, frames: int, options: FilmOptions) -> None:
        self._file = path.open("wb")
        self._recipe, self._options = recipe, options
        self._times = iter(frame_times(frames, options.fps, _MILLISECOND))
        self._is_begun = False

    def add(self, image: np.ndarray) -> None:
        """Write one more frame."""
        height, width, _ = image.shape
        size = _three_bytes(width - 1) + _three_bytes(height - 1)
        if not self._is_begun:
            self._is_begun = True
            has_exif, is_animated = 0x08, 0x02
            self._file.write(b"RIFF\0\0\0\0WEBP")
            _write_chunk(self._file, b"VP8X", struct.pack("<I", has_exif | is_animated) + size)
            loops = 0 if self._options.repeats else 1
            _write_chunk(self._file, b"ANIM", struct.pack("<IH", 0xFF000000, loops))
        covers_the_last = b"\x02"
        place = _three_bytes(0) * 2 + size + _three_bytes(next(self._times)) + covers_the_last
        _write_chunk(self._file, b"ANMF", place + self._encoded(image))

    def finish(self) -> None:
        """Write the recipe, and how long the file is."""
        exif = Image.Exif()
        exif[DESCRIPTION_TAG] = self._recipe
        _write_chunk(self._file, b"EXIF", exif.tobytes().removeprefix(b"Exif\0\0"))
        length = self._file.tell() - 8
        if length >= 2**32:
            raise OSError("a WebP holds at most 4 GB")
        self._file.seek(4)
        self._file.write(struct.pack("<I", length))
        self._file.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _encoded(self, image: np.ndarray) -> bytes:
        quality = _WEBP_QUALITIES[self._options.quality]
        how = {"lossless": True, "quality": 20} if quality is None else {"quality": quality}
        memory = io.BytesIO()
        picture_of(image).convert("RGB").save(memory, "WEBP", method=2, **how)
        return memory.getvalue()[12:]  # without RIFF's own header


def picture_of(image: np.ndarray) -> Image.Image:
    """Pixels uint8 [H, W, 1 or 3] as Pillow's picture."""
    return Image.fromarray(np.ascontiguousarray(image.squeeze(-1) if image.shape[-1] == 1 else image))


def _gif_frame(image: np.ndarray, pixel_side: int) -> bytes:
    """One frame with its own table of colours.

    Args:
        pixel_side: so many equal pixels each way count as one when colours are chosen.
    """
    picture = picture_of(image[::pixel_side, ::pixel_side])
    if picture.mode != "L":  # 256 greys are all there are
        picture = _in_few_colours(picture)
    picture = picture.resize((image.shape[1], image.shape[0]), Image.Resampling.NEAREST)
    memory = io.BytesIO()
    picture.save(memory, "GIF", interlace=0, optimize=False)
    alone = memory.getvalue()
    size_of_table = alone[10] & 0b111
    table = alone[13 : 13 + 3 * 2 ** (size_of_table + 1)]
    start = _end_of_extensions(alone, 13 + len(table))
    descriptor, pixels = alone[start : start + 9], alone[start + 10 : -1]
    return descriptor + bytes([0x80 | size_of_table]) + table + pixels


def _in_few_colours(picture: Image.Image) -> Image.Image:
    """The picture in the 256 colours that suit it best; those of a large one are chosen from a smaller."""
    kept = Image.Dither.NONE  # dots that dance from frame to frame disturb more than bands
    if picture.width * picture.height <= _PIXELS_TO_CHOOSE_FROM:
        return picture.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=kept)
    smaller = picture.copy()
    smaller.thumbnail((128, 128))
    palette = smaller.quantize(256, Image.Quantize.MEDIANCUT, kmeans=1, dither=kept)
    return picture.quantize(palette=palette, dither=kept)


def _end_of_extensions(gif: bytes, place: int) -> int:
    """Where after a place of a GIF the first frame begins."""
    while gif[place : place + 1] == b"!":
        place += 2
        while gif[place]:
            place += 1 + gif[place]
        place += 1
    return place


def _sub_blocks(data: bytes) -> bytes:
    parts = (data[start : start + 255] for start in range(0, len(data), 255))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def _write_chunk(file: BinaryIO, name: bytes, data: bytes) -> None:
    file.write(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2))


def _three_bytes(number: int) -> bytes:
    return struct.pack("<I", number)[:3]
