"""A run from its first event to its last, and what it leaves in its folder."""

from __future__ import annotations

import dataclasses

import pytest
from small_runs import (
    assert_same_bits,
    learned,
    newest,
    of_kind,
    small_config,
    stopped_at,
    trained,
    write_data,
)

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.events import Finished, Preparing, SamplesReady, Saved, Started, StepDone
from gan_studio.core.run import run
from gan_studio.core.run_folder import RunFolder, list_runs


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


def refusal(config, folder, **how):
    with pytest.raises(InputError) as caught:
        trained(config, folder, **how)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_events_come_in_order(data, folder):
    kinds = [type(event) for event in trained(small_config(data, "training.steps=3"), folder)]
    first_step = kinds.index(Started)
    assert set(kinds[:first_step]) == {Preparing}
    ends = [SamplesReady, Saved]
    assert kinds[first_step:] == [Started, *ends, *[StepDone] * 3, *ends, Finished]


def test_a_run_says_where_and_on_what_it_trains(tmp_path, folder):
    config = small_config(write_data(tmp_path, classes=3), "training.steps=1", "training.device=cpu")
    (started,) = of_kind(Started, trained(config, folder))
    assert (started.run, started.config, started.device, started.precision) == (
        folder,
        config,
        "cpu",
        "float32",
    )
    assert started.classes == ("0", "1", "2")
    assert (started.step, started.images_seen, started.seconds) == (0, 0, 0.0)
    assert started.startup_seconds > 0


def test_steps_count_images_and_seconds_up_to_the_limit(data, folder):
    steps = of_kind(StepDone, trained(small_config(data, "training.steps=4"), folder))
    assert [step.step for step in steps] == [1, 2, 3, 4]
    assert [step.images_seen for step in steps] == [4, 8, 12, 16]
    assert [step.share for step in steps] == [0.25, 0.5, 0.75, 1.0]
    seconds = [step.seconds for step in steps]
    assert seconds == sorted(seconds)
    assert seconds[0] > 0


@pytest.mark.parametrize(
    ("limit", "steps"),
    [("training.steps=3", 3), ("training.kimg=0.018", 5), ("training.seconds=1e-9", 1)],
)
def test_a_run_ends_at_its_limit(limit, steps, data, folder):
    (finished,) = of_kind(Finished, trained(small_config(data, limit), folder))
    assert (finished.step, finished.reason) == (steps, "done")
    assert finished.checkpoint == RunFolder(folder).newest_checkpoint()


def test_a_run_without_a_limit_has_no_share_and_goes_on_until_it_is_closed(data, folder):
    steps = of_kind(StepDone, stopped_at(7, small_config(data), folder))
    assert [step.share for step in steps] == [None] * 7


def test_time_in_which_no_event_is_pulled_is_no_training_time(data, folder, monkeypatch):
    import time

    clock = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])
    events = run(small_config(data), folder)
    seconds = []
    for event in events:
        clock[0] += 1000.0
        if isinstance(event, StepDone):
            seconds.append(event.seconds)
            if len(seconds) == 3:
                break
    events.close()
    assert seconds == [0.0, 0.0, 0.0]


def test_closing_the_run_saves(data, folder):
    stopped_at(3, small_config(data), folder)
    assert newest(folder)["progress"] == [3, 12]
    assert RunFolder(folder).records()[-1]["event"] == "stopped"


def test_closing_the_run_before_its_first_step_leaves_one_that_resumes(data, folder):
    events = run(small_config(data, "training.steps=2"), folder)
    next(event for event in events if isinstance(event, Started))
    events.close()
    (finished,) = of_kind(Finished, trained(small_config(data, "training.steps=2"), folder, resume=True))
    assert (finished.step, finished.reason) == (2, "done")


def test_closing_the_run_while_it_prepares_leaves_no_run(data, folder):
    events = run(small_config(data), folder)
    next(events)
    events.close()
    assert not RunFolder(folder).config_path.exists()


def test_the_same_config_trains_the_same_weights(data, tmp_path):
    config = small_config(data, "training.steps=3", "architecture=mlp")
    for name in ("a", "b"):
        trained(config, tmp_path / name)
    assert_same_bits(learned(tmp_path / "a"), learned(tmp_path / "b"))


def test_another_seed_trains_other_weights(data, tmp_path):
    for seed in (1, 2):
        trained(small_config(data, "training.steps=1", f"training.seed={seed}"), tmp_path / str(seed))
    first, second = (newest(tmp_path / name)["g_ema"] for name in ("1", "2"))
    assert any(not (first[name] == second[name]).all() for name in first)


@pytest.mark.parametrize("architecture", ["mlp", "dcgan"])
def test_watching_more_closely_does_not_change_what_is_learned(architecture, data, tmp_path):
    quiet = small_config(
        data,
        "training.steps=6",
        f"architecture={architecture}",
        "saving.log_every=100",
        "data.held_out=0.2",
    )
    watched = dataclasses.replace(
        quiet,
        saving=dataclasses.replace(
            quiet.saving, log_every=1, samples_every_steps=1, save_every_steps=2, grid_side=3
        ),
    )
    trained(quiet, tmp_path / "quiet")
    trained(watched, tmp_path / "watched")
    assert_same_bits(learned(tmp_path / "quiet"), learned(tmp_path / "watched"))


def test_a_folder_that_holds_a_run_is_not_written_over(data, folder):
    config = small_config(data, "training.steps=1")
    trained(config, folder)
    assert "already holds a run" in refusal(config, folder)


def test_a_wrong_setting_is_refused_before_anything_is_made(data, folder):
    assert "at least 1" in refusal(small_config(data, "training.batch_size=0"), folder)
    assert not folder.exists()


def test_a_data_set_that_does_not_fit_is_refused_before_anything_is_made(data, folder):
    assert "no classes" in refusal(small_config(data, "conditioning=concatenation"), folder)
    assert "nowhere.npz" in refusal(small_config(data.with_name("nowhere.npz")), folder)
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_named(data, tmp_path):
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refusal(small_config(data), tmp_path / "file" / "run")


@pytest.mark.parametrize("device", ["cude", "cuda:99", "cpu:x", "xpu:1", ""])
def test_a_device_that_is_not_there_is_named(device, data, folder):
    assert "device" in refusal(small_config(data, f"training.device={device}"), folder)


def test_a_run_is_listed_with_its_state(data):
    trained(small_config(data, "training.steps=2"), paths.runs() / "a")
    stopped_at(1, small_config(data), paths.runs() / "b")
    summaries = {summary.name: summary for summary in list_runs()}
    assert {name: summary.state for name, summary in summaries.items()} == {"a": "done", "b": "stopped"}
    assert (summaries["a"].step, summaries["a"].images_seen) == (2, 8)
    assert summaries["a"].preview.name == "000000008.png"
