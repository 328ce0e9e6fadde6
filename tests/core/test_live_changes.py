"""Settings changed while a run trains."""

from __future__ import annotations

import pytest
from small_runs import assert_same_bits, commanded, learned, of_kind, small_config, trained, write_data

from gan_studio.core.commands import ChangeSetting, Commands, SaveNow
from gan_studio.core.config import (
    field_at,
    problems,
    read_config,
    sections,
    setting_fields,
    value_at,
    with_value,
)
from gan_studio.core.config.fields import fault_of
from gan_studio.core.events import SettingChanged, StepDone, Warned
from gan_studio.core.registry import ARCHITECTURES, TASKS
from gan_studio.core.run_folder import RunFolder


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


def test_a_change_is_told_and_holds_from_the_next_step(data, folder):
    config = small_config(data, "training.steps=4", "saving.log_every=1", "optimizer.g_lr=0.01")
    events = commanded(config, folder, {2: ChangeSetting("optimizer.g_lr", 0.002)})
    assert of_kind(SettingChanged, events) == [SettingChanged(2, "optimizer.g_lr", 0.01, 0.002)]
    rates = [step.scalars["lr/g"] for step in of_kind(StepDone, events)]
    assert rates == pytest.approx([0.01, 0.01, 0.002, 0.002])


def test_a_change_is_kept_in_the_runs_config_and_history(data, folder):
    config = small_config(data, "training.steps=3")
    commanded(config, folder, {1: ChangeSetting("optimizer.d_lr", "1e-3")})
    assert read_config(RunFolder(folder).config_path) == with_value(config, "optimizer.d_lr", 1e-3)
    (record,) = (record for record in RunFolder(folder).records() if record["event"] == "setting_changed")
    assert (record["step"], record["path"], record["new"]) == (1, "optimizer.d_lr", 1e-3)


def test_a_change_to_a_penalty_changes_what_is_learned(data, tmp_path):
    config = small_config(data, "training.steps=4", "regularizers.r1.r1_gamma=1")
    commanded(config, tmp_path / "a", {2: ChangeSetting("regularizers.r1.r1_gamma", 100)})
    trained(config, tmp_path / "b")
    with pytest.raises(AssertionError, match="different"):
        assert_same_bits(learned(tmp_path / "a"), learned(tmp_path / "b"))


def test_a_run_that_was_changed_resumes_exactly(data, tmp_path):
    config = small_config(data, "training.steps=6")
    change = {2: ChangeSetting("optimizer.g_lr", 0.01)}
    commanded(config, tmp_path / "straight", change)
    commanded(with_value(config, "training.steps", 4), tmp_path / "stopped", change)
    kept = read_config(RunFolder(tmp_path / "stopped").config_path)
    trained(with_value(kept, "training.steps", 6), tmp_path / "stopped", resume=True)
    assert_same_bits(learned(tmp_path / "straight"), learned(tmp_path / "stopped"))


def test_a_change_to_the_same_value_changes_nothing_that_is_learned(data, tmp_path):
    config = small_config(data, "training.steps=4")
    commanded(config, tmp_path / "a", {2: ChangeSetting("optimizer.g_lr", config.optimizer.g_lr)})
    trained(config, tmp_path / "b")
    assert_same_bits(learned(tmp_path / "a"), learned(tmp_path / "b"))


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        ("training.batch_size", 8, "Batch size cannot change while a run trains; stop it first."),
        ("architecture.base_channels", 8, "cannot change while a run trains"),
        ("optimizer.g_lr", 3, "at most 1"),
        ("optimizer.g_lr", "fast", "must be a number"),
        ("optimizer.rate", 1, "no setting"),
        ("nowhere.g_lr", 1, "no section"),
        ("regularizers.r1.r1_gamma", 1, "no setting of this run"),
        ("optimizer", "rmsprop", "no setting of this run"),
        ("", 1, "no section"),
    ],
)
def test_a_change_that_cannot_be_made_is_a_warning_and_changes_nothing(path, value, part, data, folder):
    config = small_config(data, "training.steps=3")
    events = commanded(config, folder, {1: ChangeSetting(path, value)})
    (warned,) = of_kind(Warned, events)
    assert part in warned.message
    assert warned.step == 1
    assert of_kind(SettingChanged, events) == []
    assert read_config(RunFolder(folder).config_path) == config


LIVE = [
    pytest.param(
        f"{name}.{entry.name}.{field.name}" if section.many else f"{name}.{field.name}", name, entry.name
    )
    for name, section in sections().items()
    if section.registry
    for entry in section.registry.entries()
    for field in setting_fields(entry.part)
    if field.setting.live
]


def fitting(data, *assignments):
    """A small run with these choices, of the usual networks and task or else the first that they fit."""
    networks = [[], *([f"architecture={name}"] for name in ARCHITECTURES.names())]
    tasks = [[], *([f"task={name}"] for name in TASKS.names())]
    configs = (
        small_config(data, "training.steps=3", *network, *task, *assignments)
        for network in networks
        for task in tasks
    )
    return next(config for config in configs if problems(config) == [])


def another(config, path):
    """A legal value of a setting that is not the one it has."""
    field, held = field_at(config, path), value_at(config, path)
    candidates = (held * 2, held + 1, held / 2)
    return next(value for value in candidates if value != held and not fault_of(field, value))


@pytest.mark.parametrize(("path", "section", "part"), LIVE)
def test_every_live_setting_can_be_changed_while_a_run_trains(path, section, part, data, folder):
    chosen = f"{section}.{part}=on" if sections()[section].many else f"{section}={part}"
    config = fitting(data, chosen)
    wanted = another(config, path)
    events = commanded(config, folder, {1: ChangeSetting(path, wanted)})
    assert [event.new for event in of_kind(SettingChanged, events)] == [wanted]
    assert of_kind(Warned, events) == []


def test_commands_are_taken_once_and_in_order():
    commands = Commands()
    left = [SaveNow(), ChangeSetting("a.b", 1), SaveNow()]
    for command in left:
        commands.put(command)
    assert commands.take_all() == left
    assert commands.take_all() == []
