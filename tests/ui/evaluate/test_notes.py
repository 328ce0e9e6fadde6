"""What is said beside scores: notes, reasons and the protocol."""

from __future__ import annotations

import dataclasses

from scripted_scores import PROTOCOL, evaluation, score

from gan_studio.core.report import table_of
from gan_studio.ui.pages.evaluate.notes import notes_of
from gan_studio.ui.pages.evaluate.protocol import protocol_in_full, protocol_summary
from gan_studio.ui.widgets.score_table_model import MetricColumn, ScoredModel, ScoreTableModel


def test_notes_say_whose_they_are_where_they_are_not_about_all_models(qtbot):
    shared, own = (
        score("one", 1.0, notes=("Few pictures.",)),
        score("one", 1.0, notes=("Odd.", "Few pictures.")),
    )
    model = ScoreTableModel()
    model.begin([ScoredModel("A"), ScoredModel("B")], [MetricColumn("one", "One", "First.", "lower")])
    model.show_table(table_of(evaluation({"a": [shared], "b": [own]})))
    assert notes_of(model) == {"Few pictures.": ["One"], "Odd.": ["One of B"]}


def test_a_reason_that_is_about_a_whole_model_names_it_once(qtbot):
    made = evaluation({"a": [score("one", 1.0), score("two", 1.0)]}, (("b", "", "It cannot be opened."),))
    made.plan = dataclasses.replace(made.plan, metrics=("one", "two"))
    model = ScoreTableModel()
    columns = [MetricColumn(name, name, "First.", "lower") for name in ("one", "two")]
    model.begin([ScoredModel("A"), ScoredModel("B")], columns)
    model.show_table(table_of(made))
    assert notes_of(model) == {"It cannot be opened.": ["B"]}


def test_where_metrics_used_other_pictures_the_protocol_says_so_and_the_notes_say_which(qtbot, page):
    other = dataclasses.replace(PROTOCOL, split="training", n_real=60_000)
    made = evaluation({"a": [score("one", 1.0), score("two", 2.0, protocol=other)]})
    (line,) = protocol_summary(table_of(made))
    assert line.startswith("500 generated pictures against 1,024 to 60,000 of shirts (held-out or training)")
    full = protocol_in_full(table_of(made))
    assert [text.partition(":")[0] for text in full] == ["One", "Two"]
    assert protocol_summary(table_of(evaluation({}))) == []
