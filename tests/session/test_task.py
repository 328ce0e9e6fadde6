"""Background tasks end in exactly one way."""

from __future__ import annotations

import threading

import pytest

from gan_studio.core.events import Preparing
from gan_studio.session.newest_task import NewestTask
from gan_studio.session.task import BackgroundTask

LONG_MS = 10_000


@pytest.fixture
def heard(qtbot):
    """Makes a task and remembers its signals."""

    def make(work):
        task = BackgroundTask(work)
        signals = []
        for name in ("progressed", "finished", "failed"):
            getattr(task, name).connect(lambda value, name=name: signals.append((name, value)))
        task.cancelled.connect(lambda: signals.append(("cancelled", None)))
        return task, signals

    return make


def test_progress_comes_before_the_result(heard):
    def work():
        yield Preparing("looking", 0.5)
        return 42

    task, signals = heard(work)
    task.start()
    assert task.wait(LONG_MS)
    assert signals == [("progressed", Preparing("looking", 0.5)), ("finished", 42)]


def test_a_failure_is_the_only_end(heard):
    def work():
        yield Preparing("looking")
        raise RuntimeError("broken file")

    task, signals = heard(work)
    task.start()
    assert task.wait(LONG_MS)
    assert [name for name, _ in signals] == ["progressed", "failed"]
    assert "broken file" in signals[-1][1].message


def test_cancelling_ends_without_a_result(heard):
    def endless():
        while True:
            yield Preparing("for ever")

    task, signals = heard(endless)
    task.start()
    task.cancel()
    assert task.wait(LONG_MS)
    assert signals[-1] == ("cancelled", None)
    assert not task.is_running


def test_a_task_can_be_started_again(heard):
    task, signals = heard(lambda: iter(()))
    for _ in range(2):
        task.start()
        assert task.wait(LONG_MS)
    assert [name for name, _ in signals] == ["finished", "finished"]


def test_work_that_was_cancelled_before_it_began_does_not_let_the_one_before_tell_its_result(qtbot):
    told, may_end = [], threading.Event()

    def first():
        yield Preparing("reading")
        may_end.wait(LONG_MS / 1000)
        return "first"

    task = NewestTask()
    task.progressed.connect(told.append)
    task.finished.connect(told.append)
    with qtbot.waitSignal(task.progressed, timeout=LONG_MS):
        task.start(first)
    told.clear()
    with qtbot.waitSignal(task.cancelled, timeout=LONG_MS):
        task.start(lambda: iter(()))
        task.cancel()
        may_end.set()
    assert told == []


def test_the_newest_work_is_told_even_if_the_one_before_failed(qtbot):
    may_fail = threading.Event()

    def broken():
        yield Preparing("reading")
        may_fail.wait(LONG_MS / 1000)
        raise RuntimeError("unreadable")

    def newest():
        yield Preparing("reading")
        return "newest"

    task, failures = NewestTask(), []
    task.failed.connect(failures.append)
    with qtbot.waitSignal(task.finished, timeout=LONG_MS) as finished:
        task.start(broken)
        task.start(newest)
        may_fail.set()
    assert finished.args == ["newest"]
    assert failures == []
