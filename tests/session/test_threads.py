"""What belongs to the window is deleted on the window's thread, whoever was the last to know of it."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject, Qt

from gan_studio.session.housekeeping import Housekeeping, collect_what_is_due
from gan_studio.session.threads import let_go_of_ended, start_thread
from gan_studio.session.worker import Worker

LONG_MS = 10_000


class Owner(QObject):
    """Something of the window's that notes the thread it is deleted on."""

    def __init__(self, deleted_on: list[int]) -> None:
        super().__init__()
        note = lambda: deleted_on.append(threading.get_ident())  # noqa: E731  a method would keep it alive
        self.destroyed.connect(note, Qt.ConnectionType.DirectConnection)

    def count(self):
        yield 1

    def run(self) -> None:
        pass


@pytest.fixture
def deleted_on(qapp) -> list[int]:
    return []


def test_what_a_thread_was_the_last_to_hold_is_deleted_here(deleted_on):
    thread = start_thread(Owner(deleted_on).run, "test")
    thread.join()
    assert deleted_on == []
    let_go_of_ended()
    assert deleted_on == [threading.get_ident()]


def test_what_a_worker_was_the_last_to_hold_is_deleted_here(deleted_on):
    worker = Worker(Owner(deleted_on).count)
    worker.start()
    assert worker.wait(LONG_MS)
    del worker
    let_go_of_ended()
    assert deleted_on == [threading.get_ident()]


def test_a_thread_that_goes_on_is_kept(qapp):
    may_end = threading.Event()
    thread = start_thread(may_end.wait, "test")
    let_go_of_ended()
    assert thread.is_alive()
    may_end.set()
    thread.join()


def test_garbage_with_widgets_in_it_is_left_to_the_windows_thread(qtbot, deleted_on):
    housekeeping = Housekeeping()
    housekeeping.begin()
    owner = Owner(deleted_on)
    owner.itself = owner
    del owner
    thread = start_thread(_make_garbage, "test")
    thread.join()
    assert deleted_on == []
    qtbot.waitUntil(lambda: deleted_on == [threading.get_ident()], timeout=LONG_MS)


def test_garbage_is_collected_before_it_piles_up(qapp):
    collect_what_is_due()
    _make_garbage()
    count = gc.get_count()[0]
    collect_what_is_due()
    assert gc.get_count()[0] < count / 10


def _make_garbage(count: int = 20_000) -> None:
    """More than makes Python collect by itself."""
    for _ in range(count):
        loop: list[object] = []
        loop.append(loop)


def test_what_was_there_from_the_start_is_never_looked_through(qapp):
    for _ in range(2 * 11 * 11):
        _make_garbage(1_000)
        collect_what_is_due()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < gc.get_freeze_count()
