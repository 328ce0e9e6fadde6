"""Scores and protocols in words."""

from __future__ import annotations

import dataclasses

import pytest
from scripted_scores import PROTOCOL

from gan_studio.core.report import Computed, Footnotes, protocol_lines, score_text


@pytest.mark.parametrize(
    ("value", "spread", "text"),
    [
        (12.3456, None, "12.35"),
        (12.3456, 0.2, "12.35 ± 0.20"),
        (0.00123456, None, "0.001235"),
        (0.5, 0.00004, "0.50000 ± 0.00004"),
        (123_456.7, None, "123,457"),
        (1234.5, 0.2, "1,234.5 ± 0.2"),
        (0.0, None, "0"),
        (0.0, 0.01, "0.00 ± 0.01"),
        (-0.0001234, None, "-0.0001234"),
        (3e-12, None, "3.000e-12"),
        (1.0, 0.0, "1.000 ± 0.000"),
        (1.0, float("nan"), "1.000"),
        (None, None, "—"),
        (float("nan"), None, "—"),
    ],
)
def test_a_score_shows_four_figures_and_its_spread(value, spread, text):
    assert score_text(value, spread) == text


def test_one_way_of_computing_is_told_once():
    computed = [Computed("a", "Sharpness", PROTOCOL), Computed("a", "Variety", PROTOCOL)]
    assert protocol_lines(computed) == [
        "500 generated pictures against 1,024 held-out pictures of shirts; features of tiny (weights "
        "0123456789ab); resize: bilinear, antialiased; psi 1; seed 3."
    ]


def test_every_way_of_computing_names_its_metrics():
    alone = dataclasses.replace(PROTOCOL, data="", split="", extractor="", checksum="", resize="", repeats=2)
    computed = [
        Computed("a", "Sharpness", PROTOCOL),
        Computed("a", "Path", alone),
        Computed("a", "Variety", PROTOCOL),
    ]
    first, second = protocol_lines(computed)
    assert first.startswith("Sharpness, Variety: 500 generated")
    assert second == "Path: 500 generated pictures alone; psi 1; seed 3; repeated 2 times."


def test_a_metric_computed_in_two_ways_names_the_subjects():
    folder = dataclasses.replace(PROTOCOL, psi=None, n_fake=9, split="all")
    computed = [Computed("a", "Sharpness", PROTOCOL), Computed("b", "Sharpness", folder)]
    first, second = protocol_lines(computed)
    assert first.startswith("Sharpness of a: ")
    assert second.startswith("Sharpness of b: 9 pictures against 1,024 pictures of shirts; ")


def test_counts_that_stand_elsewhere_do_not_split_the_words():
    fewer = dataclasses.replace(PROTOCOL, n_fake=9)
    computed = [Computed("a", "Sharpness", PROTOCOL), Computed("a", "Variety", fewer)]
    (line,) = protocol_lines(computed, with_counts=False)
    assert line.startswith("Generated pictures against held-out pictures of shirts; ")


def test_a_note_met_again_keeps_its_number():
    footnotes = Footnotes()
    assert footnotes.numbers(["x", "y", "x"]) == [1, 2]
    assert footnotes.numbers(["z", "y"]) == [3, 2]
    assert footnotes.texts == ["x", "y", "z"]
