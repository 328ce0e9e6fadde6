"""`gan-studio evaluate` scores models and says what the scores were computed from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from picture_files import png, write_files
from scripted_scores import SMALL, evaluation, score
from tiny_models import write_model

from gan_studio import cli
from gan_studio.core import evaluate as flow
from gan_studio.core import weights
from gan_studio.core.features import published_weights_of


@pytest.fixture
def scripted(monkeypatch):
    """Gives the evaluation to answer with in place of a real one; keeps the plans that were asked for."""
    plans: list[flow.Plan] = []

    def answer_with(found: flow.Evaluation, ends_with: type[BaseException] | None = None):
        def answer(plan: flow.Plan) -> flow.Evaluating:
            plans.append(plan)
            yield from found.scores
            if ends_with:
                raise ends_with
            yield from found.refused
            return found

        monkeypatch.setattr(flow, "evaluate", answer)
        return plans

    return answer_with


def _json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    assert cli.main([*map(str, arguments), "--json"]) == cli.DONE
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def _complaint(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert cli.main(["evaluate", *map(str, arguments)]) == cli.WRONG_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.strip().splitlines()[-1]


def test_one_model_gives_one_key_for_each_metric(scripted, capsys):
    scripted(evaluation({"a": [score("m", 1.5, spread=0.5)]}, refused=(("a", "n", "It has no classes."),)))
    result = _json(capsys, "evaluate", "a")
    assert list(result) == ["m", "n"]
    told = {name: result["m"][name] for name in ("value", "spread", "n", "features")}
    assert told == {"value": 1.5, "spread": 0.5, "n": 500, "features": "tiny"}
    assert (result["n"]["value"], result["n"]["refused"]) == (None, "It has no classes.")


def test_several_models_follow_by_name(scripted, capsys):
    scripted(evaluation({"a": [score("m", 2.0)], "b": [score("m", 1.0)]}))
    result = _json(capsys, "evaluate", "a", "b")
    assert (result["m"]["value"], result["models"]["b"]["m"]["value"]) == (2.0, 1.0)
    assert [result["models"][name]["m"]["best"] for name in "ab"] == [False, True]


def test_a_person_reads_scores_protocol_and_notes(scripted, capsys):
    scripted(evaluation({"a": [score("m", 1.5, spread=0.5, notes=(SMALL,))]}))
    assert cli.main(["evaluate", "a"]) == cli.DONE
    head, row, _, protocol, _, note = capsys.readouterr().out.splitlines()
    assert head.split() == ["Metric", "Score", "Better", "n", "n", "real"]
    assert row.split() == ["M", "1.500", "±", "0.500", "lower", "500", "1,024", "[1]"]
    assert protocol.startswith("Generated pictures against held-out pictures of shirts; features of tiny")
    assert note == f"[1] {SMALL}"


def test_weights_are_fetched_only_on_consent(scripted, monkeypatch, capsys):
    fetched: list[weights.PublishedWeights] = []

    def fetch(wanted: weights.PublishedWeights) -> Iterator[None]:
        fetched.append(wanted)
        yield from ()

    monkeypatch.setattr(weights, "download", fetch)
    monkeypatch.setattr(torch.hub, "get_dir", lambda: "/nowhere")
    scripted(evaluation({"a": [score("m", 1.5)]}))
    arguments = ("evaluate", "a", "--features", "inception-v3")
    _json(capsys, *arguments)
    assert fetched == []
    _json(capsys, *arguments, "--download")
    assert fetched == [published_weights_of("inception-v3")]


def test_what_is_asked_is_what_is_planned(scripted, capsys):
    plans = scripted(evaluation({"a": [score("m", 1.5)]}))
    options = {"data": "shirts", "n": 64, "split": "training", "repeats": 3, "psi": 0.5, "seed": 9}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    _json(capsys, "evaluate", "a", "b", "a", *words, "--weights", "w.pt", "--device", "cpu")
    assert plans[0] == flow.Plan(
        subjects=(flow.Subject("a"), flow.Subject("b")),
        data="shirts",
        weights=Path("w.pt"),
        count=64,
        split="training",
        repeats=3,
        psi=0.5,
        seed=9,
        device="cpu",
    )


def test_when_nothing_can_be_scored_the_reason_is_the_answer(scripted, capsys):
    scripted(evaluation({}, refused=(("a", "m", "It has no classes; choose another."),)))
    assert _complaint(capsys, "a") == "It has no classes; choose another."


def test_ending_it_keeps_the_scores_that_are_there(scripted, tmp_path, capsys):
    scripted(evaluation({"a": [score("m", 1.5)]}), ends_with=KeyboardInterrupt)
    assert cli.main(["evaluate", "a", "--out", str(tmp_path / "a.json")]) == cli.INTERRUPTED
    assert "1.500" in capsys.readouterr().err
    assert (tmp_path / "a.json").is_file()


def test_a_place_for_the_report_is_checked_before_anything_is_computed(scripted, tmp_path, capsys):
    plans = scripted(evaluation({"a": [score("m", 1.5)]}))
    assert "a.pdf" in _complaint(capsys, "a", "--out", tmp_path / "a.pdf")
    assert plans == []


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--metrics", "fidd"], "did you mean “fid”"),
        (["--metrics", ","], "No metric is chosen"),
        (["--n", "1"], "must be from 2"),
        (["--psi", "nan"], "--psi is nan"),
        (["--split", "odd"], "odd"),
        (["--device", "gpu"], "device"),
        (["--features", "embeded"], "did you mean “embedded”"),
        (["--data", "no/such/folder"], "no/such/folder"),
    ],
)
def test_what_cannot_be_is_one_sentence(arguments, part, tmp_path, capsys):
    assert part in _complaint(capsys, write_model(tmp_path / "a.pt"), *arguments)


def test_a_model_that_is_not_there_is_named(capsys):
    assert "no model “fashion-quik”" in _complaint(capsys, "fashion-quik", "--n", "8")


@pytest.mark.parametrize(
    ("files", "part"),
    [({}, "is empty"), ({"notes.txt": b"words"}, "image"), ({"one.png": png(0)}, "picture")],
)
def test_a_folder_without_two_pictures_is_refused(files, part, tmp_path, capsys):
    folder = tmp_path / "set"
    folder.mkdir()
    write_files(folder, files)
    model = write_model(tmp_path / "a.pt")
    assert part in _complaint(capsys, model, "--data", folder, "--n", "8")


def test_a_real_model_is_scored_against_a_folder_of_mixed_pictures(tmp_path, capsys):
    sides = (8, 12, 20)
    files = {f"{index}.png": png(index, sides[index % 3], 1 + index % 2 * 2) for index in range(24)}
    folder = write_files(tmp_path / "set", files)
    model = write_model(tmp_path / "a.pt", channels=3)
    report = tmp_path / "a.html"
    arguments = ("--data", folder, "--n", 16, "--metrics", "kid,precision", "--split", "all", "--out", report)
    result = _json(capsys, "evaluate", model, *arguments)
    assert list(result) == ["kid", "precision", "out"]
    assert np.isfinite(result["kid"]["value"])
    assert (result["kid"]["n"], result["kid"]["n_real"]) == (16, 24)
    assert report.read_text(encoding="utf-8").startswith("<!doctype html>")
