"""What there is to look at on a report's page: shares of classes as bars, and pictures side by side."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import TYPE_CHECKING

from gan_studio.core.report.table import Row
from gan_studio.core.scores import Detail, Histogram, PicturePairs

if TYPE_CHECKING:
    import numpy as np

_MOST_CLASSES = 60
_MOST_PAIRS = 48


def details_of(row: Row) -> str:
    """Every detail of a subject's scores, each once, under the subject's name; "" where there are none."""
    parts: list[str] = []
    for score in row.scores:
        for detail in score.measured.details:
            part = _figure(detail)
            if part not in parts:
                parts.append(part)
    return (
        f"<section>\n<h2>{escape(row.subject.text)}</h2>\n" + "\n".join(parts) + "\n</section>"
        if parts
        else ""
    )


def _figure(detail: Detail) -> str:
    content = _bars(detail) if isinstance(detail, Histogram) else _pairs(detail)
    return f"<h3>{escape(detail.title)}</h3>\n{content}"


def _bars(histogram: Histogram) -> str:
    """One row for each class, one bar for each set; the sets differ by pattern, not only by colour."""
    shown = _shown_classes(histogram)
    longest = max((histogram.shares[name][index] for name in histogram.shares for index in shown), default=0)
    words = []
    if histogram.missing:
        words.append(f"Missing: {', '.join(histogram.missing)}.")
    if len(shown) < len(histogram.classes):
        words.append(f"Of {len(histogram.classes):,} classes, the {len(shown)} that differ most are shown.")
    key = " ".join(
        f'<span class="bar set-{place}"></span> {escape(name)}' for place, name in enumerate(histogram.shares)
    )
    rows = "\n".join(_bar_row(histogram, index, longest or 1) for index in shown)
    return (
        f'<p>{escape(" ".join(words))}</p>\n<p class="key">{key}</p>\n'
        f'<table class="bars"><tbody>\n{rows}\n</tbody></table>'
    )


def _shown_classes(histogram: Histogram) -> list[int]:
    """Every class, or of very many those whose shares differ most, in their own order."""

    def gap(index: int) -> float:
        shares = [of_set[index] for of_set in histogram.shares.values()]
        return max(shares) - min(shares) if len(shares) > 1 else max(shares, default=0)

    places = range(len(histogram.classes))
    return sorted(sorted(places, key=gap, reverse=True)[:_MOST_CLASSES])


def _bar_row(histogram: Histogram, index: int, longest: float) -> str:
    name = histogram.classes[index]
    missing = ' <span class="missing">missing</span>' if name in histogram.missing else ""
    bars = "".join(
        f'<div><span class="bar set-{place}" style="width:{shares[index] / longest * 20:.2f}rem"></span> '
        f"{shares[index]:.1%}</div>"
        for place, shares in enumerate(histogram.shares.values())
    )
    return f'<tr><th scope="row">{escape(name)}{missing}</th><td>{bars}</td></tr>'


def _pairs(pairs: PicturePairs) -> str:
    count = len(pairs.captions)
    left, right = map(escape, pairs.sides)
    more = f" The first {_MOST_PAIRS} of {count:,} are shown." if count > _MOST_PAIRS else ""
    figures = "\n".join(
        f"<figure>{_picture(pairs.left[index], left)}{_picture(pairs.right[index], right)}"
        f"<figcaption>{escape(pairs.captions[index])}</figcaption></figure>"
        for index in range(min(count, _MOST_PAIRS))
    )
    return f'<p>Left: {left}. Right: {right}.{more}</p>\n<div class="pairs">\n{figures}\n</div>'


def _picture(pixels: np.ndarray, what: str) -> str:
    """An image element that holds its own PNG.

    Args:
        pixels: uint8 [H, W, C], C 1 or 3.
        what: what it shows, escaped.
    """
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels.squeeze(-1) if pixels.shape[-1] == 1 else pixels).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode("ascii")
    return f'<img alt="{what}" src="data:image/png;base64,{data}">'
