"""What a run tells a person who watches it in a terminal, on standard error."""

from __future__ import annotations

import functools
import re
import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

from gan_studio.core.events import (
    Event,
    Finished,
    Preparing,
    Saved,
    SettingChanged,
    Started,
    StepDone,
    Warned,
)

_TERMINAL_INTERVAL, _FILE_INTERVAL = 0.1, 10.0
_SHOWN_SCALARS = {"speed/images_per_second": "images/s", "loss/d": "D", "loss/g": "G"}


class Progress:
    """One line that rewrites itself on a terminal; now and then a line anywhere else.

    Args:
        stream: where to write.
        clock: seconds, as time.monotonic gives them.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._interactive = stream.isatty()
        self._interval = _TERMINAL_INTERVAL if self._interactive else _FILE_INTERVAL
        self._last_time = -float("inf")
        self._last_work = ""
        self._line_width = 0
        self._scalars: dict[str, float] = {}

    def show(self, event: Event) -> None:
        """Tell of an event, if it is worth it."""
        match event:
            case StepDone():
                self._show_step(event)
            case Preparing():
                self._show_preparing(event)
            case Started():
                resumed = f", going on from step {event.step:,}" if event.step else ""
                self._say(f"Training in {event.run} on {event.device} in {event.precision}{resumed}.")
            case Saved():
                self._say(f"Saved {event.path} at step {event.step:,}.")
            case SettingChanged():
                self._say(f"{event.path} is now {event.new}.")
            case Warned() | Finished():
                self._say(event.message)

    def end_line(self) -> None:
        """Leave the line that rewrites itself, so that what follows starts on a line of its own."""
        if self._line_width:
            self._line_width = 0
            self._stream.write("\n")
            self._stream.flush()

    def _show_step(self, event: StepDone) -> None:
        if event.scalars:
            self._scalars.update(event.scalars)
        if self._is_due():
            self._update(_step_line(event, self._scalars))

    def _show_preparing(self, event: Preparing) -> None:
        work = re.sub(
            r"[\d,.]+", "", event.what
        )  # “3 of 70 pictures” is the same work as “40 of 70 pictures”
        if work != self._last_work or self._is_due():
            self._last_work = work
            share = "" if event.share is None else f" {event.share:.0%}"
            self._update(f"{event.what}{share}")

    def _is_due(self) -> bool:
        return self._clock() - self._last_time >= self._interval

    def _update(self, text: str) -> None:
        self._last_time = self._clock()
        if not self._interactive:
            self._stream.write(f"{text}\n")
        else:
            text = text[: shutil.get_terminal_size().columns - 1]
            self._stream.write(f"\r{text:{self._line_width}}")
            self._line_width = len(text)
        self._stream.flush()

    def _say(self, sentence: str) -> None:
        if self._line_width:
            self._stream.write(f"\r{'':{self._line_width}}\r")
            self._line_width = 0
        self._stream.write(f"{sentence}\n")
        self._stream.flush()


def show_progress(event: Event) -> None:
    """Tell the person at the terminal of an event."""
    _progress_on(sys.stderr).show(event)


def end_line() -> None:
    """Leave a line that show_progress may have begun."""
    _progress_on(sys.stderr).end_line()


def _step_line(event: StepDone, scalars: dict[str, float]) -> str:
    parts = [f"step {event.step:,}", f"{event.images_seen:,} images", _clock_text(event.seconds)]
    for name, label in _SHOWN_SCALARS.items():
        if name in scalars:
            value = scalars[name]
            parts.append(f"{value:,.0f} {label}" if "/s" in label else f"{label} {value:.3f}")
    if event.share:
        left = event.seconds * (1 - event.share) / event.share
        parts += [f"{event.share:.0%}", f"{_clock_text(left)} left"]
    return " · ".join(parts)


def _clock_text(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@functools.lru_cache(maxsize=1)
def _progress_on(stream: TextIO) -> Progress:
    return Progress(stream)
