"""From the bytes of an image file to upright grey or RGB pixels on white, within bounded memory.

Files from strangers are read: only formats whose decoders are part of Pillow are tried (never
PostScript, which would start another program), and a header that promises more pixels than fit is
refused before anything is decoded.
"""

from __future__ import annotations

import functools
import io
import threading
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image

from gan_studio.core.data.flatten import flat, strips
from gan_studio.core.data.resize import fitted, reduction_before
from gan_studio.core.data.source import Unreadable

MAX_PIXELS = 200_000_000
"""More pixels than this are not decoded; about 0.8 GB at most."""
HUGE = 16_000_000
"""Images of more pixels than this are decoded one at a time and made smaller in bands."""
MAX_FILE_BYTES = 2**30
"""Larger files are not read."""

# JPEGs may be larger, because they can be decoded at an eighth of their size.
_MAX_JPEG_PIXELS = 1_000_000_000
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

# Pillow warns of damaged tags, for every such file; what matters of them the doctor says.
warnings.filterwarnings("ignore", module=r"PIL\.")
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
        raise _damaged(error) from None
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
    _check_size(image)
    if image.width * image.height <= HUGE:
        return fitted(_turned(flat(_loaded(image)), turn), side, fit)
    with _huge_one:
        return fitted(_turned(_reduced(_loaded(image), side), turn), side, fit)


def upright_strips(image: Image.Image) -> Iterator[Image.Image]:
    """An opened image upright, on white, grey ("L") or "RGB", in its own size, from top to bottom.

    Only a huge one comes in more than one strip. Raises Unreadable, also between strips.
    """
    turn = orientation(image)
    if can_draft(image) and image.width * image.height > MAX_PIXELS:
        image.draft(None, (image.width // 8, image.height // 8))
    _check_size(image)
    if image.width * image.height <= HUGE:
        yield _turned(flat(_loaded(image)), turn)
        return
    with _huge_one:
        yield from strips(_turned(_loaded(image), turn))


def upright(image: Image.Image) -> Image.Image:
    """An opened image upright, on white, grey ("L") or "RGB", in its own size; raises Unreadable."""
    return _stacked(list(upright_strips(image)))


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


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise Unreadable(
            f"too large: {image.width} x {image.height} pixels even at an eighth; shrink it first"
        )


def _loaded(image: Image.Image) -> Image.Image:
    try:
        image.load()
    except Exception as error:  # noqa: BLE001 - a decoder that meets broken bytes may raise anything
        raise _damaged(error) from None
    return image


def _damaged(error: Exception) -> Unreadable:
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return Unreadable("truncated image")
    return Unreadable(f"damaged image ({(str(error).splitlines() or [type(error).__name__])[0][:120]})")


def _turned(image: Image.Image, turn: int) -> Image.Image:
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def _reduced(image: Image.Image, side: int) -> Image.Image:
    """A huge image averaged down to a few times the side, strip by strip."""
    factor = reduction_before(image.width, image.height, side)
    return _stacked([strip.reduce(factor) for strip in strips(image, factor)])


def _stacked(parts: list[Image.Image]) -> Image.Image:
    """Strips of one image below each other."""
    if len(parts) == 1:
        return parts[0]
    whole, top = Image.new(parts[0].mode, (parts[0].width, sum(part.height for part in parts))), 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    return whole
