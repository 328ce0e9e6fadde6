"""One setting changed by its path, as the form and `--set` do it."""

from __future__ import annotations

import dataclasses

import pytest

from gan_studio.core.config import (
    RunConfig,
    field_at,
    problems,
    sections,
    value_at,
    with_assignments,
    with_value,
)
from gan_studio.core.errors import InputError

ONE_OF = [name for name, section in sections().items() if section.registry and not section.many]
ANY_OF = [name for name, section in sections().items() if section.many]
CHOICES = [(name, entry.name) for name in ONE_OF for entry in sections()[name].registry.entries()]
SWITCHES = [(name, entry.name) for name in ANY_OF for entry in sections()[name].registry.entries()]


def set_to(*assignments):
    return with_assignments(RunConfig(), list(assignments))


def refusal(*assignments):
    with pytest.raises(InputError) as caught:
        set_to(*assignments)
    sentence = str(caught.value)
    assert sentence.endswith((".", "?")), sentence
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(("section", "part"), CHOICES)
@pytest.mark.parametrize("form", ["{}={}", "{}.name={}"])
def test_a_part_is_chosen_by_its_section(section, part, form):
    config = set_to(form.format(section, part))
    assert sections()[section].registry.entry_of(getattr(config, section)).name == part


def test_choosing_the_part_that_is_chosen_keeps_its_settings():
    config = set_to("optimizer.g_lr=0.5", "optimizer=adam", "optimizer.name=adam")
    assert config.optimizer.g_lr == 0.5


@pytest.mark.parametrize(("section", "part"), SWITCHES)
def test_one_of_several_parts_is_switched_on_and_off(section, part):
    empty = dataclasses.replace(RunConfig(), **{section: ()})
    switched_on = with_value(empty, f"{section}.{part}", "on")
    assert [type(held) for held in getattr(switched_on, section)] == [
        sections()[section].registry.entry(part).part
    ]
    assert getattr(with_value(switched_on, f"{section}.{part}", "off"), section) == ()


@pytest.mark.parametrize(("section", "part"), SWITCHES)
def test_switching_on_what_is_on_and_off_what_is_off_changes_nothing(section, part):
    switched_on = set_to(f"{section}.{part}=on")
    assert with_value(switched_on, f"{section}.{part}", True) == switched_on
    switched_off = with_value(switched_on, f"{section}.{part}", False)
    assert with_value(switched_off, f"{section}.{part}", False) == switched_off


def test_a_setting_of_a_part_switches_it_on():
    assert set_to("regularizers.r1.r1_gamma=3").regularizers[0].r1_gamma == 3.0


def test_a_setting_of_a_part_that_is_on_keeps_the_others_and_their_order():
    config = set_to(
        "regularizers.r1.interval=16", "regularizers.gradient_penalty=on", "regularizers.r1.r1_gamma=3"
    )
    r1, penalty = config.regularizers
    assert (r1.r1_gamma, r1.interval, penalty.gp_weight) == (3.0, 16, 10.0)


def test_a_field_of_a_section_is_set_and_no_other():
    config = set_to("data.resolution = 64")
    assert config.data.resolution == 64
    assert with_value(config, "data.resolution", 32) == RunConfig()


def test_the_value_at_a_path_is_the_one_that_was_set():
    config = set_to("training.kimg=12.5", "regularizers.r1.interval=4")
    assert value_at(config, "training.kimg") == 12.5
    assert value_at(config, "regularizers.r1.interval") == 4


def test_the_field_at_a_path_carries_its_setting():
    assert field_at(RunConfig(), "optimizer.g_lr").setting.live
    assert field_at(set_to("regularizers.r1=on"), "regularizers.r1.r1_gamma").name == "r1_gamma"


@pytest.mark.parametrize(
    "path", ["regularizers.r1.r1_gamma", "optimizer", "regularizers", "data.resolution.x"]
)
def test_a_path_that_the_config_does_not_hold_has_no_field(path):
    with pytest.raises(InputError, match="is no setting of this run"):
        field_at(RunConfig(), path)


@pytest.mark.parametrize(
    ("assignment", "parts"),
    [
        ("optimiser.g_lr=1", ["no section “optimiser”", "did you mean “optimizer”?"]),
        ("optimizer.glr=1", ["no setting in “optimizer” “glr”", "did you mean “g_lr”?"]),
        ("architecture=dgan", ["no architecture “dgan”", "did you mean “dcgan”?"]),
        ("objective.name=hing", ["no objective “hing”", "did you mean “hinge”?"]),
        ("regularizers.gradient_penalt=on", ["no regularizer", "did you mean “gradient_penalty”?"]),
        ("regularizers.r1.gamma=1", ["no setting in “r1” “gamma”", "did you mean “r1_gamma”?"]),
        ("data.resolution", ["“data.resolution” sets nothing", "section.field=value"]),
        ("data=fashion-mnist", ["“data” is no setting", "data.source=fashion-mnist"]),
        ("training.steps.more=1", ["“training.steps.more” is no setting", "section.field"]),
        ("regularizers=r1", ["“regularizers” holds any number of parts", "regularizers.r1=on"]),
        ("augmentations=", ["“augmentations” holds any number of parts", "augmentations.ada=on"]),
        ("regularizers.r1.r1_gamma.x=1", ["“regularizers” holds any number of parts"]),
        ("=3", ["no section “”"]),
        ("data.resolution=large", ["Resolution must be a whole number, not “large”"]),
        ("data.resolution=32.5", ["Resolution must be a whole number, not “32.5”"]),
        ("optimizer.g_lr=fast", ["Generator's rate must be a number, not “fast”"]),
        ("optimizer.g_lr=nan", ["Generator's rate must be a number, not “nan”"]),
        ("data.flip=perhaps", ["Mirror at random must be true or false, not “perhaps”"]),
        ("regularizers.r1=perhaps", ["R1 must be true or false, not “perhaps”"]),
    ],
)
def test_what_cannot_be_set_is_named_with_what_can(assignment, parts):
    sentence = refusal(assignment)
    assert all(part in sentence for part in parts), sentence


@pytest.mark.parametrize(
    ("assignment", "path", "part"),
    [
        ("optimizer.g_lr=2", "optimizer.g_lr", "at most 1"),
        ("optimizer.g_lr=inf", "optimizer.g_lr", "finite"),
        ("training.batch_size=0", "training.batch_size", "at least 1"),
        ("training.seed=-1", "training.seed", "at least 0"),
        ("data.fit=fold", "data.fit", "choose one of: crop, pad, stretch"),
        ("regularizers.r1.interval=0", "regularizers.r1.interval", "at least 1"),
        ("data.resolution=30", "data.resolution", "choose 28 px"),
        ("data.resolution=1000", "data.resolution", "choose 1024 px"),
    ],
)
def test_a_value_that_is_not_allowed_is_a_problem_at_its_path(assignment, path, part):
    (problem,) = problems(set_to(assignment))
    assert problem.path == path
    assert part in problem.why
    assert problem.why.endswith(".")
