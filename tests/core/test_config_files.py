"""Configurations on disk: what is written is read back, and what cannot be read is said in a sentence."""

from __future__ import annotations

import dataclasses

import pytest
import tomli_w

from gan_studio.core.config import RunConfig, from_dict, read_config, to_dict, to_toml, with_assignments
from gan_studio.core.config.files import VERSION
from gan_studio.core.errors import InputError

UNUSUAL = [
    "data.source=a “quoted” \\ folder/ü",
    "data.flip=on",
    "data.held_out=0.125",
    "architecture=mlp",
    "architecture.dropout=0.7",
    "objective=least_squares",
    "objective.a=-1",
    "regularizers.r1.interval=16",
    "regularizers.gradient_penalty=on",
    "augmentations.instance_noise.std=0.3",
    "conditioning=concatenation",
    "optimizer=rmsprop",
    "optimizer.g_lr=1.2345678901234567e-05",
    "schedule=linear",
    "training.seed=4294967295",
    "training.kimg=0.1",
]


@pytest.fixture
def unusual() -> RunConfig:
    return dataclasses.replace(with_assignments(RunConfig(), UNUSUAL), preset="mine")


def refusal(path):
    with pytest.raises(InputError) as caught:
        read_config(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def written(folder, text):
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_gives_back_the_config_it_was_written_from(unusual, tmp_path):
    assert read_config(written(tmp_path, to_toml(unusual))) == unusual


def test_a_file_keeps_the_order_of_penalties(unusual, tmp_path):
    config = read_config(written(tmp_path, to_toml(unusual)))
    assert [type(part) for part in config.regularizers] == [type(part) for part in unusual.regularizers]


def test_a_file_keeps_the_presets_name(unusual, tmp_path):
    assert read_config(written(tmp_path, to_toml(unusual))).preset == "mine"


def test_the_presets_name_decides_nothing(unusual):
    assert dataclasses.replace(unusual, preset="another") == unusual


def test_an_empty_file_is_the_default(tmp_path):
    assert read_config(written(tmp_path, "")) == RunConfig()


def test_a_section_without_a_name_is_the_default_part(tmp_path):
    config = read_config(written(tmp_path, "[optimizer]\nbeta1 = 0.25\n"))
    assert config == with_assignments(RunConfig(), ["optimizer.beta1=0.25"])


def test_whole_numbers_are_read_where_any_number_goes(tmp_path):
    rate = read_config(written(tmp_path, "[optimizer]\ng_lr = 1\n")).optimizer.g_lr
    assert (rate, type(rate)) == (1.0, float)


def test_a_newer_version_is_refused(tmp_path):
    values = {**to_dict(RunConfig()), "version": VERSION + 1}
    sentence = refusal(written(tmp_path, tomli_w.dumps(values)))
    assert "newer GAN Studio" in sentence
    assert "update the studio" in sentence


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[optimiser]\n", "did you mean “optimizer”?"),
        ("[optimizer]\nname = 'adem'\n", "did you mean “adam”?"),
        ("[optimizer]\nrate = 1\n", "no setting in “optimizer” “rate”"),
        ("[optimizer]\ng_lr = 'fast'\n", "must be a number, not “fast”"),
        ("[optimizer]\nname = 3\n", "no optimizer “3”"),
        ("[optimizer]\nname = ['adam']\n", "no optimizer"),
        ("optimizer = 'adam'\n", "“optimizer” must be a table"),
        ("[regularizers]\nr1 = true\n", "“regularizers.r1” must be a table"),
        ("[regularizers.r7]\n", "no regularizer “r7”"),
        ("[regularizers.r1]\ngamma = 1\n", "did you mean “r1_gamma”?"),
        ("version = 'two'\n", "version two"),
        ("version = [\n", "is not a TOML file"),
    ],
)
def test_a_file_that_makes_no_sense_is_named_with_the_reason(text, part, tmp_path):
    path = written(tmp_path, text)
    sentence = refusal(path)
    assert str(path) in sentence
    assert part in sentence


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes(b"\x80\x04\xff\xfe")
    assert "is not a TOML file" in refusal(path)


def test_a_missing_file_is_named(tmp_path):
    assert "cannot be read (No such file" in refusal(tmp_path / "none.toml")


def test_a_folder_in_place_of_a_file_is_named(tmp_path):
    assert "cannot be read (Is a directory)" in refusal(tmp_path)


def test_plain_values_hold_only_what_toml_and_json_hold(unusual):
    assert from_dict(to_dict(unusual)) == unusual
    for section in to_dict(unusual).values():
        assert isinstance(section, int | str | dict)
