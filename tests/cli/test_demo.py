"""`gan-studio demo` trains with the train command and draws two pictures of the run."""

from __future__ import annotations

import json
import sys
import types

import pytest
from PIL import Image

from gan_studio import cli, paths


@pytest.fixture
def quick_training(tmp_path, monkeypatch):
    """A train command that leaves a run's folder at once."""
    run = tmp_path / "run"
    (run / "samples").mkdir(parents=True)
    Image.new("L", (64, 64), 128).save(run / "samples" / "000001280.png")
    (run / "scalars.csv").write_text("step,images_seen,seconds,name,value\n20,1280,0.5,loss/d,1.5\n")
    train = types.ModuleType("gan_studio.cli.train")
    train.asked = {}

    def configure(parser):
        parser.add_argument("--preset")
        parser.add_argument("--seconds", type=float)
        parser.add_argument("--set")

    def execute(arguments):
        train.asked = vars(arguments)
        return {"run": str(run), "images": 1280, "seconds": 0.5, "images_per_second": 2560.0}

    train.configure, train.execute = configure, execute
    monkeypatch.setitem(sys.modules, "gan_studio.cli.train", train)
    return train


def test_both_pictures_are_drawn_into_the_persons_folder(quick_training, capsys):
    assert cli.main(["demo", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["samples"] == str(paths.home() / "demo" / "samples.png")
    with Image.open(result["samples"]) as samples, Image.open(result["losses"]) as losses:
        assert samples.size == (192, 192)
        assert losses.size == (960, 540)


def test_the_person_chooses_how_long_and_where(quick_training, tmp_path, capsys):
    assert cli.main(["demo", "--seconds", "2", "--out", str(tmp_path / "here")]) == 0
    assert quick_training.asked["seconds"] == 2.0
    assert str(tmp_path / "here" / "losses.png") in capsys.readouterr().out


def test_no_time_to_train_is_refused(quick_training, capsys):
    assert cli.main(["demo", "--seconds", "0"]) == 2
    assert "--seconds is 0; it must be more than 0." in capsys.readouterr().err
