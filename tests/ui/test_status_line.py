"""The status bar: job, memory and device, on every place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gan_studio.core.events import Preparing, StepDone

LONG_MS = 10_000


def job(window):
    return window.status_line.job


def label(window, name):
    return window.status_line.findChild(QLabel, f"status.{name}").text()


def test_it_says_when_nothing_trains(frame):
    assert job(frame).text() == "Nothing is training"


def test_it_shows_memory_and_waits_for_the_device(frame):
    assert label(frame, "memory").startswith("Memory ")
    assert label(frame, "device") == "Loading PyTorch…"
    frame.studio.parts._tell_ready("CPU, 2 cores, float32")
    assert label(frame, "device") == "CPU, 2 cores, float32"


def test_what_is_told_in_passing_moves_nothing(frame, qtbot):
    frame.studio.notices.confirm("Copied the latent.")
    assert frame.status_line.currentMessage() == "Copied the latent."
    assert frame.notice_bar.isHidden()
    frame.studio.notices.info("Saved a.png.")
    assert [notice.text for notice in frame.notice_bar.notices] == ["Saved a.png."]


def test_it_follows_the_run(training_frame, qtbot):
    qtbot.waitUntil(lambda: "step" in job(training_frame).text(), timeout=LONG_MS)
    assert job(training_frame).text().startswith("Training a-run · step ")
    assert job(training_frame).accessibleName() == job(training_frame).text()
    training_frame.studio.training.pause()
    assert job(training_frame).text().startswith("Paused a-run · step ")


@pytest.mark.parametrize(
    ("events", "ending"),
    [
        ([StepDone(5, 5, 0.0, 0.0), StepDone(9, 9, 60.0, 0.25)], "step 9 · 25% · 3 min 00 s left"),
        ([StepDone(1234, 9, 61.0, None)], "step 1,234 · 1 min 01 s so far"),
    ],
)
def test_it_tells_the_time_left_or_the_time_spent(frame, events, ending):
    frame.studio.training.state = "running"
    frame.studio.training.run_folder = Path("runs/a-run")
    frame.studio.training.events_ready.emit(events)
    assert job(frame).text() == f"Training a-run · {ending}"
    frame.studio.training.state = "idle"


def test_it_says_what_is_prepared(frame):
    frame.studio.training.state = "preparing"
    frame.studio.training.run_folder = Path("runs/a-run")
    frame.studio.training.events_ready.emit([Preparing("Reading images", 0.5)])
    assert job(frame).text() == "Preparing a-run: Reading images"
    frame.studio.training.state = "idle"


def test_a_click_on_the_job_goes_to_train(frame, qtbot):
    frame.go_to("data")
    qtbot.mouseClick(job(frame), Qt.MouseButton.LeftButton)
    assert frame.place == "train"
