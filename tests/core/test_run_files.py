"""What a run leaves in its folder: scalars, config, events, samples and checkpoints."""

from __future__ import annotations

import csv
import dataclasses
import json

import numpy as np
import pytest
import torch
from PIL import Image
from small_runs import (
    commanded,
    newest,
    of_kind,
    small_config,
    trained,
    write_data,
)

from gan_studio.core.checkpoint import load_generator
from gan_studio.core.commands import SaveNow
from gan_studio.core.config import read_config
from gan_studio.core.events import Finished, SamplesReady, Saved, StepDone
from gan_studio.core.run_folder import RunFolder
from gan_studio.core.showcase import Showcase


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


def scalars(folder):
    with open(RunFolder(folder).scalars_path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_scalars_are_reported_every_so_many_steps(data, folder):
    config = small_config(data, "training.steps=7", "saving.log_every=3")
    steps = of_kind(StepDone, trained(config, folder))
    assert [bool(step.scalars) for step in steps] == [False, False, True, False, False, True, False]


def test_a_report_names_losses_scores_rates_speed_and_memory(data, folder):
    config = small_config(
        data, "training.steps=2", "regularizers.gradient_penalty=on", "objective=wasserstein"
    )
    scalars = of_kind(StepDone, trained(config, folder))[-1].scalars
    assert set(scalars) == {
        *("loss/d", "loss/d/gradient_penalty", "loss/g", "score/real", "score/fake", "lr/g", "lr/d"),
        *("wasserstein/train", "wasserstein/held_out", "speed/images_per_second", "memory/mib"),
    }
    assert scalars["lr/g"] == config.optimizer.g_lr


def test_without_held_out_images_there_is_no_held_out_score(data, folder):
    config = small_config(data, "training.steps=2", "data.held_out=0")
    assert "score_gap/held_out" not in of_kind(StepDone, trained(config, folder))[-1].scalars


@pytest.mark.parametrize("architecture", ["mlp", "dcgan"])
def test_one_held_out_image_is_enough(architecture, tmp_path, folder):
    config = small_config(write_data(tmp_path, count=12), "training.steps=2", f"architecture={architecture}")
    (finished,) = of_kind(Finished, trained(config, folder))
    assert finished.reason == "done"


def test_every_reported_scalar_is_a_row_of_scalars_csv(data, folder):
    events = trained(small_config(data, "training.steps=4"), folder)
    reported = [step for step in of_kind(StepDone, events) if step.scalars]
    rows = scalars(folder)
    assert RunFolder(folder).scalars_path.read_text().splitlines()[0] == "step,images_seen,seconds,name,value"
    assert [(int(row["step"]), int(row["images_seen"]), row["name"]) for row in rows] == [
        (step.step, step.images_seen, name) for step in reported for name in step.scalars
    ]
    assert [float(row["value"]) for row in rows] == pytest.approx(
        [value for step in reported for value in step.scalars.values()], rel=1e-6
    )


def test_the_folder_holds_the_config_that_was_trained(data, folder):
    config = dataclasses.replace(small_config(data, "training.steps=1"), preset="mine")
    trained(config, folder)
    written = read_config(RunFolder(folder).config_path)
    assert (written, written.preset) == (config, "mine")


def test_the_folder_says_what_happened(data, folder):
    trained(small_config(data, "training.steps=2"), folder)
    lines = RunFolder(folder).events_path.read_text().splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["event"] for record in records] == ["started", "saved", "saved", "finished"]
    assert records[-1]["reason"] == "done"
    assert (records[-1]["step"], records[-1]["images_seen"]) == (2, 8)


def test_sample_grids_are_pictures_named_by_images_seen(data, folder):
    config = small_config(data, "training.steps=4", "saving.samples_every_steps=2")
    samples = of_kind(SamplesReady, trained(config, folder))
    assert [event.images_seen for event in samples] == [0, 8, 16, 16]
    assert [path.name for path in RunFolder(folder).sample_grids()] == [
        "000000000.png",
        "000000008.png",
        "000000016.png",
    ]
    assert samples[-1].images.shape == (4, 8, 8, 1)
    with Image.open(samples[-1].path) as picture:
        assert picture.size == (16, 16)
        assert np.array_equal(np.asarray(picture)[:8, 8:], samples[-1].images[1, :, :, 0])


def test_with_few_classes_each_has_a_column(tmp_path, folder):
    config = small_config(write_data(tmp_path, classes=3), "training.steps=1", "conditioning=concatenation")
    (samples, *_) = of_kind(SamplesReady, trained(config, folder))
    assert (samples.columns, len(samples.images)) == (3, 6)


def test_colour_images_are_learned_in_colour(tmp_path, folder):
    config = small_config(write_data(tmp_path, channels=3), "training.steps=1")
    trained(config, folder)
    assert load_generator(RunFolder(folder).newest_checkpoint()).sample_shape == (3, 8, 8)


def test_checkpoints_come_as_often_as_they_are_wanted(data, folder):
    config = small_config(data, "training.steps=5", "saving.save_every_steps=2", "saving.keep_last=10")
    saved = of_kind(Saved, trained(config, folder))
    assert [event.step for event in saved] == [0, 2, 4, 5]
    assert [path.stem for path in RunFolder(folder).numbered_checkpoints()] == [
        f"{4 * step:09d}" for step in (0, 2, 4, 5)
    ]


def test_a_run_that_just_saved_does_not_save_again_at_its_end(data, folder):
    config = small_config(data, "training.steps=4", "saving.save_every_steps=2")
    assert [event.step for event in of_kind(Saved, trained(config, folder))] == [0, 2, 4]


def test_a_person_can_save_at_any_step(data, folder):
    events = commanded(small_config(data, "training.steps=6"), folder, {3: SaveNow()})
    assert [event.step for event in of_kind(Saved, events)] == [0, 4, 6]


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_only_the_newest_few_checkpoints_stay(keep, data, folder):
    config = small_config(data, "training.steps=5", "saving.save_every_steps=1", f"saving.keep_last={keep}")
    trained(config, folder)
    kept = [int(path.stem) // 4 for path in RunFolder(folder).numbered_checkpoints()]
    assert kept == [1, 2, 3, 4, 5][-keep:]


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        pytest.param([4.0, 3.0, 2.0], 2, id="always better"),
        pytest.param([4.0, 2.0, 3.0], 1, id="worse at the end"),
        pytest.param([4.0, 2.0, 2.1], 2, id="a tie, which the longer training wins"),
        pytest.param([2.0, 2.15, 2.25], 1, id="ties are with the lowest, not with each other"),
    ],
)
def test_the_best_checkpoint_is_the_last_whose_score_is_near_the_lowest(
    scores, best, data, folder, monkeypatch
):
    drawn = iter(scores)
    monkeypatch.setattr(Showcase, "score", lambda self: next(drawn))
    trained(small_config(data, "training.steps=2", "saving.save_every_steps=1"), folder)
    assert load_generator(RunFolder(folder).best_checkpoint()).step == best
    assert RunFolder(folder).summary().score == pytest.approx(min(scores))


def test_a_score_is_the_same_for_the_same_weights(data, tmp_path):
    config = small_config(data, "training.steps=2")
    first, second = (of_kind(Saved, trained(config, tmp_path / name)) for name in ("a", "b"))
    assert [event.score for event in first] == [event.score for event in second]


def test_a_checkpoint_draws_with_the_average_and_not_with_the_trained_weights(data, folder):
    forever = ["training.ema_kimg=1000", "training.ema_rampup=0", "optimizer.g_lr=0.1"]
    trained(small_config(data, "training.steps=3", *forever), folder)
    first, last = (
        load_generator(path).module.state_dict() for path in RunFolder(folder).numbered_checkpoints()
    )
    moved = newest(folder)["training"]["trainer"]["generator"]
    for name, value in first.items():
        if value.is_floating_point():
            torch.testing.assert_close(last[name], value, rtol=0, atol=1e-3)
    assert max((moved[name] - first[name]).abs().max().item() for name in first) > 0.05
