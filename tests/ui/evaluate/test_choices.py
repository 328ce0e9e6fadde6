"""The Evaluate page: what is evaluated, and with what."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluate_pages import evaluated, found, tick_metrics, tick_models
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from gan_studio.core.evaluation_plan import DEFAULT_METRICS
from gan_studio.core.registry import EXTRACTORS, METRICS
from gan_studio.session.evaluation_session import default_extractor
from gan_studio.session.weights_session import WeightsFacts
from gan_studio.ui.pages.evaluate.extractors import weights_note
from gan_studio.ui.widgets.score_table import ScoreTable


def test_runs_are_listed_and_nothing_is_ticked(page):
    assert {offer.candidate.text for offer in page.form.models.offers()} == {"first", "second"}
    assert page.form.models.chosen() == []
    start = found(page, "evaluate.start")
    assert not start.isEnabled()
    assert "Tick a model" in start.toolTip()


def test_the_plan_is_what_the_form_says(qtbot, page, script, tmp_path):
    chosen = tick_metrics(page, lambda part: bool(part.aspect))
    for name, value in (("data", "shirts"), ("count", 50), ("split", "all"), ("repeats", 2), ("seed", 7)):
        page.form.options.edit(name, value)
    page.form.options.edit("psi", 0.7)
    evaluated(qtbot, page, "first", "second")
    plan = script.plan
    assert set(plan.metrics) == set(chosen)
    assert (plan.data, plan.count, plan.split, plan.repeats, plan.seed) == ("shirts", 50, "all", 2, 7)
    assert plan.psi == pytest.approx(0.7)
    assert (plan.extractor, plan.weights) == (type(plan).extractor, None)


def test_what_each_model_was_trained_on_is_the_default_data(qtbot, page, script):
    evaluated(qtbot, page, "first")
    assert script.plan.data == ""


def test_choices_are_remembered(page, make_page):
    tick_models(page, "second")
    chosen = tick_metrics(page, lambda part: "training" in part.needs)
    page.form.options.edit("count", 77)
    page.form.options.edit("data", "shirts")
    again = make_page()
    assert [offer.candidate.text for offer in again.form.models.chosen()] == ["second"]
    assert {column.metric for column in again.form.metrics.chosen()} == set(chosen)
    assert (again.form.options.value().count, again.form.options.value().data) == (77, "shirts")


def test_every_metric_can_be_ticked_and_says_what_it_is(page):
    rows = page.form.metrics.list
    assert {rows.item(row).text() for row in range(rows.count())} == {e.label for e in METRICS.entries()}
    summaries = {entry.label: entry.summary for entry in METRICS.entries()}
    for row in range(rows.count()):
        assert summaries[rows.item(row).text()] in rows.item(row).toolTip()


def test_sets_tick_metrics_that_go_together(page):
    sets = found(page, "evaluate.preset", QComboBox)
    assert sets.currentIndex() == 0
    assert set(page.form.metrics.list.ticked()) == set(DEFAULT_METRICS)
    everything = sets.count() - 1
    sets.setCurrentIndex(everything)
    sets.activated.emit(everything)
    assert len(page.form.metrics.chosen()) == len(METRICS.names())
    tick_metrics(page, lambda part: "training" in part.needs or part.aspect)
    assert sets.currentText() == "Own choice"


def test_every_extractor_can_be_chosen(page):
    editor = found(page, "evaluate.extractor")
    offered = {editor.combo.itemData(index) for index in range(editor.combo.count())}
    labels = {action.text() for action in editor.more.menu().actions()}
    for entry in EXTRACTORS.entries():
        if entry.part.takes_name:
            assert f"{entry.label}…" in labels
        else:
            assert ("" if entry.name == default_extractor() else entry.name) in offered


def test_a_file_of_weights_belongs_to_the_extractor_it_was_chosen_for(qtbot, page, script):
    first = next(entry.name for entry in EXTRACTORS.entries() if entry.name != default_extractor())
    page.form.options.edit("extractor", first)
    page.form.extractors.use_weights("/some/file.pth")
    evaluated(qtbot, page, "first")
    assert (script.plan.extractor, script.plan.weights) == (first, Path("/some/file.pth"))
    page.form.options.edit("extractor", "")
    assert page.form.extractors.weights() is None


def test_weights_are_downloaded_only_after_consent(qtbot, page):
    choice = page.form.extractors
    fetched, asked = [], []
    choice.weights_session.fetch = fetched.append
    facts = WeightsFacts("one", published=type("Weights", (), {"megabytes": 96}), is_here=False)
    choice.weights_session.looked.emit(facts)
    assert choice.download.isEnabled()
    choice.ask_for_consent = lambda given, _: bool(asked.append(given))
    choice.download.trigger()
    assert (asked, fetched) == ([facts], [])
    choice.ask_for_consent = lambda *_: True
    choice.download.trigger()
    assert fetched == [facts]


def test_missing_weights_are_told_beside_the_extractor():
    published = type("Weights", (), {"megabytes": 96})
    assert "96 MB" in weights_note(WeightsFacts("one", published, is_here=False), None)
    assert weights_note(WeightsFacts("one", published), None) == ""
    assert weights_note(WeightsFacts("one", published, is_here=False), Path("a.pth")) == "Weights: a.pth"


def test_the_tab_key_walks_from_the_models_to_the_start(qtbot, page):
    tick_models(page, "first")
    page.activateWindow()
    page.form.models.list.setFocus()
    names = []
    for _ in range(30):
        focused = page.focusWidget()
        names.append(focused.objectName() or focused.parent().objectName())
        if names[-1] == "evaluate.start":
            break
        page.focusNextPrevChild(True)
    order = [name for name in dict.fromkeys(names) if name.startswith("evaluate.")]
    wanted = [
        "models",
        "add_file",
        "preset",
        "metrics",
        "data",
        "split",
        "count",
        "extractor",
        "seed",
        "start",
    ]
    assert [name for name in order if name.removeprefix("evaluate.") in wanted] == [
        f"evaluate.{name}" for name in wanted
    ]


def test_every_control_has_a_name_and_a_tooltip(qtbot, page):
    tick_metrics(page, lambda part: True)
    evaluated(qtbot, page, "first", "second")
    controls = [
        widget
        for kind in (QAbstractButton, QComboBox, QLineEdit, ScoreTable)
        for widget in page.findChildren(kind)
        if widget.objectName().startswith("evaluate.") and not widget.isHidden()
    ]
    assert len(controls) >= 12
    for control in controls:
        assert control.toolTip(), control.objectName()
        assert control.accessibleName() or control.text(), control.objectName()
