"""The worker pulls generators, pauses between events, closes on its own thread and tells failures."""

from __future__ import annotations

import threading

import pytest

from gan_studio.core.errors import InputError
from gan_studio.session.worker import Worker

LONG_MS = 10_000


def finished(work):
    worker = Worker(work)
    worker.start()
    assert worker.wait(LONG_MS)
    return worker


def test_everything_arrives_in_order_with_the_result():
    def count():
        yield from range(1000)
        return "all"

    worker = finished(count)
    assert worker.mailbox.take_all() == list(range(1000))
    assert worker.result == "all"
    assert worker.failure is None
    assert not worker.was_stopped


@pytest.mark.parametrize("error", [RuntimeError("wrong shape"), ValueError("no"), MemoryError()])
def test_every_exception_is_told(error):
    def fail():
        yield 1
        raise error

    worker = finished(fail)
    assert worker.mailbox.take_all() == [1]
    assert worker.failure.trace


def test_an_error_before_the_first_event_is_told():
    def fail():
        raise RuntimeError("at once")

    assert "at once" in finished(fail).failure.message


def test_an_input_error_is_told_as_its_sentence_alone():
    def refuse():
        raise InputError("Choose another.")
        yield

    failure = finished(refuse).failure
    assert (failure.message, failure.advice, failure.trace) == ("Choose another.", "", "")


def test_stopping_runs_finally_on_the_worker_thread():
    threads = []

    def endless():
        try:
            while True:
                yield
        finally:
            threads.append(threading.current_thread().name)

    worker = Worker(endless)
    worker.start()
    worker.stop()
    assert worker.wait(LONG_MS)
    assert worker.was_stopped
    assert worker.failure is None
    assert threads in ([], ["gan-studio-worker"])


def test_an_error_while_stopping_is_told():
    begun = threading.Event()

    def endless():
        try:
            while True:
                begun.set()
                yield
        finally:
            raise OSError(28, "No space left on device")

    worker = Worker(endless)
    worker.start()
    assert begun.wait(10)
    worker.stop()
    assert worker.wait(LONG_MS)
    assert "full" in worker.failure.message


def test_a_pause_holds_until_going_on():
    pulled, ticket = [], threading.Semaphore(0)

    def steps():
        for step in range(3):
            ticket.acquire()
            pulled.append(step)
            yield step

    worker = Worker(steps)
    worker.start()
    worker.pause()
    ticket.release(3)
    assert worker._holds.wait(10)
    held_at = len(pulled)
    assert held_at <= 1
    assert worker.is_holding
    assert not worker.is_done
    worker.go_on()
    assert worker.wait(LONG_MS)
    assert pulled == [0, 1, 2]


def test_going_on_up_to_an_event_holds_after_it():
    worker = Worker(lambda: iter(range(10)))
    worker.pause()
    worker.start()
    assert worker._holds.wait(10)
    worker.go_on(hold_after=lambda item: item == 4)
    while not (worker.is_holding and worker.mailbox._items and worker.mailbox._items[-1] == 4):
        assert not worker.is_done
    assert worker.mailbox.take_all() == [0, 1, 2, 3, 4]
    worker.stop()
    assert worker.wait(LONG_MS)
    assert worker.was_stopped


@pytest.mark.parametrize("ask", [Worker.go_on, Worker.stop])
def test_what_is_asked_while_a_hold_is_decided_ends_the_hold(ask):
    asking = threading.Thread(target=lambda: ask(worker))

    def is_last(_):
        asking.start()
        asking.join(0.2)  # the time that asking has to come in between
        return True

    worker = Worker(lambda: iter(range(3)))
    worker.go_on(hold_after=is_last)
    worker.start()
    try:
        assert worker.wait(LONG_MS)
    finally:
        worker.stop()
    asking.join()


def test_a_paused_worker_can_be_stopped():
    worker = Worker(lambda: iter(range(10)))
    worker.pause()
    worker.start()
    worker.stop()
    assert worker.wait(LONG_MS)
    assert worker.was_stopped
