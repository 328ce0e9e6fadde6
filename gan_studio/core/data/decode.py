"""From the bytes of an image file to upright grey or RGB pixels on white, within bounded memory.

Files from strangers are read: only formats whose decoders are part of Pillow are tried (never
PostScript, which would start another program), and a header that promises more pixels than fit is
refused before anything is decoded.
"""

from __future__ import annotations

import functools
import io
import threading
from collections.abc import Iterator

import numpy as np
from PIL import Image

from gan_studio.core.data.resize import PAPER, fitted, reduction_before
from gan_studio.core.data.source import Unreadable

MAX_PIXELS = 200_000_000
"""More pixels than this are not decoded; about 0.8 GB at most."""
HUGE = 16_000_000
"""Images of more pixels than this are decoded one at a time and made smaller in bands."""
MAX_FILE_BYTES = 2**30
"""Larger files are not read."""

# JPEGs may be larger, because they can be decoded at an eighth of their size.
_MAX_JPEG_PIXELS = 1_000_000_000
_BAND = 4_000_000
_huge_one = threading.Lock()

_FORMATS = (
    *("PNG", "JPEG", "MPO", "GIF", "BMP", "WEBP", "TIFF", "PPM"),
    *("JPEG2000", "AVIF", "ICO", "PCX", "SGI", "QOI", "DIB"),
)
_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow's own limit warns below the sizes we read on purpose; `opened` enforces ours instead.
Image.MAX_IMAGE_PIXELS = _MAX_JPEG_PIXELS


def opened(data: bytes, name: str) -> Image.Image:
    """The image in a file's bytes, its header read and its pixels not yet.

    Args:
        name: of the file; only a name in .tga makes Targa, which has no signature, be tried.

    Raises:
        Unreadable: if it is empty, no image, damaged, or too large.
    """
    if not data:
        raise Unreadable("empty file (0 bytes)")
    try:
        image = Image.open(io.BytesIO(data), formats=_formats(name.lower().endswith(".tga")))
    except Image.UnidentifiedImageError:
        raise Unreadable("not an image, or its header is damaged") from None
    except Image.DecompressionBombError:
        raise Unreadable(
            f"too large: more than {_MAX_JPEG_PIXELS // 10**6} megapixels; shrink it first"
        ) from None
    except Exception as error:  # noqa: BLE001 - a decoder that meets broken bytes may raise anything
        raise Unreadable(f"damaged image ({_first_line(error)})") from None
    limit = _MAX_JPEG_PIXELS if can_draft(image) else MAX_PIXELS
    if image.width * image.height > limit:
        raise Unreadable(
            f"too large: {image.width} x {image.height} pixels, more than {limit // 10**6} megapixels; "
            "shrink it first"
        )
    return image


def can_draft(image: Image.Image) -> bool:
    """Whether the decoder can give a smaller picture without making the full one."""
    return image.format in ("JPEG", "MPO")


def squared(image: Image.Image, side: int, fit: str) -> Image.Image:
    """An opened image upright, on white, grey ("L") or "RGB", as a square; raises Unreadable."""
    turn = orientation(image)
    if can_draft(image):
        # Twice the size is left for the antialiasing filter.
        image.draft(None, (2 * side, 2 * side))
    if image.width * image.height > MAX_PIXELS:
        raise Unreadable(
            f"too large: {image.width} x {image.height} pixels even at an eighth; shrink it first"
        )
    if image.width * image.height <= HUGE:
        return fitted(_turned(_flat(_loaded(image)), turn), side, fit)
    with _huge_one:
        return fitted(_turned(_reduced(_loaded(image), side), turn), side, fit)


def full(image: Image.Image) -> Image.Image:
    """An opened image upright, on white, grey ("L") or "RGB", in its own size; raises Unreadable."""
    turn = orientation(image)
    if can_draft(image) and image.width * image.height > MAX_PIXELS:
        image.draft(None, (image.width // 8, image.height // 8))
    if image.width * image.height > MAX_PIXELS:
        raise Unreadable(
            f"too large: {image.width} x {image.height} pixels even at an eighth; shrink it first"
        )
    if image.width * image.height <= HUGE:
        return _turned(_flat(_loaded(image)), turn)
    with _huge_one:
        return _turned(_flat_in_bands(_loaded(image)), turn)


def orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 (upright) to 8; 1 where there is none or it is damaged."""
    try:
        turn = image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # noqa: BLE001 - broken EXIF must not cost a picture whose pixels are whole
        return 1
    return turn if turn in _TURNS else 1


def is_grey(pixels: np.ndarray) -> bool:
    """Whether RGB pixels, channels last, are all grey."""
    return bool((pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all())


@functools.cache
def _formats(targa: bool) -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in (*_FORMATS, *(["TGA"] if targa else [])) if name in Image.OPEN)


def _loaded(image: Image.Image) -> Image.Image:
    try:
        image.load()
    except Exception as error:  # noqa: BLE001 - a decoder that meets broken bytes may raise anything
        cut = "truncated" in str(error) or "Truncated" in str(error) or isinstance(error, EOFError)
        raise Unreadable("truncated image" if cut else f"damaged image ({_first_line(error)})") from None
    return image


def _turned(image: Image.Image, turn: int) -> Image.Image:
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def _flat(image: Image.Image) -> Image.Image:
    """A loaded image as "L" or "RGB", transparent parts white."""
    if image.mode in ("L", "RGB") and "transparency" not in image.info:
        return image
    try:
        if image.mode.startswith(("I", "F")):
            return _from_deep(image)
        if image.has_transparency_data:
            return _on_white(image)
        if image.mode == "1":
            return image.convert("L")
        return image.convert("RGB")
    except (ValueError, KeyError) as error:
        raise Unreadable(f"colours of mode {image.mode} cannot be converted ({_first_line(error)})") from None


def _on_white(image: Image.Image) -> Image.Image:
    grey = image.mode in ("1", "L", "LA", "La")
    image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, (PAPER, PAPER, PAPER, 255))
    return Image.alpha_composite(paper, image).convert("L" if grey else "RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits or floats: 16 bits scaled from their full range, others from their own."""
    values = np.asarray(image).astype(np.float64)
    low, high = 0.0, 65535.0
    if image.mode == "F" or values.min() < low or values.max() > high:
        low, high = _span(values)
    scaled = (values - low) * (255 / (high - low))
    return Image.fromarray(np.rint(scaled).clip(0, 255).astype(np.uint8))


def _span(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise Unreadable("values that are not finite numbers")
    for usual in (1.0, 255.0, 65535.0):
        if low >= 0 and high <= usual:
            return 0.0, usual
    return low, max(high, low + 1e-9)


def _bands(image: Image.Image, height: int) -> Iterator[tuple[int, Image.Image]]:
    """Top and flat pixels of one strip after the other; deep images stay whole to be scaled alike."""
    if image.mode.startswith(("I", "F")):
        image = _flat(image)
    for top in range(0, image.height, height):
        yield top, _flat(image.crop((0, top, image.width, min(image.height, top + height))))


def _reduced(image: Image.Image, side: int) -> Image.Image:
    """A huge image averaged down to a few times the side, strip by strip."""
    factor = reduction_before(image.width, image.height, side)
    strips = [
        band.reduce(factor) for _, band in _bands(image, max(factor, _BAND // image.width // factor * factor))
    ]
    small = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    top = 0
    for strip in strips:
        small.paste(strip, (0, top))
        top += strip.height
    return small


def _flat_in_bands(image: Image.Image) -> Image.Image:
    if image.mode in ("L", "RGB") and "transparency" not in image.info:
        return image
    whole: Image.Image | None = None
    for top, band in _bands(image, max(1, _BAND // image.width)):
        whole = whole or Image.new(band.mode, image.size)
        whole.paste(band, (0, top))
    return whole


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
