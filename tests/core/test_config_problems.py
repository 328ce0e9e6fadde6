"""problems(): whatever a person writes into a setting, an answer in words and no trace."""

import dataclasses

import pytest

from gan_studio.core.config import DataFacts, preset, problems, with_assignments
from gan_studio.core.config.fields import setting_fields
from gan_studio.core.config.run_config import sections

DATA = (None, DataFacts(1, 0, 10), DataFacts(3, 7, 10))
PARTS = [
    (name, entry)
    for name, section in sections().items()
    if section.registry is not None
    for entry in section.registry.entries()
]


def wrong_values(field):
    setting = field.setting
    if field.type is str:
        yield "nonsense"
    elif field.type in (int, float):
        yield field.type(0)
        yield field.type(-1)
        if setting.minimum is not None:
            yield field.type(setting.minimum - 1)
        if setting.maximum is not None:
            yield field.type(setting.maximum + 1)
    if field.type is float:
        yield float("nan")


def changed(owner):
    for field in setting_fields(type(owner)):
        for value in wrong_values(field):
            yield dataclasses.replace(owner, **{field.name: value})


@pytest.mark.parametrize("base", ["dcgan", "stylegan2-fashion", "progan-fashion"])
@pytest.mark.parametrize(("section", "entry"), PARTS, ids=lambda value: getattr(value, "name", value))
def test_no_value_of_a_part_makes_the_check_fail(base, section, entry):
    config = preset(base).config()
    for part in changed(entry.part()):
        held = (part,) if sections()[section].many else part
        for facts in DATA:
            problems(dataclasses.replace(config, **{section: held}), facts)


@pytest.mark.parametrize("name", ["data", "training"])
@pytest.mark.parametrize("base", ["dcgan", "stylegan2-fashion", "progan-fashion", "stylegan3-t-fashion"])
def test_no_option_makes_the_check_fail(base, name):
    config = preset(base).config()
    for options in changed(getattr(config, name)):
        for facts in DATA:
            problems(dataclasses.replace(config, **{name: options}), facts)


@pytest.mark.parametrize(
    ("base", "assignment", "path"),
    [
        ("dcgan", "conditioning.generator=mapping", "conditioning.generator"),
        ("stylegan2-fashion", "architecture.mbstd_group=0", "architecture.mbstd_group"),
        ("progan-fashion", "task.start_resolution=0", "task.start_resolution"),
    ],
)
def test_parts_are_asked_once_every_value_is_within_its_bounds(base, assignment, path):
    config = with_assignments(preset(base).config(), ["conditioning=projection", assignment])
    (problem,) = problems(config)
    assert problem.path == path
