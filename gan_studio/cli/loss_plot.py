"""A picture of a run's losses, drawn without a display."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_CURVES = {"loss/d": ("discriminator", (213, 94, 0)), "loss/g": ("generator", (0, 114, 178))}
_SIZE, _SCALE = (960, 540), 2
_LEFT, _TOP, _RIGHT, _BOTTOM = 72, 56, 24, 56
_PAPER, _INK, _QUIET = (255, 255, 255), (40, 44, 52), (222, 225, 230)
_SMOOTHING = 0.95


@dataclass(frozen=True)
class Curve:
    """One scalar over training time."""

    seconds: np.ndarray
    values: np.ndarray


def read_curves(scalars: Path) -> dict[str, Curve]:
    """The losses in a run's scalars.csv, by scalar name; points that are not finite are left out."""
    points: dict[str, list[tuple[float, float]]] = {name: [] for name in _CURVES}
    with open(scalars, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["name"] in points and math.isfinite(float(row["value"])):
                points[row["name"]].append((float(row["seconds"]), float(row["value"])))
    return {name: Curve(*np.array(held).T) for name, held in points.items() if held}


def draw_losses(scalars: Path, picture: Path) -> None:
    """Draw both losses of a run over its training time, raw behind smoothed, as a PNG."""
    curves = read_curves(scalars)
    canvas = Image.new("RGB", tuple(side * _SCALE for side in _SIZE), _PAPER)
    axes = _Axes(ImageDraw.Draw(canvas), curves)
    axes.draw_frame()
    for name, curve in curves.items():
        axes.draw_curve(curve.seconds, curve.values, _faint(_CURVES[name][1]), width=1)
    for name, curve in curves.items():
        axes.draw_curve(curve.seconds, smoothed(curve.values), _CURVES[name][1], width=3)
    axes.draw_legend(list(curves))
    picture.parent.mkdir(parents=True, exist_ok=True)
    canvas.resize(_SIZE, Image.Resampling.LANCZOS).save(picture)


def smoothed(values: np.ndarray, weight: float = _SMOOTHING) -> np.ndarray:
    """An exponential moving average that starts at the first value without bias."""
    total, share, averages = 0.0, 0.0, []
    for value in values:
        total = weight * total + (1 - weight) * float(value)
        share = weight * share + (1 - weight)
        averages.append(total / share)
    return np.array(averages)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round numbers from low to high."""
    raw = (high - low) / count
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= raw)
    first = math.ceil(low / step)
    return [round(number * step, 10) for number in range(first, math.floor(high / step) + 1)]


class _Axes:
    """Places values on the canvas; rare peaks are cut off, so that the rest can be read."""

    def __init__(self, draw: ImageDraw.ImageDraw, curves: dict[str, Curve]) -> None:
        self._draw = draw
        values = np.concatenate([curve.values for curve in curves.values()] or [np.zeros(1)])
        low, high = np.percentile(values, (0.5, 99.5))
        margin = max(0.08 * (high - low), 1e-3)
        self._low, self._high = float(low - margin), float(high + margin)
        self._end = max((float(curve.seconds[-1]) for curve in curves.values()), default=0.0) or 1.0

    def draw_frame(self) -> None:
        left, right = _LEFT, _SIZE[0] - _RIGHT
        for value in ticks(self._low, self._high):
            y = self._y(value)
            self._line([(left, y), (right, y)], _QUIET, 1)
            self._text((left - 10, y), f"{value:g}", "rm")
        for second in ticks(0.0, self._end, 8):
            self._text((self._x(second), _SIZE[1] - _BOTTOM + 10), f"{second:g}", "mt")
        self._line([(left, _SIZE[1] - _BOTTOM), (right, _SIZE[1] - _BOTTOM)], _INK, 1)
        self._text(((left + right) / 2, _SIZE[1] - 12), "seconds of training", "mb")

    def draw_curve(
        self, seconds: np.ndarray, values: np.ndarray, colour: tuple[int, int, int], width: int
    ) -> None:
        shown = np.clip(values, self._low, self._high)
        points = [(self._x(second), self._y(value)) for second, value in zip(seconds, shown, strict=True)]
        self._line(points, colour, width)

    def draw_legend(self, names: list[str]) -> None:
        x = _LEFT
        self._text((x, 28), "Loss of the", "lm")
        x += 100
        for name in names:
            label, colour = _CURVES[name]
            self._line([(x, 28), (x + 24, 28)], colour, 4)
            self._text((x + 32, 28), label, "lm")
            x += 160

    def _x(self, second: float) -> float:
        return _LEFT + second / self._end * (_SIZE[0] - _LEFT - _RIGHT)

    def _y(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return _SIZE[1] - _BOTTOM - share * (_SIZE[1] - _TOP - _BOTTOM)

    def _line(self, points: list[tuple[float, float]], colour: tuple[int, int, int], width: int) -> None:
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        if len(scaled) == 1:
            self._draw.circle(scaled[0], width * _SCALE, fill=colour)
        self._draw.line(scaled, fill=colour, width=width * _SCALE, joint="curve")

    def _text(self, place: tuple[float, float], text: str, anchor: str) -> None:
        font = ImageFont.load_default(15 * _SCALE)
        at = (place[0] * _SCALE, place[1] * _SCALE)
        self._draw.text(at, text, fill=_INK, font=font, anchor=anchor)


def _faint(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    return tuple(round(0.3 * part + 0.7 * paper) for part, paper in zip(colour, _PAPER, strict=True))
