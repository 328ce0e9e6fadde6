"""The list of presets: grouped by networks, found by typing, chosen by key or press."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gan_studio.core.config import DEFAULT_PRESET, Preset, presets
from gan_studio.ui.pages.train.preset_picker import PresetPicker, facts_of


def preset(name, label, family, data="clothes", **more):
    return Preset(
        name, label, f"{label} is a preset.", "A paper of some length", "task", 32, {}, data, family, **more
    )


PRESETS = (
    preset(DEFAULT_PRESET, "Quick clothes", "plain"),
    preset("plain", "The plain one", "plain"),
    preset("rich", "The rich one", "rich", "smileys", wants_gpu=True),
    preset("odd", "The odd one", "unheard-of"),
)
FAMILIES = {"rich": "Rich networks", "plain": "Plain networks", "empty": "Networks of nobody"}


@pytest.fixture
def picker(qtbot):
    host = QWidget()
    host.resize(800, 700)
    qtbot.addWidget(host)
    host.show()
    picker = PresetPicker(PRESETS, host)
    picker.open_below(host, FAMILIES, "rich")
    yield picker
    picker.hide()


def texts(picker):
    return [picker.list.item(row).text() for row in range(picker.list.count())]


def test_presets_stand_under_their_networks_and_the_default_before_all(picker):
    assert texts(picker) == [
        "To begin with",
        "Quick clothes",
        "Rich networks",
        "The rich one",
        "Plain networks",
        "The plain one",
        "unheard-of",
        "The odd one",
    ]


def test_it_opens_on_the_preset_that_is_chosen(picker):
    assert picker.list.currentItem().text() == "The rich one"
    assert picker.about.text() == "The rich one is a preset."


@pytest.mark.parametrize(
    ("typed", "first"), [("plain one", "The plain one"), ("smileys", "The rich one"), ("odd", "The odd one")]
)
def test_typing_finds_by_name_and_by_data(picker, qtbot, typed, first):
    qtbot.keyClicks(picker.search, typed)
    assert texts(picker)[0] == first
    assert "Rich networks" not in texts(picker)


def test_a_whole_name_finds_its_preset_and_not_one_that_only_resembles_it(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    picker = PresetPicker(presets(), host)
    picker.open_below(host, {}, DEFAULT_PRESET)
    for wanted in presets():
        picker.search.setText(wanted.name)
        assert picker.list.currentItem().text() == wanted.label
    picker.hide()


def test_enter_takes_what_the_arrows_chose(picker, qtbot):
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(picker.picked) as picked:
        qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picked.args == [PRESETS[1]]
    assert picker.isHidden()


def test_a_press_takes_a_preset_but_no_heading(picker, qtbot):
    taken = []
    picker.picked.connect(taken.append)
    for row in (2, 3):
        place = picker.list.visualItemRect(picker.list.item(row)).center()
        qtbot.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert taken == [PRESETS[2]]


def test_nothing_found_says_what_to_do(picker, qtbot):
    qtbot.keyClicks(picker.search, "zzz")
    assert texts(picker) == []
    assert picker.about.text() == "No preset matches; try fewer letters."
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.isVisible()


def test_a_person_reads_what_is_learned_from_and_what_is_needed():
    assert facts_of(PRESETS[2]) == "smileys, 32 px, graphics card advised"
    assert (
        facts_of(dataclasses.replace(PRESETS[2], data="emoji-noto", wants_gpu=False)) == "Emoji (Noto), 32 px"
    )


@pytest.mark.parametrize("found", presets(), ids=lambda preset: preset.name)
def test_a_preset_made_for_a_graphics_card_says_so_in_the_list(found):
    assert found.wants_gpu == ("graphics card" in found.summary)
    assert found.data == found.config().data.source
    assert found.config().preset == found.name
