"""Finding a setting: problems beside their rows, searching, and long sections."""

import dataclasses

import pytest
from config_forms import CHOICES
from PySide6.QtWidgets import QLineEdit

from gan_studio.core.config import Problem, sections
from gan_studio.ui.widgets.config_form_draft import CHOICE, Origin


def test_a_problem_is_said_beside_its_setting_even_if_folded(form):
    advanced = next(path for path, row in form.rows().items() if row.field.setting.advanced)
    form.set_folded([advanced.split(".")[0]])
    form.set_problems([Problem(advanced, "This does not fit; choose 3.")])
    row = form.rows()[advanced]
    assert row.problem.isVisible()
    assert "choose 3" in row.problem.text()
    form.set_problems([])
    assert not row.problem.isVisible()


@pytest.mark.parametrize("section", CHOICES)
def test_a_problem_of_a_section_is_said_at_its_choice(form, section):
    form.set_problems([Problem(section, "Not together.")])
    assert "Not together" in form.rows()[f"{section}.{CHOICE}"].problem.text()


def test_a_problem_of_nothing_shown_is_said_above(form):
    form.set_problems([Problem("elsewhere.entirely", "Something is off.")])
    assert form._general.isVisible()


def test_search_shows_matching_rows_only_and_unfolds(form, qtbot):
    row = next(row for row in form.rows().values() if row.field.setting.advanced)
    assert not row.isVisible()
    form._bar.search.setText(row.field.setting.label.upper())
    assert row.isVisible()
    assert not form.rows()["training.batch_size"].isVisible()
    form._bar.search.clear()
    assert not row.isVisible()
    assert form.rows()["training.batch_size"].isVisible()


def test_a_search_without_result_says_so(form):
    form._bar.search.setText("xyzzy")
    assert form._bar._nothing.isVisible()


def test_revealing_unfolds_and_focuses(form, qtbot):
    path = next(path for path, row in form.rows().items() if row.field.setting.advanced)
    form.set_folded([path.split(".")[0]])
    form.reveal(path)
    assert form.rows()[path].editor.isVisible()


LONG = [name for name, about in sections().items() if about.many and len(about.registry.names()) > 6]


@pytest.mark.parametrize("section", LONG)
def test_in_a_long_section_parts_that_are_off_wait_behind_a_button(form, qtbot, section):
    names = list(sections()[section].registry.names())
    part = sections()[section].registry.entry(names[3]).part()
    config = dataclasses.replace(form.value(), **{section: (part,)})
    form.load(Origin("mine", config))
    panel = form._panels[section]

    def shown():
        return [name for name in names if form.rows()[f"{section}.{name}"].isVisible()]

    assert shown() == [names[3]]
    assert panel.others.text() == f"Show {len(names) - 1} others"
    form.rows()[f"{section}.{names[3]}"].editor.click()
    assert shown() == [names[3]]  # still there, to be switched on again
    panel.others.click()
    assert shown() == names
    form.rows()[f"{section}.{names[0]}"].editor.click()
    panel.others.click()
    assert shown() == [name for name in names if name in (names[0], names[3])]


@pytest.mark.parametrize("section", LONG)
def test_what_waits_is_found_by_searching_and_revealed_by_its_path(form, qtbot, section):
    config = dataclasses.replace(form.value(), **{section: ()})
    form.load(Origin("mine", config))
    name, *_, last = sections()[section].registry.names()
    row = form.rows()[f"{section}.{last}"]
    assert not row.isVisible()
    search = form._bar.findChild(QLineEdit)
    search.setText(sections()[section].registry.entry(last).label)
    qtbot.waitUntil(row.isVisible)
    search.clear()
    qtbot.waitUntil(lambda: not row.isVisible())
    form.reveal(f"{section}.{last}")
    assert row.isVisible()
    assert form.rows()[f"{section}.{name}"].isVisible()
