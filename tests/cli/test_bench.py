"""`gan-studio bench` measures part after part and tells ratios."""

from __future__ import annotations

import json

import pytest
import torch

from gan_studio import cli
from gan_studio.cli import bench, window_bench
from gan_studio.core.bench import contests, effort, studio_ways
from gan_studio.core.bench.contests import Dcgan
from gan_studio.core.bench.stylegan2 import StyleGan2Sizes
from gan_studio.core.device import precision_name
from gan_studio.core.errors import InputError

TINY = effort.Effort(
    launches=1, rounds=1, seconds=0.0, longest=0.0, window_seconds=1.0, pictures=2, is_thorough=False
)
SMALL = Dcgan(resolution=16, width=4, batch=4)


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    monkeypatch.setattr(effort, "FULL", TINY)
    monkeypatch.setattr(effort, "QUICK", TINY)
    monkeypatch.setattr(contests, "training_contests", lambda _: {"small": SMALL.training})
    monkeypatch.setattr(contests, "picture_contests", lambda _: {"small": SMALL.picture})


def test_training_and_exploring_are_compared(capsys):
    assert cli.main(["bench", "train", "explore", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(found) == {"train", "explore"}
    result = found["train"]["small"]
    assert result["ratio"] == pytest.approx(result["studio"] / result["plain"])
    assert found["explore"]["small"]["unit"] == "ms"


def test_the_table_has_a_line_for_each_comparison(capsys):
    assert cli.main(["bench", "train", "explore"]) == 0
    told = capsys.readouterr()
    head, step, picture, *_ = told.out.splitlines()
    assert head.split() == ["Studio", "Plain", "Ratio"]
    assert step.startswith("DCGAN 16 px, a step")
    assert " ms " in picture
    assert "Measuring DCGAN 16 px" in told.err


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
def test_a_line_names_the_precision_that_the_studio_chose(precision, monkeypatch):
    monkeypatch.setattr(studio_ways, "chosen_precision", lambda name, device: precision)
    for contest in (Dcgan(resolution=16, width=4, batch=4), StyleGan2Sizes(16, 32, 8, 8, batch=4)):
        assert contest.training().label.endswith(f" in {precision_name(precision)}")


@pytest.mark.alone
def test_the_window_and_its_start_up_are_measured_without_a_display(capsys, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(window_bench, "Dcgan", lambda: SMALL)
    assert cli.main(["bench", "startup", "window", "--preset", "vanilla", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    startup, window = found["startup"], found["window"]
    assert startup["start"]["studio"] > startup["painted"]["studio"] > 0.05
    assert startup["start"]["plain"] > 0.2
    assert window["picture"]["rounds"] == 2
    assert window["heartbeat"]["training"]["beats"] > 5
    assert window["training"]["studio"] > 0
    assert window["training"]["plain"] > 0


def test_what_cannot_be_measured_says_why_and_the_rest_goes_on(capsys, monkeypatch):
    def refuse(words, home):
        raise InputError("The window cannot be measured here.")

    monkeypatch.setattr(window_bench, "_answer", refuse)
    assert cli.main(["bench", "startup", "train"]) == 0
    told = capsys.readouterr().out
    assert "startup: The window cannot be measured here." in told
    assert "DCGAN 16 px, a step" in told


def test_ctrl_c_tells_what_was_measured(capsys, monkeypatch):
    def interrupted(effort, preset):
        raise KeyboardInterrupt

    monkeypatch.setitem(bench._PARTS, "explore", interrupted)
    assert cli.main(["bench", "train", "explore", "--json"]) == cli.INTERRUPTED
    assert json.loads(capsys.readouterr().out)["train"]["small"]["studio"] > 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["trian"], "There is no part “trian”; did you mean “train”"),
        (["train", "--preset", "dcgam"], "There is no preset “dcgam”; did you mean “dcgan”"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(words, sentence, capsys):
    assert cli.main(["bench", *words]) == 2
    assert sentence in capsys.readouterr().err
