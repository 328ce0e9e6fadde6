"""Every setting of every part explains itself, and its default is one of the values it allows."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest

from gan_studio.core import registry
from gan_studio.core.config import (
    DataOptions,
    RunConfig,
    SavingOptions,
    ScoringOptions,
    Setting,
    SettingField,
    TrainingOptions,
    from_dict,
    sections,
    setting_fields,
    to_dict,
)
from gan_studio.core.config.fields import fault_of, faults, parsed
from gan_studio.core.errors import InputError

REGISTRIES = [value for value in vars(registry).values() if isinstance(value, registry.Registry)]
ENTRIES = [
    pytest.param(entry, id=f"{kind.kind}:{entry.name}") for kind in REGISTRIES for entry in kind.entries()
]
OPTIONS = (DataOptions, TrainingOptions, ScoringOptions, SavingOptions)
OWNERS = [
    *(pytest.param(options, id=options.__name__) for options in OPTIONS),
    *(
        pytest.param(entry.part, id=f"{kind.kind}:{entry.name}")
        for kind in REGISTRIES
        for entry in kind.entries()
    ),
]
SENTENCE = re.compile(r"^(torchvision|[A-Z0-9“.]).*[\w)”]\.$", re.DOTALL)


def is_sentence(text: str) -> bool:
    return bool(SENTENCE.match(text)) and len(text.split()) > 2 and "  " not in text


@pytest.mark.parametrize("owner", OWNERS)
def test_every_setting_has_a_label_of_a_few_words(owner):
    for field in setting_fields(owner):
        label = field.setting.label
        assert label == label.strip() != "", field.name
        assert len(label) <= 40, field.name
        assert not label.endswith("."), field.name


@pytest.mark.parametrize("owner", OWNERS)
def test_every_setting_has_help_of_whole_sentences(owner):
    for field in setting_fields(owner):
        assert is_sentence(field.setting.help), f"{field.name}: {field.setting.help!r}"


@pytest.mark.parametrize("owner", OWNERS)
def test_every_default_is_allowed(owner):
    assert [f"{field.name}: {why}" for field, why in faults(owner())] == []


@pytest.mark.parametrize("owner", OWNERS)
def test_every_default_has_the_type_its_field_declares(owner):
    for field in setting_fields(owner):
        assert field.type in (bool, int, float, str), field.name
        assert type(field.default) is field.type, field.name


@pytest.mark.parametrize("owner", OWNERS)
def test_bounds_are_in_order_and_belong_to_numbers(owner):
    for field in setting_fields(owner):
        about = field.setting
        if about.minimum is not None or about.maximum is not None or about.log or about.unit:
            assert field.type in (int, float), field.name
        if about.minimum is not None and about.maximum is not None:
            assert about.minimum < about.maximum, field.name


@pytest.mark.parametrize("owner", OWNERS)
def test_a_logarithmic_setting_has_both_bounds(owner):
    for field in setting_fields(owner):
        if field.setting.log:
            assert field.setting.minimum is not None, field.name
            assert field.setting.maximum is not None, field.name
            assert field.setting.maximum > 0, field.name


@pytest.mark.parametrize("owner", OWNERS)
def test_choices_are_texts_with_labels_and_hold_the_default(owner):
    for field in setting_fields(owner):
        if field.setting.choices:
            assert field.type is str, field.name
            assert field.default in field.setting.choices, field.name
            assert all(field.setting.choices.values()), field.name


@pytest.mark.parametrize("owner", OWNERS)
def test_no_two_settings_of_a_part_share_a_label(owner):
    labels = [field.setting.label for field in setting_fields(owner)]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("owner", OWNERS)
def test_every_field_of_a_part_is_a_setting(owner):
    assert [field.name for field in dataclasses.fields(owner)] == [
        field.name for field in setting_fields(owner)
    ]


@pytest.mark.parametrize("owner", OWNERS)
def test_parts_cannot_be_changed_in_place(owner):
    part = owner()
    for field in setting_fields(owner):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(part, field.name, field.default)


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_part_is_summed_up_in_a_sentence(entry):
    assert entry.label
    assert is_sentence(entry.summary), entry.summary


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_part_is_explained_to_a_reader_of_the_code(entry):
    assert entry.part.__doc__
    assert entry.part.__doc__.split("\n")[0].endswith(".")


@pytest.mark.parametrize("section", sections().values(), ids=list(sections()))
def test_names_can_be_written_in_a_path(section):
    names = section.registry.names() if section.registry else []
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


@pytest.mark.parametrize("section", sections().values(), ids=list(sections()))
def test_every_section_is_labelled_and_explained(section):
    assert section.label
    assert is_sentence(section.help)


IN_CONFIG = [
    pytest.param(name, entry, id=f"{name}:{entry.name}")
    for name, section in sections().items()
    if section.registry
    for entry in section.registry.entries()
]


@pytest.mark.parametrize(("name", "entry"), IN_CONFIG)
def test_every_default_part_survives_being_written_and_read(name, entry):
    part = (entry.part(),) if sections()[name].many else entry.part()
    config = dataclasses.replace(RunConfig(), **{name: part})
    assert from_dict(to_dict(config)) == config


def test_parts_of_one_section_are_told_apart_by_their_labels():
    for kind in REGISTRIES:
        labels = [entry.label for entry in kind.entries()]
        assert len(labels) == len(set(labels)), kind.kind


RATE = SettingField("rate", float, 0.1, Setting("Rate", "How fast.", minimum=0.0, maximum=1.0))
COUNT = SettingField("count", int, 2, Setting("Count", "How many.", minimum=1, maximum=5))
SWITCH = SettingField("switch", bool, False, Setting("Switch", "Whether."))
COLOUR = SettingField(
    "colour", str, "red", Setting("Colour", "Which.", choices={"red": "Red", "blue": "Blue"})
)


@pytest.mark.parametrize(
    ("field", "given", "read"),
    [
        (RATE, "1e-3", 0.001),
        (RATE, 1, 1.0),
        (COUNT, "3", 3),
        (COUNT, 4.0, 4),
        (COUNT, "1e3", 1000),
        (SWITCH, "On", True),
        (SWITCH, "no", False),
        (SWITCH, True, True),
        (COLOUR, "blue", "blue"),
    ],
)
def test_values_are_read_as_the_fields_type(field, given, read):
    result = parsed(field, given)
    assert result == read
    assert type(result) is field.type


@pytest.mark.parametrize(
    ("field", "given", "wanted"),
    [
        *itertools.product([RATE], ["fast", "", None, [], True, float("nan"), "nan"], ["a number"]),
        *itertools.product(
            [COUNT], ["2.5", 2.5, "many", False, None, "inf", float("nan"), 10.5], ["a whole number"]
        ),
        *itertools.product([SWITCH], ["maybe", 1, 0, None, "2"], ["true or false"]),
        *itertools.product([COLOUR], [3, None, True, ["red"]], ["a text"]),
    ],
)
def test_values_of_another_type_are_refused_by_the_settings_label(field, given, wanted):
    with pytest.raises(InputError, match=f"^{field.setting.label} must be {wanted}, not “"):
        parsed(field, given)


def test_a_number_too_large_for_any_setting_is_refused():
    with pytest.raises(InputError, match="Rate must be a number"):
        parsed(RATE, 10**400)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (RATE, -0.1, "Rate is -0.1; it must be at least 0."),
        (RATE, 1.5, "Rate is 1.5; it must be at most 1."),
        (RATE, float("inf"), "Rate is inf; it must be a finite number."),
        (COUNT, 0, "Count is 0; it must be at least 1."),
        (COUNT, 6, "Count is 6; it must be at most 5."),
        (COLOUR, "green", "Colour is “green”; choose one of: red, blue."),
        (RATE, 0.0, None),
        (RATE, 1.0, None),
        (COUNT, 5, None),
        (COLOUR, "blue", None),
    ],
)
def test_bounds_are_inclusive_and_named(field, value, reason):
    assert fault_of(field, value) == reason
