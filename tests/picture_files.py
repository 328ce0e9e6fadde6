"""Image files of every kind that people's folders hold, made on the spot."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PIL import Image

_T = TypeVar("_T")


def result_of(events: Generator[Any, None, _T]) -> _T:
    """Pull a generator to its end and give what it returns."""
    while True:
        try:
            next(events)
        except StopIteration as stop:
            return stop.value


def noise(width: int, height: int, channels: int = 3, seed: int = 0) -> np.ndarray:
    """Random pixels uint8 [H, W, C], or [H, W] for one channel."""
    shape = (height, width, channels) if channels > 1 else (height, width)
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The bytes of an image file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png(seed: int, side: int = 8, channels: int = 3) -> bytes:
    """A PNG of random pixels, different for every seed."""
    return encoded(Image.fromarray(noise(side, side, channels, seed)))


def rotated_jpeg(image: Image.Image, orientation: int) -> bytes:
    """A JPEG that its EXIF tag says to turn."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, "JPEG", exif=exif, quality=95, subsampling=0)


def huge_header(width: int, height: int) -> bytes:
    """A PNG whose header promises any number of pixels and whose data hold none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + end


def deep_colour_png() -> bytes:
    """A 2 x 2 PNG with 16 bits for each of three channels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + struct.pack(">6H", *[65535, 0, 32896] * 2) for _ in range(2))
    header = struct.pack(">IIBBBBB", 2, 2, 16, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def special_files() -> dict[str, bytes]:
    """A file of every special kind that can be read, by name."""
    colour = Image.fromarray(noise(20, 20, seed=1))
    alpha = colour.copy()
    alpha.putalpha(Image.fromarray(noise(20, 20, 1, seed=2)))
    frames = [Image.fromarray(noise(20, 20, seed=seed)) for seed in (3, 4, 5)]
    deep = Image.fromarray(np.arange(400, dtype=np.uint16).reshape(20, 20) * 160)
    return {
        "plain.png": encoded(Image.fromarray(noise(20, 20, seed=6))),
        "grey.png": png(7, side=20, channels=1),
        "alpha.png": encoded(alpha),
        "palette.png": encoded(Image.fromarray(noise(20, 20, seed=8)).quantize(16)),
        "print.jpg": encoded(Image.fromarray(noise(20, 20, seed=9)).convert("CMYK"), "JPEG"),
        "deep.png": encoded(deep),
        "deep_colour.png": deep_colour_png(),
        "turned.jpg": rotated_jpeg(Image.fromarray(noise(20, 20, seed=10)), 6),
        "moving.gif": encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "wide.png": encoded(Image.fromarray(noise(40, 20, seed=11))),
        "tiny.png": png(12, side=4),
        "black_or_white.png": encoded(Image.fromarray(noise(20, 20, 1, seed=13)).convert("1")),
    }


def broken_files() -> dict[str, bytes]:
    """A file of every kind that cannot be read, by name."""
    whole_png, whole_jpeg = png(14, side=40), encoded(Image.fromarray(noise(64, 64, seed=15)), "JPEG")
    return {
        "empty.png": b"",
        "notes.txt": b"these are not pixels",
        "lying.jpg": b"neither are these" * 9,
        "cut.png": whole_png[: len(whole_png) // 2],
        "cut.jpg": whole_jpeg[: len(whole_jpeg) // 2],
        "bomb.png": huge_header(60_000, 60_000),
        "drawing.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n",
    }


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder, names with "/" into sub-folders."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def write_zip(path: Path, files: Mapping[str, bytes], labels: object = None) -> Path:
    """Write a zip, with a dataset.json where labels are given."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        if labels is not None:
            archive.writestr("dataset.json", json.dumps(labels))
    return path


def idx(array: np.ndarray) -> bytes:
    """An array of bytes in the IDX format."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_idx(folder: Path, part: str, images: np.ndarray, labels: Sequence[int]) -> Path:
    """Write an IDX pair named as MNIST's; gives the images' file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx(np.array(labels, np.uint8)))
    path = folder / f"{part}-images-idx3-ubyte"
    path.write_bytes(idx(images))
    return path
