"""Emptying the trash."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from gan_studio import paths
from gan_studio.core.run_folder import move_to_trash, trashed_runs
from gan_studio.session.notices import Notices
from gan_studio.ui import trash


@pytest.fixture
def trashed_run():
    run = paths.runs() / "a-run"
    run.mkdir(parents=True)
    (run / "weights.pt").write_bytes(bytes(3 * 2**20))
    return move_to_trash(run)


@pytest.fixture
def notices(qtbot):
    notices = Notices()
    notices.told = []
    notices.posted.connect(lambda notice: notices.told.append(notice.text))
    return notices


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_a_wanted_emptying_frees_the_room_and_says_how_much(trashed_run, notices, parent, monkeypatch):
    monkeypatch.setattr(trash, "wants_to_empty", lambda *_: True)
    trash.empty_trash_if_wanted(parent, notices)
    assert not trashed_run.exists()
    assert notices.told == ["The trash is empty; 3 MiB are free again."]


def test_an_unwanted_emptying_keeps_everything(trashed_run, notices, parent, monkeypatch):
    monkeypatch.setattr(trash, "wants_to_empty", lambda *_: False)
    trash.empty_trash_if_wanted(parent, notices)
    assert trashed_runs() == [trashed_run]


def test_an_empty_trash_asks_nothing(notices, parent):
    trash.empty_trash_if_wanted(parent, notices)
    assert notices.told == ["The trash is empty."]
