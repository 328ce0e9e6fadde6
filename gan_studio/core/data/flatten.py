"""From any mode that an image file can have to grey ("L") or "RGB" pixels on white paper."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image

from gan_studio.core.data.resize import PAPER
from gan_studio.core.data.source import Unreadable

BAND = 4_000_000
"""About how many pixels a strip of a huge image has."""

_USUAL_HIGHS = (1.0, 255.0, 65535.0)
_SIXTEEN_BITS = (0.0, 65535.0)


def strips(image: Image.Image, multiple_of: int = 1) -> Iterator[Image.Image]:
    """A loaded image flattened strip by strip, from top to bottom; raises Unreadable.

    Args:
        multiple_of: every strip's height but the last's can be divided by this.
    """
    span = _span_of(image)
    height = max(1, BAND // image.width // multiple_of) * multiple_of
    for strip in _cut(image, height):
        yield _flat(strip, span)


def flat(image: Image.Image) -> Image.Image:
    """A loaded image as grey ("L") or "RGB", transparent parts white; raises Unreadable."""
    if _is_flat(image):
        return image
    if image.width * image.height <= BAND:
        return _flat(image, _span_of(image))
    whole, top = None, 0
    for strip in strips(image):
        whole = whole or Image.new(strip.mode, image.size)
        whole.paste(strip, (0, top))
        top += strip.height
    return whole


def _is_flat(image: Image.Image) -> bool:
    return image.mode in ("L", "RGB") and "transparency" not in image.info


def _is_deep(image: Image.Image) -> bool:
    return image.mode.startswith(("I", "F"))


def _cut(image: Image.Image, height: int) -> Iterator[Image.Image]:
    for top in range(0, image.height, height):
        yield image.crop((0, top, image.width, min(image.height, top + height)))


def _flat(image: Image.Image, span: tuple[float, float]) -> Image.Image:
    try:
        if _is_flat(image):
            return image
        if _is_deep(image):
            return _from_deep(image, span)
        if image.has_transparency_data:
            return _on_white(image)
        return image.convert("L" if image.mode == "1" else "RGB")
    except (ValueError, KeyError) as error:
        raise Unreadable(f"colours of mode {image.mode} cannot be converted ({error})") from None


def _on_white(image: Image.Image) -> Image.Image:
    grey = image.mode in ("1", "L", "LA", "La")
    image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, (PAPER, PAPER, PAPER, 255))
    return Image.alpha_composite(paper, image).convert("L" if grey else "RGB")


def _from_deep(image: Image.Image, span: tuple[float, float]) -> Image.Image:
    low, high = span
    scaled = (np.asarray(image).astype(np.float64) - low) * (255 / (high - low))
    return Image.fromarray(np.rint(scaled).clip(0, 255).astype(np.uint8))


def _span_of(image: Image.Image) -> tuple[float, float]:
    """The values that become black and white: the full range of 16 bits, of others what they use."""
    if not _is_deep(image) or image.mode.startswith("I;16"):
        return _SIXTEEN_BITS
    ranges = [_range_of(np.asarray(strip)) for strip in _cut(image, max(1, BAND // image.width))]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if image.mode == "I" and low >= 0 and high <= _SIXTEEN_BITS[1]:
        return _SIXTEEN_BITS
    if low >= 0 and high <= _USUAL_HIGHS[-1]:
        return 0.0, next(usual for usual in _USUAL_HIGHS if high <= usual)
    return low, max(high, low + 1e-9)


def _range_of(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise Unreadable("values that are not finite numbers")
    return low, high
