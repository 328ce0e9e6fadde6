"""Notices, preferences, the parts loader and the studio that holds them."""

from __future__ import annotations

import pytest

from gan_studio.core import device
from gan_studio.core.events import Finished, Warned
from gan_studio.session import parts
from gan_studio.session.failure import Failure
from gan_studio.session.notices import Notices
from gan_studio.session.preferences import Preferences
from gan_studio.session.studio import OpenModel, Studio, Visit

LONG_MS = 60_000


def test_notices_wait_for_a_view(qtbot):
    notices, shown = Notices(), []
    notices.error("Broken.", "Mend it.", "a trace")
    notices.attach(shown.append)
    notices.info("Done.")
    assert [(notice.kind, notice.text) for notice in shown] == [("error", "Broken."), ("info", "Done.")]


@pytest.mark.parametrize(
    "value", [True, False, 3_000_000_000, 0.25, "a/b", b"\x00\xff", ["x", "y, z"], ["one"], []]
)
def test_a_choice_is_recalled_with_its_type(qtbot, value):
    Preferences().remember("page/choice", value)
    Preferences().save()
    recalled = Preferences().recall("page/choice", type(value)())
    assert recalled == value
    assert type(recalled) is type(value)


def test_a_spoilt_preference_gives_the_default(qtbot):
    preferences = Preferences()
    preferences.remember("page/number", "not a number")
    preferences.remember("window/theme", "purple")
    assert preferences.recall("page/number", 7) == 7
    assert preferences.theme == "system"


def test_a_new_theme_is_told_and_kept(qtbot):
    preferences = Preferences()
    with qtbot.waitSignal(preferences.theme_changed) as told:
        preferences.theme = "dark"
    assert told.args == ["dark"]
    assert Preferences().theme == "dark"


def test_a_run_s_warnings_and_end_become_notices(qtbot):
    studio, shown = Studio(), []
    studio.notices.attach(shown.append)
    studio.training.events_ready.emit(
        [Warned(3, "The disk is full."), Finished(9, 9, 1.0, "done", "Done.", None)]
    )
    studio.training.failed.emit(Failure("It broke.", "Try again.", "trace"))
    assert [(notice.kind, notice.text) for notice in shown] == [
        ("warning", "The disk is full."),
        ("info", "Done."),
        ("error", "It broke."),
    ]


def test_a_visit_reaches_the_window(qtbot, tmp_path):
    studio = Studio()
    with qtbot.waitSignal(studio.visit_requested) as asked:
        studio.visit(Visit("explore", OpenModel(tmp_path)))
    assert asked.args == [Visit("explore", OpenModel(tmp_path))]


def test_a_broken_installation_is_told(qtbot, monkeypatch):
    def broken():
        raise ImportError("No module named 'torch'")

    studio, shown = Studio(), []
    studio.notices.attach(shown.append)
    monkeypatch.setattr(studio.parts._task, "_work", broken)
    assert not studio.parts.wait(LONG_MS)
    assert shown[0].kind == "error"
    assert "Install" in shown[0].advice


@pytest.mark.parametrize(("count", "words"), [(1, "CPU, 1 core, "), (2, "CPU, 2 cores, ")])
def test_the_device_is_told_with_its_cores(monkeypatch, count, words):
    monkeypatch.setattr(device, "usable_cores", lambda: count)
    monkeypatch.setattr(device, "available_devices", lambda: ["cpu"])
    assert parts._device_text().startswith(words)
