"""An evaluation as a table, and the best of its columns."""

from __future__ import annotations

import dataclasses

import pytest
from scripted_scores import PROTOCOL, evaluation, score

from gan_studio.core.report import table_of


def _bests(values: dict[str, float | None], **changes: object) -> list[int]:
    found = evaluation({name: [score("sharpness", value, **changes)] for name, value in values.items()})
    return sorted(table_of(found).best_rows(0))


def test_subjects_are_rows_and_metrics_columns_in_the_order_they_came():
    table = table_of(
        evaluation(
            {"b": [score("sharpness", 1.0), score("variety", 2.0)], "a": [score("variety", 3.0)]},
            refused=(("a", "sharpness", "It has no edges."),),
        )
    )
    assert [column.name for column in table.columns] == ["sharpness", "variety"]
    assert [row.subject.text for row in table.rows] == ["b", "a"]
    assert [row.cells[1].value for row in table.rows] == [2.0, 3.0]
    assert table.rows[1].cells[0].why == "It has no edges."


def test_a_subject_that_cannot_be_opened_says_so_in_every_column():
    table = table_of(evaluation({"a": [score("sharpness", 1.0)]}, refused=(("b", "", "It is damaged."),)))
    assert [cell.why for cell in table.rows[1].cells] == ["It is damaged."]


def test_what_was_not_reached_is_an_empty_cell():
    table = table_of(evaluation({"a": [score("sharpness", 1.0)], "b": []}))
    assert table.rows[1].cells == (None,)


@pytest.mark.parametrize(("better", "best"), [("lower", [1]), ("higher", [0]), ("", [])])
def test_the_best_is_the_lowest_or_the_highest(better, best):
    assert _bests({"a": 2.0, "b": 1.0}, better=better) == best


def test_ties_are_both_the_best():
    assert _bests({"a": 1.0, "b": 2.0, "c": 1.0}) == [0, 2]


def test_one_value_alone_is_not_the_best_of_anything():
    assert _bests({"a": 1.0}) == []
    assert _bests({"a": 1.0, "b": None, "c": float("nan")}) == []


@pytest.mark.parametrize(
    ("change", "is_comparable"),
    [({"n_fake": 100}, False), ({"checksum": "ba9876543210"}, False), ({"psi": 0.5}, True)],
)
def test_values_computed_from_different_things_have_no_best(change, is_comparable):
    other = dataclasses.replace(PROTOCOL, **change)
    table = table_of(
        evaluation({"a": [score("sharpness", 1.0)], "b": [score("sharpness", 2.0, protocol=other)]})
    )
    assert table.is_comparable(0) == is_comparable
    assert bool(table.best_rows(0)) == is_comparable
