"""The form has every part and every setting."""

import dataclasses

import pytest
from config_forms import CHOICES, choose, edit_something

from gan_studio.core.config import RunConfig, sections, setting_fields
from gan_studio.ui.widgets.config_form_draft import Origin


def every_part():
    """A config for each registered part of each section, and what to call it."""
    plain = RunConfig()
    for name, section in sections().items():
        for entry in section.registry.entries() if section.registry else ():
            part = entry.part()
            yield (
                f"{name}-{entry.name}",
                dataclasses.replace(plain, **{name: (part,) if section.many else part}),
            )


EVERY_PART = dict(every_part())
MANY = [
    (name, entry.name)
    for name, section in sections().items()
    if section.many
    for entry in section.registry.entries()
]


@pytest.mark.parametrize("config", EVERY_PART.values(), ids=EVERY_PART.keys())
def test_what_is_set_is_what_is_read(form, config):
    form.set_value(config)
    assert form.value() == config


@pytest.mark.parametrize("config", EVERY_PART.values(), ids=EVERY_PART.keys())
def test_every_setting_has_a_row_with_words(form, config):
    form.set_value(config)
    rows = form.rows()
    for name, section in sections().items():
        held = getattr(config, name)
        for part in held if section.many else (held,):
            place = f"{name}.{section.registry.entry_of(part).name}" if section.many else name
            for field in setting_fields(type(part)):
                row = rows[f"{place}.{field.name}"]
                assert row.editor.value_shown() == getattr(part, field.name)
                assert field.setting.help in row.toolTip()
                assert row.editor.accessibleName() == field.setting.label


@pytest.mark.parametrize("section", CHOICES)
def test_switching_parts_and_back_keeps_what_was_set(form, section):
    about = sections()[section]
    first = about.registry.entry_of(getattr(RunConfig(), section)).name
    second = next(name for name in about.registry.names() if name != first)
    changed = edit_something(form, section)
    choose(form, section, second)
    assert about.registry.entry_of(getattr(form.value(), section)).name == second
    choose(form, section, first)
    assert getattr(form.value(), section) == changed


@pytest.mark.parametrize(("section", "part"), MANY)
def test_a_check_box_switches_a_part_on_and_off(form, qtbot, section, part):
    form.load(form.origin(), dataclasses.replace(form.value(), **{section: ()}))
    switch = form.rows()[f"{section}.{part}"].editor
    switch.click()
    kind = sections()[section].registry
    assert [kind.entry_of(held).name for held in getattr(form.value(), section)] == [part]
    for path, row in form.rows().items():
        if path.startswith(f"{section}.{part}.") and not row.field.setting.advanced:
            assert row.isVisible()
    switch.click()
    assert getattr(form.value(), section) == ()


def test_parts_of_the_origin_keep_their_order(form):
    section = next(
        (name for name, about in sections().items() if about.many and len(about.registry.names()) > 1)
    )
    kind = sections()[section].registry
    parts = tuple(entry.part() for entry in reversed(kind.entries()[:2]))
    config = dataclasses.replace(RunConfig(), **{section: parts})
    form.load(Origin("a", config))
    first = form.rows()[f"{section}.{kind.entry_of(parts[0]).name}"].editor
    first.click()
    first.click()
    assert form.value() == config
