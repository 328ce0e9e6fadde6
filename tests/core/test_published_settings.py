"""Presets load, fit together, and hold the values that their sources publish."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gan_studio.core.config import (
    DEFAULT_PRESET,
    DataFacts,
    from_dict,
    preset,
    presets,
    problems,
    read_config,
    to_dict,
    to_toml,
    value_at,
)
from gan_studio.core.config.files import read_toml
from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.core.errors import InputError

NAMES = [entry.name for entry in presets()]
COLOUR_AND_CLASSES, GREY_AND_CLASSES = DataFacts(3, 9, 1800), DataFacts(1, 10, 60_000)

PUBLISHED = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "published").glob("*.toml"))
}
"""What the sources publish, one file per preset: the parts it is composed of, and values by their path."""

OWN_WORK = "GAN Studio"
"""How the source of a preset begins that nobody published before; the others need a file of their own."""

VALUES = [(name, path, value) for name, held in PUBLISHED.items() for path, value in held["values"].items()]


@pytest.mark.parametrize(("name", "path", "value"), VALUES)
def test_a_preset_holds_the_published_value(name, path, value):
    held = value_at(preset(name).config(), path)
    assert held == value
    assert type(held) is type(value)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_preset_is_composed_of_the_published_parts_and_adds_none(name):
    held = to_dict(preset(name).config())
    found = {
        section: held[section]["name"] if "name" in held[section] else list(held[section])
        for section in PUBLISHED[name]["parts"]
    }
    assert found == PUBLISHED[name]["parts"]


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_that_cites_a_source_is_compared_with_it(name):
    is_own = preset(name).source.startswith(OWN_WORK)
    assert is_own or name in PUBLISHED


def test_the_deep_convolutional_generators_widths_are_the_published_ones_at_64_px():
    # Radford 2016, figure 1, at ngf 64 as in the example code: 512, 256, 128, 64.
    architecture = preset("dcgan").config().architecture
    assert [architecture.base_channels << level for level in (3, 2, 1, 0)] == [512, 256, 128, 64]


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_cites_a_source_and_says_what_it_is(name):
    found = preset(name)
    assert len(found.source.split()) > 3
    assert found.label
    assert found.summary.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_fits_together(name):
    config = preset(name).config()
    data = COLOUR_AND_CLASSES if "emoji" in config.data.source else GREY_AND_CLASSES
    assert problems(config, data) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_learns_from_a_set_that_ships(name):
    assert preset(name).config().data.source in SHIPPED_SETS


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_is_known_by_its_name(name):
    assert preset(name).config().preset == name


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_survives_being_written_and_read(name, tmp_path):
    config = preset(name).config()
    path = tmp_path / "config.toml"
    path.write_text(to_toml(config), encoding="utf-8")
    assert read_config(path) == config


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_has_an_end(name):
    training = preset(name).config().training
    assert training.steps or training.kimg or training.seconds


@pytest.mark.parametrize("name", NAMES)
def test_what_a_list_shows_of_a_preset_is_what_it_trains(name):
    found = preset(name)
    assert found.resolution == found.config().data.resolution
    assert found.task == to_dict(found.config())["task"]["name"]


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_file_is_a_config_file(name, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(to_toml(preset(name).config()), encoding="utf-8")
    assert from_dict(read_toml(path)) == preset(name).config()


def test_the_default_comes_first():
    assert NAMES[0] == DEFAULT_PRESET
    assert NAMES[1:] == sorted(NAMES[1:])


def test_an_unknown_preset_is_answered_with_the_nearest():
    with pytest.raises(InputError, match="There is no preset “sngan-dgan”; did you mean “sngan-dcgan”"):
        preset("sngan-dgan")
