"""The training session, with scripted runs: order, pause, stop, failure, commands."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from gan_studio.core.commands import ChangeSetting, SaveNow
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing, Saved, StepDone, Warned
from gan_studio.session.training_session import TrainingSession

LONG_MS = 10_000


class Script:
    """A run that yields a script, then steps until it is closed; remembers what befell it."""

    def __init__(self, *events, is_endless=True, is_disk_full=False):
        self.events = events
        self.is_endless = is_endless
        self.is_disk_full = is_disk_full
        self.was_closed = threading.Event()
        self.asked = None
        self.commands = None

    def __call__(self, config, folder, *, resume=False, commands=None):
        self.asked, self.commands = (config, folder, resume), commands
        try:
            yield from self.events
            step = 0
            while self.is_endless:
                step += 1
                wants_saving = SaveNow() in commands.take_all()
                yield StepDone(step, step * 64, step * 0.1)
                if wants_saving and self.is_disk_full:
                    yield Warned(step, "The checkpoint cannot be written: the disk is full.")
                elif wants_saving:
                    yield Saved(step, step * 64, Path("a"))
        finally:
            self.was_closed.set()


@pytest.fixture
def make_session(qtbot):
    sessions = []

    def make(run):
        session = TrainingSession(run=run)
        sessions.append(session)
        session.states = []
        session.state_changed.connect(session.states.append)
        return session

    yield make
    for session in sessions:
        session.stop()
        assert session.wait(LONG_MS)


def arrived_until(qtbot, session, is_enough):
    events = []
    session.events_ready.connect(events.extend)
    qtbot.waitUntil(lambda: is_enough(events), timeout=LONG_MS)
    return events


def test_events_arrive_in_order_and_in_few_batches(qtbot, make_session, started):
    steps = [StepDone(step, step, step) for step in range(5000)]
    session = make_session(Script(started, *steps, is_endless=False))
    batches = []
    session.events_ready.connect(batches.append)
    with qtbot.waitSignal(
        session.state_changed, check_params_cb=lambda state: state == "idle", timeout=LONG_MS
    ):
        session.start("a config", Path("run"))
    assert [event for batch in batches for event in batch] == [started, *steps]
    assert len(batches) < 500


def test_the_run_is_given_config_folder_and_resume(qtbot, make_session, started):
    script = Script(started)
    session = make_session(script)
    session.start("a config", Path("there"), resume=True)
    arrived_until(qtbot, session, bool)
    assert script.asked == ("a config", Path("there"), True)


def test_states_go_from_preparing_to_running_to_idle(qtbot, make_session, started):
    session = make_session(Script(Preparing("data"), started))
    session.start("a config", Path("run"))
    assert session.state == "preparing"
    qtbot.waitUntil(lambda: session.state == "running", timeout=LONG_MS)
    assert session.run_folder == started.run
    session.stop()
    qtbot.waitUntil(lambda: session.state == "idle", timeout=LONG_MS)
    assert session.states == ["preparing", "running", "stopping", "idle"]


def test_a_failure_is_told_after_the_last_events(qtbot, make_session, started):
    def fail(config, folder, *, resume, commands):
        yield started
        raise RuntimeError("CUDA out of memory")

    session = make_session(fail)
    told = []
    session.events_ready.connect(told.extend)
    session.failed.connect(told.append)
    with qtbot.waitSignal(session.failed, timeout=LONG_MS):
        session.start("a config", Path("run"))
    assert told[0] is started
    assert "memory" in told[1].message
    assert session.state == "idle"


def test_stopping_runs_finally(qtbot, make_session, started):
    script = Script(started)
    session = make_session(script)
    session.start("a config", Path("run"))
    qtbot.waitUntil(lambda: session.state == "running", timeout=LONG_MS)
    session.stop()
    assert session.wait(LONG_MS)
    assert script.was_closed.is_set()
    assert session.state == "idle"


def test_a_pause_holds_and_going_on_loses_nothing(qtbot, make_session, started):
    session = make_session(Script(started))
    session.start("a config", Path("run"))
    events = arrived_until(
        qtbot, session, lambda events: any(isinstance(event, StepDone) for event in events)
    )
    session.pause()
    assert session.state == "paused"
    qtbot.waitUntil(lambda: session._feed.worker.is_holding, timeout=LONG_MS)
    session._feed._empty()
    count = len(events)
    session._feed._empty()
    assert len(events) == count
    session.go_on()
    qtbot.waitUntil(lambda: len(events) > count, timeout=LONG_MS)
    steps = [event.step for event in events if isinstance(event, StepDone)]
    assert steps == list(range(1, len(steps) + 1))


@pytest.mark.parametrize(("is_disk_full", "outcome"), [(False, Saved), (True, Warned)])
def test_saving_while_paused_rests_again_whether_it_succeeds_or_not(
    qtbot, make_session, started, is_disk_full, outcome
):
    session = make_session(Script(started, is_disk_full=is_disk_full))
    session.start("a config", Path("run"))
    events = arrived_until(qtbot, session, bool)
    session.pause()
    qtbot.waitUntil(lambda: session._feed.worker.is_holding, timeout=LONG_MS)
    session.save_now()
    qtbot.waitUntil(lambda: any(isinstance(event, outcome) for event in events), timeout=LONG_MS)
    qtbot.waitUntil(lambda: session._feed.worker.is_holding, timeout=LONG_MS)
    session._feed._empty()
    assert session.state == "paused"
    assert isinstance(events[-1], outcome)


def test_news_left_of_the_step_before_does_not_end_a_try_to_save(qtbot, make_session, started):
    may_go = threading.Event()

    def run(config, folder, *, resume, commands):
        yield started
        assert may_go.wait(10)
        yield StepDone(1, 64, 0.1)
        yield Warned(1, "The samples cannot be written.")
        yield from Script()(config, folder, commands=commands)

    session = make_session(run)
    session.start("a config", Path("run"))
    events = arrived_until(qtbot, session, lambda _: session.state == "running")
    session.pause()
    may_go.set()
    qtbot.waitUntil(lambda: session._feed.worker.is_holding, timeout=LONG_MS)
    session.save_now()
    qtbot.waitUntil(lambda: any(isinstance(event, Saved) for event in events), timeout=LONG_MS)


def test_a_changed_setting_reaches_the_run(qtbot, make_session, started):
    seen = []

    def run(config, folder, *, resume, commands):
        yield started
        while not seen:
            seen.extend(commands.take_all())
            yield StepDone(1, 1, 1.0)

    session = make_session(run)
    session.start("a config", Path("run"))
    session.change("optimizer.g_lr", 1e-4)
    qtbot.waitUntil(lambda: session.state == "idle", timeout=LONG_MS)
    assert seen == [ChangeSetting("optimizer.g_lr", 1e-4)]


def test_a_second_start_is_refused_in_a_sentence(make_session, started):
    session = make_session(Script(started))
    session.start("a config", Path("run"))
    with pytest.raises(InputError, match="One run trains at a time"):
        session.start("another", Path("other"))


def test_a_session_can_start_again_after_its_end(qtbot, make_session, started):
    session = make_session(Script(started, is_endless=False))
    for _ in range(3):
        session.start("a config", Path("run"))
        assert session.wait(LONG_MS)
    assert session.states.count("idle") == 3


def test_a_run_that_outruns_the_window_is_held_back(qtbot, make_session, started):
    def flood(config, folder, *, resume, commands):
        yield started
        while True:
            yield StepDone(1, 1, 1.0)

    session = make_session(flood)
    batches = []
    session.events_ready.connect(lambda events: batches.append(len(events)))
    session.start("a config", Path("run"))
    qtbot.waitUntil(lambda: len(batches) > 20, timeout=LONG_MS)
    session.stop()
    assert session.wait(LONG_MS)
    assert max(batches) < 10_000
