"""Scores in a model's card: written by an evaluation, read again in words."""

from __future__ import annotations

import dataclasses
import re
import tomllib

import pytest
from scripted_scores import PROTOCOL, evaluation, score

from gan_studio.core.report import card_lines, write_report
from gan_studio.core.shipped import shipped_models


def written(found, tmp_path):
    path = tmp_path / "card.toml"
    write_report(found, path)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_a_card_says_the_scores_and_what_they_were_computed_from(tmp_path):
    alone = dataclasses.replace(PROTOCOL, psi=None, data="", split="", n_real=0)
    found = evaluation({"a": [score("fid", 1.25, spread=0.5), score("variety", 3.0, protocol=alone)]})
    fid, variety, *protocols = card_lines(written(found, tmp_path))
    assert fid == "Fid 1.250 ± 0.500"
    assert variety == "Variety 3.000"
    assert protocols[0].startswith("Fid: 500 generated pictures against 1,024 held-out pictures of shirts;")
    assert protocols[1].startswith("Variety: 500 pictures alone;")


def test_what_could_not_be_computed_is_left_out(tmp_path):
    found = evaluation({"a": [score("fid", None), score("kid", 0.5)]}, (("a", "modes", "No classes."),))
    assert list(written(found, tmp_path)["scores"]) == ["kid"]


@pytest.mark.parametrize("card", [{}, {"scores": {}}, {"scores": {"old": "1.7 of something"}}])
def test_a_card_without_scores_says_nothing_of_them(card):
    assert card_lines(card) == []


def test_a_damaged_score_is_told_and_the_others_are_shown(tmp_path):
    card = written(evaluation({"a": [score("fid", 1.0), score("kid", 2.0)]}), tmp_path)
    del card["scores"]["fid"]["n"]
    lines = card_lines(card)
    assert lines[0] == "fid: cannot be read"
    assert lines[1].startswith("Kid 2.000")


@pytest.mark.parametrize("model", shipped_models(), ids=lambda model: model.name)
def test_every_model_that_ships_tells_its_scores(model):
    lines = card_lines(model.card)
    assert lines[0].startswith("FID ")
    assert any(
        re.search(r"10,000 generated pictures against [\d,]+ (held-out|training) pictures", line)
        for line in lines
    )
