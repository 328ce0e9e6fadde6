"""torchvision's sets, read from where they were downloaded before."""

from __future__ import annotations

import numpy as np
import pytest
from picture_files import noise, write_idx

from gan_studio.core.data.source import open_source
from gan_studio.core.errors import InputError


def make_mnist(root):
    images = np.stack([noise(28, 28, 1, seed=seed) for seed in range(6)])
    write_idx(root / "MNIST" / "raw", "train", images, [0, 1, 2, 3, 4, 9])
    write_idx(root / "MNIST" / "raw", "t10k", images[:2], [5, 6])
    return images


@pytest.mark.parametrize("where", ["home", "folder"])
def test_a_downloaded_set_is_read_with_its_test_split(tmp_path, studio_home, where):
    images = make_mnist(studio_home / "torchvision" if where == "home" else tmp_path)
    source = open_source("torchvision:MNIST" if where == "home" else f"torchvision:MNIST@{tmp_path}")
    assert [item.held_out for item in source.items] == [False] * 6 + [True] * 2
    assert [item.label for item in source.items] == [0, 1, 2, 3, 4, 9, 5, 6]
    assert source.classes[9] == "9 - nine"
    np.testing.assert_array_equal(np.asarray(source.load(3).image), images[3])


def test_the_fingerprint_follows_the_files(tmp_path):
    make_mnist(tmp_path)
    first = open_source(f"torchvision:MNIST@{tmp_path}").fingerprint
    assert open_source(f"torchvision:MNIST@{tmp_path}").fingerprint == first
    write_idx(tmp_path / "MNIST" / "raw", "train", np.zeros((5, 28, 28), np.uint8), [0] * 5)
    assert open_source(f"torchvision:MNIST@{tmp_path}").fingerprint != first


def test_a_set_that_is_not_there_says_how_to_get_it(studio_home):
    with pytest.raises(
        InputError, match=r"nothing is downloaded unasked: run python -c .*CIFAR10.*download=True"
    ):
        open_source("torchvision:CIFAR10")
    assert list(studio_home.rglob("*")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("torchvision:CIFAR11", "did you mean “CIFAR10”"),
        ("torchvision:EMNIST", "comes in splits .*balanced"),
        ("torchvision:MNIST/letters", "has no splits"),
        ("torchvision:", "no torchvision data set"),
    ],
)
def test_a_wrong_name_or_split_is_refused(text, words):
    with pytest.raises(InputError, match=words):
        open_source(text)
