"""Threads that leave it to the window's thread to delete what they knew of the window."""

from __future__ import annotations

import threading
from collections.abc import Callable

_kept: list[tuple[threading.Thread, Callable[[], None]]] = []


def start_thread(run: Callable[[], None], name: str) -> threading.Thread:
    """Start a thread that the process does not wait for; called on the window's thread.

    A thread lets go of what it ran when it ends. Were it the last to hold a widget, through a method that
    it was given to call, Qt would delete that widget on the wrong thread and the process would crash. So
    what it ran is kept until let_go_of_ended().
    """
    let_go_of_ended()
    thread = threading.Thread(target=run, name=name, daemon=True)
    _kept.append((thread, run))
    thread.start()
    return thread


def let_go_of_ended() -> None:
    """Forget what ended threads ran; called on the window's thread."""
    _kept[:] = [entry for entry in _kept if entry[0].is_alive()]
