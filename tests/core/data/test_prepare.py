"""Preparing: everything readable becomes bytes once, everything else is listed."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest
from picture_files import (
    broken_files,
    encoded,
    noise,
    png,
    result_of,
    special_files,
    write_files,
    write_idx,
    write_zip,
)
from PIL import Image

from gan_studio.core.config import DataOptions
from gan_studio.core.data import cache as cached
from gan_studio.core.data.image_set import ImageSet
from gan_studio.core.data.prepare import prepare
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def mixed(tmp_path) -> Path:
    return write_files(tmp_path / "mixed", {**special_files(), **broken_files()})


def prepared(source: object, cache: Path, **options: object) -> ImageSet:
    return result_of(prepare(DataOptions(**{"resolution": 8, "source": str(source), **options}), cache))


def test_fashion_mnist_keeps_its_own_test_pictures_and_pixels(cache):
    images = prepared("fashion-mnist", cache, resolution=28)
    assert images.train.shape == (60_000, 1, 28, 28)
    assert images.held_out.shape == (10_000, 1, 28, 28)
    assert images.train.dtype == np.uint8
    assert np.bincount(images.labels).tolist() == [6000] * 10
    assert images.labels[0] == 9  # the first training picture is an ankle boot
    assert images.held_out_labels[0] == 9
    assert images.classes[9] == "Ankle boot"
    assert int(images.train[0].astype(int).sum()) == 76_247
    assert images.left_out == ()


def test_every_file_of_a_mixed_folder_is_used_or_listed(mixed, cache):
    images = prepared(mixed, cache)
    files = len(special_files()) + len(broken_files())
    assert len(images.train) + len(images.held_out) + len(images.left_out) == files
    assert {entry.name for entry in images.left_out} == set(broken_files())
    assert all(entry.reason for entry in images.left_out)
    assert images.train.shape[1:] == (3, 8, 8)


def test_colour_is_automatic_grey_only_where_every_picture_is(tmp_path, cache):
    grey_in_rgb = encoded(Image.fromarray(noise(8, 8, 1)).convert("RGB"))
    write_files(tmp_path / "grey", {"1.png": png(1, channels=1), "2.png": grey_in_rgb})
    write_files(tmp_path / "both", {"1.png": png(1, channels=1), "2.png": png(2)})
    assert prepared(tmp_path / "grey", cache).train.shape[1] == 1
    assert prepared(tmp_path / "both", cache).train.shape[1] == 3
    assert prepared(tmp_path / "both", cache, channels="grey").train.shape[1] == 1
    assert prepared(tmp_path / "grey", cache, channels="colour").train.shape[1] == 3


def test_automatic_grey_gives_the_same_bytes_as_asking_for_grey(tmp_path, cache):
    write_files(tmp_path / "grey", {f"{seed}.png": png(seed, channels=1) for seed in range(20)})
    one, other = prepared(tmp_path / "grey", cache), prepared(tmp_path / "grey", cache, channels="grey")
    np.testing.assert_array_equal(one.train, other.train)
    np.testing.assert_array_equal(one.held_out, other.held_out)


def test_files_and_arrays_prepare_alike(tmp_path, cache):
    pixels = np.stack([noise(8, 8, seed=seed) for seed in range(6)])
    np.savez(tmp_path / "set.npz", images=pixels)
    write_files(
        tmp_path / "set", {f"{index}.png": encoded(Image.fromarray(row)) for index, row in enumerate(pixels)}
    )
    one, other = (prepared(tmp_path / name, cache, held_out=0.0) for name in ("set.npz", "set"))
    np.testing.assert_array_equal(one.train, pixels.transpose(0, 3, 1, 2))
    np.testing.assert_array_equal(other.train, one.train)


@pytest.mark.parametrize("channels", ["auto", "grey", "colour"])
def test_an_array_in_colour_can_be_made_grey(tmp_path, cache, channels):
    pixels = np.full((3, 4, 4, 3), [255, 0, 0], np.uint8)
    np.savez(tmp_path / "set.npz", images=pixels)
    images = prepared(tmp_path / "set.npz", cache, channels=channels)
    expected = [76] if channels == "grey" else [255, 0, 0]
    assert images.train[0, :, 0, 0].tolist() == expected


def test_classes_come_from_sub_folders_and_strays_have_their_own(tmp_path, cache):
    write_files(
        tmp_path / "set", {"dog/1.png": png(1), "cat/2.png": png(2), "3.png": png(3), "odd/x.txt": b"no"}
    )
    images = prepared(tmp_path / "set", cache)
    assert images.classes == ("cat", "dog", "unlabelled")
    assert images.labels.dtype == np.int64
    assert images.labels.tolist() == [2, 0, 1]
    assert [entry.name for entry in images.left_out] == ["odd/x.txt"]


def test_classes_come_from_dataset_json(tmp_path, cache):
    labels = {"labels": [["b.png", 1], ["a.png", 0]], "classes": ["cat", "dog"]}
    images = prepared(write_zip(tmp_path / "set.zip", {"a.png": png(1), "b.png": png(2)}, labels), cache)
    assert images.classes == ("cat", "dog")
    assert images.labels.tolist() == [0, 1]


def test_held_out_pictures_are_never_trained_on_and_keep_their_labels(tmp_path, cache):
    files = {f"{'ab'[seed % 2]}/{seed}.png": encoded(Image.new("L", (8, 8), seed)) for seed in range(100)}
    images = prepared(write_files(tmp_path / "set", files), cache, held_out=0.2)
    train, held_out = images.train[:, 0, 0, 0].tolist(), images.held_out[:, 0, 0, 0].tolist()
    assert sorted(train + held_out) == list(range(100))
    assert len(held_out) == 20
    assert images.labels.tolist() == [value % 2 for value in train]
    assert images.held_out_labels.tolist() == [value % 2 for value in held_out]


def test_the_same_pictures_are_held_out_at_every_resolution(tmp_path, cache):
    files = {f"{seed}.png": encoded(Image.new("L", (16, 16), seed)) for seed in range(60)}
    write_files(tmp_path / "set", files)
    chosen = [
        set(prepared(tmp_path / "set", cache, resolution=side, held_out=0.2).held_out[:, 0, 0, 0].tolist())
        for side in (8, 16, 32)
    ]
    assert chosen[0] == chosen[1] == chosen[2]


def test_copies_of_a_training_picture_are_not_held_out(tmp_path, cache):
    files = {
        f"{copy}-{seed}.png": encoded(Image.new("L", (8, 8), seed)) for seed in range(40) for copy in "ab"
    }
    images = prepared(write_files(tmp_path / "set", files), cache, held_out=0.3)
    assert len(images.held_out) > 0
    assert not set(images.train[:, 0, 0, 0].tolist()) & set(images.held_out[:, 0, 0, 0].tolist())


def test_two_fresh_caches_hold_equal_sets(mixed, tmp_path):
    one, other = prepared(mixed, tmp_path / "a", held_out=0.3), prepared(mixed, tmp_path / "b", held_out=0.3)
    np.testing.assert_array_equal(one.train, other.train)
    np.testing.assert_array_equal(one.held_out, other.held_out)
    assert (one.key, one.left_out) == (other.key, other.left_out)


def test_one_thread_gives_what_many_give(mixed, tmp_path):
    options = DataOptions(source=str(mixed), resolution=8)
    one = result_of(prepare(options, tmp_path / "a", threads=1))
    many = result_of(prepare(options, tmp_path / "b", threads=7))
    np.testing.assert_array_equal(one.train, many.train)


def test_a_large_set_is_mapped_and_equal(mixed, tmp_path, monkeypatch):
    in_memory = prepared(mixed, tmp_path / "a", held_out=0.3)
    monkeypatch.setattr(cached, "IN_MEMORY_BYTES", 1000)
    monkeypatch.setattr(cached, "_ENDS", 100)
    mapped = prepared(mixed, tmp_path / "b", held_out=0.3)
    assert isinstance(mapped.train, np.memmap)
    np.testing.assert_array_equal(mapped.train, in_memory.train)
    np.testing.assert_array_equal(mapped.held_out, in_memory.held_out)


def test_progress_grows_to_the_end(mixed, cache):
    events = list(prepare(DataOptions(source=str(mixed), resolution=8), cache))
    assert all(isinstance(event, Preparing) for event in events)
    shares = [event.share for event in events if event.share is not None]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize("steps", range(1, 5))
def test_closing_early_leaves_no_file(tmp_path, cache, steps):
    write_files(tmp_path / "set", {f"{seed}.png": png(seed, side=64) for seed in range(30)})
    events = prepare(DataOptions(source=str(tmp_path / "set"), resolution=64), cache)
    for _, _ in zip(range(steps), events, strict=False):
        pass
    events.close()
    gc.collect()
    left = [path for path in cache.rglob("*") if path.name.endswith(".part") or ".part" in str(path)]
    assert left == []


def test_a_set_without_a_readable_picture_is_refused(tmp_path, cache):
    write_files(tmp_path / "set", {"a.png": b"", "b.txt": b"x"})
    with pytest.raises(InputError, match=r"no picture that can be read; of 2 files the first, a\.png"):
        prepared(tmp_path / "set", cache)
    assert list(cache.iterdir()) == []


def test_a_set_that_is_all_test_split_is_refused(tmp_path, cache):
    write_files(tmp_path / "set", {"train/1.png": b"", "test/1.png": png(1)})
    with pytest.raises(InputError, match="test split"):
        prepared(tmp_path / "set", cache)


@pytest.mark.parametrize("source", ["", "fashion", "/no/such/folder"])
def test_a_set_that_is_not_there_is_refused(cache, source):
    with pytest.raises(InputError):
        prepared(source, cache)


def test_an_idx_pair_prepares_with_its_split(tmp_path, cache):
    write_idx(tmp_path / "set", "train", np.full((12, 8, 8), 3, np.uint8), [0, 1] * 6)
    path = tmp_path / "set" / "train-images-idx3-ubyte"
    write_idx(tmp_path / "set", "t10k", np.full((4, 8, 8), 4, np.uint8), [1] * 4)
    images = prepared(path, cache)
    assert (len(images.train), len(images.held_out)) == (12, 4)
    assert images.held_out_labels.tolist() == [1] * 4
    assert (images.held_out == 4).all()
