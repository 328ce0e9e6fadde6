"""What is special about one picture, and about a set as a whole, in a person's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PIL import Image

from gan_studio.core.data.decode import HUGE, can_draft, orientation
from gan_studio.core.data.source import Remark
from gan_studio.core.data.split import UNLABELLED

_TINY = 16
_FEW = 500
_UNBALANCED = 5

_CONVERTED = "converted to RGB"
_MODES = {
    "P": ("palette colours", _CONVERTED),
    "PA": ("palette colours", _CONVERTED),
    "CMYK": ("CMYK colours, for print", _CONVERTED),
    "YCbCr": ("YCbCr colours", _CONVERTED),
    "LAB": ("Lab colours", _CONVERTED),
    "HSV": ("HSV colours", _CONVERTED),
    "1": ("1 bit per pixel, black or white", "converted to grey"),
    "F": ("floating-point values", "scaled to 8 bits"),
}


def of_image(image: Image.Image) -> Iterator[tuple[str, str]]:
    """Every special thing an opened image's header tells, each with what the studio does about it."""
    if image.mode in _MODES:
        yield _MODES[image.mode]
    if _is_deep(image):
        bits = 16 if image.mode != "I" or image.format == "PNG" else 32
        yield f"{bits} bits per channel", "scaled to 8 bits"
    if image.has_transparency_data:
        yield "transparency (alpha)", "composed onto white"
    turn = orientation(image)
    if turn != 1:
        yield f"stored rotated or mirrored (EXIF orientation {turn})", "turned upright"
    frames = _frames(image)
    if frames > 1:
        yield f"animated or of several pages ({frames} frames)", "only the first frame is used"
    if image.width * image.height > HUGE:
        how = "decoded at reduced size" if can_draft(image) else "decoded in strips, one at a time"
        yield f"very large ({image.width} x {image.height} pixels)", how
    if image.width != image.height:
        yield f"not square ({image.width} x {image.height})", "cropped, padded or squeezed, as Fit says"
    if min(image.size) < _TINY:
        yield f"tiny ({image.width} x {image.height})", "enlarged, and so blurred"


def of_set(count: int, classes: Mapping[str, int], held_out: int) -> Iterator[Remark]:
    """What is special about the set as a whole.

    Args:
        count: pictures to train on.
        held_out: pictures in the set's own test split.
    """
    if held_out:
        yield Remark("", f"has its own test split (pictures in it: {held_out:,})", "held out of training")
    if 0 < count < _FEW:
        yield Remark(
            "", f"few images ({count:,})", "add more, or mirror and augment them, or it will overfit"
        )
    if UNLABELLED in classes and len(classes) > 1:
        problem = f"pictures without a class: {classes[UNLABELLED]:,}"
        yield Remark("", problem, f"they form the class “{UNLABELLED}”")
    if classes:
        yield from _balance(classes)


def _balance(classes: Mapping[str, int]) -> Iterator[Remark]:
    largest, smallest = max(classes, key=classes.__getitem__), min(classes, key=classes.__getitem__)
    if classes[largest] > _UNBALANCED * classes[smallest]:
        most, least = f"“{largest}” has {classes[largest]:,}", f"“{smallest}” has {classes[smallest]:,}"
        yield Remark(
            "", f"class imbalance: {most} pictures, {least}", "kept; rare classes will be learned less well"
        )


def upright_size(image: Image.Image) -> str:
    """The size of an opened image as a person sees it, "WIDTHxHEIGHT"."""
    width, height = image.size if orientation(image) < 5 else reversed(image.size)
    return f"{width}x{height}"


def is_stored_grey(image: Image.Image) -> bool:
    """Whether the file has no colour channels at all."""
    return image.mode in ("1", "L", "LA", "La", "F") or image.mode.startswith("I")


def grey_among_colour(grey: Sequence[str], colour: int) -> Iterator[Remark]:
    """One remark for every grey picture of a set that also has colour ones."""
    if colour:
        for name in grey:
            yield Remark(name, "grey among colour pictures", "shown grey in three channels")


def _is_deep(image: Image.Image) -> bool:
    """Whether a channel has more than 8 bits; Pillow itself reads 16-bit colour as 8-bit."""
    raw = str([tile[3] for tile in getattr(image, "tile", [])])
    return image.mode.startswith("I") or ";16" in raw


def _frames(image: Image.Image) -> int:
    """How many pictures an animation or a document holds; a photo's embedded previews do not count."""
    if image.format == "MPO":
        return 1
    try:
        return getattr(image, "n_frames", 1)
    except Exception:  # noqa: BLE001 - later frames may be damaged, and are not used
        return 1
