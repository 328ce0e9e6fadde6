"""Errors that nothing caught reach the notices from any thread and are kept in a file."""

from __future__ import annotations

import sys
import threading

import pytest

from gan_studio import paths
from gan_studio.session.error_catcher import ErrorCatcher, keep_trace
from gan_studio.session.failure import Failure
from gan_studio.session.notices import Notices


@pytest.fixture
def notices(qtbot, monkeypatch):
    """Notices whose catcher has Python's hooks; these are given back afterwards."""
    for module, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    notices = Notices()
    ErrorCatcher(notices, notices).install()
    return notices


def test_an_uncaught_error_becomes_a_notice(notices):
    try:
        raise ValueError("seven")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (notice,) = notices._waiting
    assert notice.kind == "error"
    assert "seven" in notice.text
    assert "ValueError" in notice.trace
    assert "seven" in (paths.home() / "errors.log").read_text("utf-8")


def test_an_error_of_another_thread_arrives_on_the_window_s(qtbot, notices):
    arrived = []

    def fail():
        raise RuntimeError("in a thread")

    notices.posted.connect(lambda notice: arrived.append(threading.current_thread()))
    with qtbot.waitSignal(notices.posted, timeout=10_000):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert arrived == [threading.main_thread()]


def test_an_error_in_a_finaliser_becomes_a_notice(notices):
    class Spoilt:
        def __del__(self):
            raise RuntimeError("while going")

    spoilt = Spoilt()
    del spoilt
    assert "while going" in notices._waiting[0].text


def test_an_input_error_leaves_no_trace_in_the_file(qtbot):
    keep_trace(Failure("Choose another."))
    assert not (paths.home() / "errors.log").exists()


def test_a_log_grown_too_long_starts_afresh(qtbot):
    log = paths.home() / "errors.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("x" * 1_000_001, "utf-8")
    keep_trace(Failure("It broke.", "", "a trace"))
    assert log.read_text("utf-8").endswith("It broke.\na trace\n")
    assert log.stat().st_size < 1000


def test_a_log_that_cannot_be_written_adds_no_error(qtbot, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    monkeypatch.setenv("GAN_STUDIO_HOME", str(blocked))
    keep_trace(Failure("It broke.", "", "a trace"))
