"""How the embedded network is trained: the damages do what they say, a short training leaves its files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
from picture_files import result_of
from PIL import Image

from gan_studio.core.extractors.embedded import Embedded
from gan_studio.core.extractors.embedded_training.damage import DAMAGES, damaged
from gan_studio.core.extractors.embedded_training.lessons import Subject
from gan_studio.core.extractors.embedded_training.train import (
    Schooling,
    correlation,
    save,
    train,
    unexplained,
)

SCHOOLING = Schooling(steps=4, batch=16)
BY_DAMAGE = pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)


def random_of(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def drawings(count: int = 8) -> torch.Tensor:
    """A bright square of its own place and size on black for each picture, [N, 1, 28, 28]."""
    pixels = torch.zeros(count, 1, 28, 28)
    for index in range(count):
        pixels[index, :, 4 + index : 12 + 2 * index, 3 + index : 20] = 200
    return pixels


@pytest.fixture(scope="module")
def curriculum(tmp_path_factory) -> tuple[Subject, ...]:
    """Two small sets of the same two classes, one grey and one in colour."""
    folder = tmp_path_factory.mktemp("pictures")
    for name, shape in (("grey", (28, 28)), ("colour", (40, 40, 3))):
        for index in range(60):
            pixels = np.random.default_rng(index).integers(0, 120, shape, np.uint8) + 100 * (index % 2)
            path = folder / name / ("dark", "bright")[index % 2] / f"{index}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels.astype(np.uint8)).save(path)
    return (
        Subject(str(folder / "grey"), 28, (28, 32), 0.5, mirrored=False),
        Subject(str(folder / "colour"), 40, (28, 40), 0.5, mirrored=True, same_classes_as=0),
    )


def test_a_short_training_leaves_files_that_open(curriculum, tmp_path):
    pupil, taught, classes = result_of(train(SCHOOLING, curriculum))
    save(tmp_path, pupil, taught, classes, SCHOOLING)
    card = tomllib.loads((tmp_path / "card.toml").read_text(encoding="utf-8"))
    opened = Embedded().open("", torch.device("cpu"), tmp_path / "model.pt")
    assert card["classes"] == ["bright", "dark"]
    assert card["sha256"].startswith(opened.checksum)
    assert all(0 <= share <= 1 for share in card["scores"].values())
    images = torch.randint(256, (3, 3, 32, 32), dtype=torch.uint8, generator=random_of())
    wanted, _ = pupil.network(images.float())
    torch.testing.assert_close(opened(images)[0], wanted, atol=1e-5, rtol=1e-5)


def test_the_seed_decides_the_weights(curriculum):
    stem, again, other = (
        result_of(train(Schooling(steps=2, batch=16, seed=seed), curriculum))[0].network.stem[0].weight
        for seed in (0, 0, 1)
    )
    torch.testing.assert_close(stem, again, atol=0, rtol=0)
    assert not torch.equal(stem, other)


@BY_DAMAGE
def test_no_amount_of_a_damage_changes_nothing(damage):
    pixels = drawings()
    torch.testing.assert_close(damage(pixels, torch.zeros(8), random_of()), pixels, atol=0.1, rtol=0)


@BY_DAMAGE
def test_more_of_a_damage_changes_more(damage):
    pixels = drawings()
    changes = [
        (damage(pixels, torch.full((8,), amount), random_of()) - pixels).square().mean().item()
        for amount in (0.0, 0.3, 0.6, 1.0)
    ]
    assert changes == sorted(changes)
    assert changes[-1] > 100


@BY_DAMAGE
def test_a_damage_takes_pictures_of_any_size_and_colour(damage):
    pixels = torch.rand(3, 3, 40, 40, generator=random_of()) * 255
    assert damage(pixels, torch.full((3,), 0.5), random_of()).shape == pixels.shape


def test_amounts_say_which_pictures_were_damaged():
    pixels = torch.rand(200, 1, 28, 28, generator=random_of()) * 255
    found = damaged(pixels, 0.5, random_of(1))
    touched = (found.pixels - pixels).abs().amax(dim=(1, 2, 3)) > 1e-3
    named = found.amounts.sum(dim=1) > 0
    assert not (touched & ~named).any()
    assert 0.4 < named.float().mean() < 0.7
    assert found.pixels.min() >= 0
    assert found.pixels.max() <= 255


def test_what_a_guess_of_the_mean_leaves_unexplained_is_all():
    target = torch.randn(50, 3, generator=random_of())
    torch.testing.assert_close(unexplained(target.mean(dim=0).expand(50, 3), target), torch.tensor(1.0))
    torch.testing.assert_close(unexplained(target, target), torch.tensor(0.0))


def test_correlation_is_that_of_two_equal_features_among_three():
    signs = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    features = torch.cat([signs, signs[:, :1]], dim=1)
    torch.testing.assert_close(correlation(features), torch.tensor(2 / 3))


def test_the_command_names_where_it_writes_and_with_what_seed(monkeypatch, tmp_path):
    from gan_studio.core.extractors.embedded_training import __main__ as command

    asked: list[object] = []

    def instead(schooling: Schooling) -> object:
        yield from ()
        return (schooling,)

    monkeypatch.setattr(command, "train", instead)
    monkeypatch.setattr(command, "save", lambda *words: asked.extend(words))
    command.main(["--out", str(tmp_path), "--seed", "3", "--steps", "7"])
    wanted = Schooling(steps=7, seed=3)
    assert asked == [Path(tmp_path), wanted, wanted]
