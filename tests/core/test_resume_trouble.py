"""Resuming from damaged checkpoints, changed configs and changed data."""

from __future__ import annotations

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

from gan_studio.core.checkpoint import save_checkpoint
from gan_studio.core.config import RunConfig, read_config
from gan_studio.core.errors import InputError
from gan_studio.core.events import Finished, Started, Warned
from gan_studio.core.run_folder import RunFolder


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path, classes=3)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


def damaged_newest(folder):
    path = RunFolder(folder).newest_checkpoint()
    path.write_bytes(path.read_bytes()[:-1000])
    return path


def test_a_damaged_checkpoint_is_passed_over_with_a_warning(data, tmp_path, folder):
    config = small_config(data, "training.steps=9", "saving.save_every_steps=3")
    trained(config, tmp_path / "straight")
    stopped_at(7, config, folder)
    path = damaged_newest(folder)
    events = trained(config, folder, resume=True)
    (warned,) = of_kind(Warned, events)
    assert str(path) in warned.message
    assert "damaged or cut short" in warned.message
    assert of_kind(Started, events)[0].step == 6
    assert_same_bits(learned(folder), learned(tmp_path / "straight"))


@pytest.mark.parametrize("keep", [1, 2])
def test_damaged_checkpoints_never_displace_a_good_one(keep, data, folder):
    config = small_config(data, "training.steps=10", "saving.save_every_steps=2", f"saving.keep_last={keep}")
    stopped_at(9, config, folder)
    for path in RunFolder(folder).numbered_checkpoints():
        path.write_bytes(path.read_bytes()[:-1000])
    stopped_at(5, config, folder, resume=True)
    events = stopped_at(6, config, folder, resume=True)
    assert of_kind(Started, events)[0].step == 5
    assert of_kind(Warned, events) == []


def test_a_damaged_checkpoint_is_kept_aside(data, folder):
    config = small_config(data, "training.steps=4")
    trained(config, folder)
    path = damaged_newest(folder)
    content = path.read_bytes()
    (warned,) = of_kind(Warned, trained(config, folder, resume=True))
    aside = path.with_name(f"{path.name}.unreadable")
    assert aside.read_bytes() == content
    assert aside.name in warned.message


def test_with_every_checkpoint_damaged_the_run_starts_again_and_says_so(data, folder):
    config = small_config(data, "training.steps=4")
    trained(config, folder)
    for path in RunFolder(folder).numbered_checkpoints():
        path.write_bytes(b"")
    events = trained(config, folder, resume=True)
    assert [event.message for event in of_kind(Warned, events)][-1].endswith("from the start.")
    assert of_kind(Started, events)[0].step == 0


@pytest.mark.parametrize(
    "change",
    [
        "architecture.base_channels=8",
        "architecture.spectral_norm=on",
        "architecture=mlp",
        "data.resolution=10",
        "conditioning=concatenation",
        "optimizer=rmsprop",
    ],
)
def test_a_config_that_does_not_fit_the_checkpoint_is_refused_and_changes_nothing(change, data, folder):
    config = small_config(data, "training.steps=4")
    stopped_at(2, config, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match="does not fit the run's configuration") as caught:
        trained(small_config(data, "training.steps=4", change), folder, resume=True)
    assert "\n" not in str(caught.value)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert of_kind(Finished, trained(config, folder, resume=True))[0].step == 4


def test_settings_of_the_optimizer_may_change_between_sessions(data, folder):
    stopped_at(2, small_config(data), folder)
    changed = small_config(data, "training.steps=4", "optimizer.beta1=0.25", "optimizer.epsilon=1e-6")
    trained(changed, folder, resume=True)
    group = newest(folder)["training"]["trainer"]["g_optimizer"]["param_groups"][0]
    assert (group["betas"][0], group["eps"]) == (0.25, 1e-6)
    assert read_config(RunFolder(folder).config_path) == changed


def test_a_data_set_that_has_changed_is_told(data, folder):
    config = small_config(data, "training.steps=4")
    stopped_at(2, config, folder)
    write_data(data.parent, classes=3).touch()
    (warned,) = of_kind(Warned, trained(config, folder, resume=True))
    assert "data set" in warned.message


def test_a_generator_without_its_training_cannot_be_gone_on_with(data, folder):
    config = small_config(data, "training.steps=2")
    trained(config, folder)
    path = RunFolder(folder).newest_checkpoint()
    content = newest(folder)
    save_checkpoint(path, {name: value for name, value in content.items() if name != "training"})
    with pytest.raises(InputError, match="does not fit"):
        trained(config, folder, resume=True)


def test_what_a_kill_left_half_written_is_cleared_away(data, folder):
    config = small_config(data, "training.steps=2")
    trained(config, folder)
    (RunFolder(folder).checkpoints / ".000000099.pt.new").write_bytes(b"half")
    trained(config, folder, resume=True)
    assert [path.name for path in RunFolder(folder).checkpoints.iterdir() if path.name.startswith(".")] == []


def test_the_default_config_can_be_resumed_by_reading_its_file(data, folder):
    config = small_config(data, "training.steps=3")
    stopped_at(1, config, folder)
    again = read_config(RunFolder(folder).config_path)
    assert isinstance(again, RunConfig)
    assert of_kind(Finished, trained(again, folder, resume=True))[0].step == 3
