"""Presets load, fit together, and hold the values that their sources publish."""

from __future__ import annotations

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
from gan_studio.core.registry import ARCHITECTURES, CONDITIONINGS, OBJECTIVES, OPTIMIZERS

NAMES = [entry.name for entry in presets()]
COLOUR_AND_CLASSES, GREY_AND_CLASSES = DataFacts(3, 9, 1800), DataFacts(1, 10, 60_000)

PUBLISHED = {
    # pytorch/examples dcgan/main.py: nz, ngf, ndf, batchSize, lr, beta1; weights_init. Radford 2016,
    # sections 3 and 4: batch norm, transposed convolutions, N(0, 0.02).
    "dcgan": {
        "architecture.z_dim": 100,
        "architecture.base_channels": 64,
        "architecture.d_channels": 64,
        "architecture.upsampling": "transposed",
        "architecture.d_norm": "batch",
        "architecture.init_std": 0.02,
        "architecture.spectral_norm": False,
        "training.batch_size": 64,
        "optimizer.g_lr": 2e-4,
        "optimizer.d_lr": 2e-4,
        "optimizer.beta1": 0.5,
        "optimizer.beta2": 0.999,
        "task.n_critic": 1,
    },
    # Goodfellow 2014 names neither widths nor rates; these are the usual ones of its retellings.
    "vanilla": {
        "architecture.z_dim": 100,
        "architecture.width": 128,
        "architecture.dropout": 0.3,
        "optimizer.g_lr": 2e-4,
        "optimizer.d_lr": 2e-4,
        "optimizer.beta1": 0.5,
        "optimizer.beta2": 0.999,
        "training.batch_size": 128,
    },
    # Mao 2017, section 4.1: targets of its equation 9, (a, b, c) = (0, 1, 1); beta1 0.5.
    "lsgan": {
        "objective.a": 0.0,
        "objective.b": 1.0,
        "objective.c": 1.0,
        "optimizer.beta1": 0.5,
        "optimizer.g_lr": 2e-4,
        "architecture.d_norm": "batch",
    },
    # martinarjovsky/WassersteinGAN main.py: lrD, lrG, clamp_lower/upper, Diters, 100 for the first 25
    # generator iterations and every 500th, batchSize, nz.
    "wgan": {
        "optimizer.g_lr": 5e-5,
        "optimizer.d_lr": 5e-5,
        "regularizers.weight_clipping.clip_value": 0.01,
        "task.n_critic": 5,
        "task.critic_boost": 100,
        "task.reuse_fakes": False,
        "training.batch_size": 64,
        "architecture.z_dim": 100,
    },
    # Gulrajani 2017, algorithm 1: lambda 10, n_critic 5, alpha 1e-4, betas (0, 0.9), m 64; section 4: no
    # batch norm in the critic, layer norm in its place.
    "wgan-gp": {
        "regularizers.gradient_penalty.gp_weight": 10.0,
        "regularizers.gradient_penalty.interval": 1,
        "task.n_critic": 5,
        "task.reuse_fakes": False,
        "optimizer.g_lr": 1e-4,
        "optimizer.d_lr": 1e-4,
        "optimizer.beta1": 0.0,
        "optimizer.beta2": 0.9,
        "training.batch_size": 64,
        "architecture.d_norm": "layer",
    },
    # torch-fidelity examples/sngan_cifar10.py: G 512 to 64, D 64 to 512 with spectral norm, hinge, rates,
    # 5 critic steps, batch 64, 100,000 steps of linear decay; Miyato 2018, table 3: the body.
    "sngan-dcgan": {
        "architecture.z_dim": 128,
        "architecture.base_channels": 64,
        "architecture.d_channels": 64,
        "architecture.body": "miyato",
        "architecture.spectral_norm": True,
        "architecture.d_norm": "none",
        "task.n_critic": 5,
        "task.reuse_fakes": False,
        "optimizer.g_lr": 2e-4,
        "optimizer.d_lr": 2e-4,
        "optimizer.beta1": 0.0,
        "optimizer.beta2": 0.9,
        "training.batch_size": 64,
        "training.steps": 100_000,
        "schedule.start": 0.0,
        "schedule.final": 0.0,
    },
    # Mirza 2014 joins the class to both networks' inputs; rates and networks are DCGAN's.
    "cgan": {
        "architecture.z_dim": 100,
        "optimizer.g_lr": 2e-4,
        "optimizer.beta1": 0.5,
        "training.batch_size": 64,
    },
}
CHOSEN = {
    "dcgan": ("dcgan", "non_saturating", "adam", "unconditional"),
    "vanilla": ("mlp", "non_saturating", "adam", "unconditional"),
    "lsgan": ("dcgan", "least_squares", "adam", "unconditional"),
    "wgan": ("dcgan", "wasserstein", "rmsprop", "unconditional"),
    "wgan-gp": ("dcgan", "wasserstein", "adam", "unconditional"),
    "sngan-dcgan": ("dcgan", "hinge", "adam", "unconditional"),
    "cgan": ("dcgan", "non_saturating", "adam", "concatenation"),
}
VALUES = [(name, path, value) for name, values in PUBLISHED.items() for path, value in values.items()]


@pytest.mark.parametrize(("name", "path", "value"), VALUES)
def test_a_preset_holds_the_published_value(name, path, value):
    held = value_at(preset(name).config(), path)
    assert held == value
    assert type(held) is type(value)


@pytest.mark.parametrize("name", CHOSEN)
def test_a_preset_is_composed_of_the_published_parts(name):
    config = preset(name).config()
    registries = (ARCHITECTURES, OBJECTIVES, OPTIMIZERS, CONDITIONINGS)
    parts = (config.architecture, config.objective, config.optimizer, config.conditioning)
    found = tuple(kind.entry_of(part).name for kind, part in zip(registries, parts, strict=True))
    assert found == CHOSEN[name]


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_preset_adds_no_penalty_of_its_own(name):
    named = {path.split(".")[1] for path in PUBLISHED[name] if path.startswith("regularizers.")}
    assert set(to_dict(preset(name).config())["regularizers"]) == named
    assert preset(name).config().augmentations == ()


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
