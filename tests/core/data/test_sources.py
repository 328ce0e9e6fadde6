"""Opening data sets of every kind, and refusing what is none."""

from __future__ import annotations

import dataclasses
import gzip
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from picture_files import idx, noise, png, write_files, write_idx, write_zip

from gan_studio.core.config import setting_fields
from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.core.data.source import Source, Unreadable, lasting_text, open_source
from gan_studio.core.registry import SOURCES


def classes_of(source: Source) -> dict[str, str | None]:
    return {item.name: None if item.label is None else source.classes[item.label] for item in source.items}


def images_of(source: Source) -> np.ndarray:
    return np.stack([np.asarray(source.load(index).image) for index in range(len(source.items))])


@pytest.mark.parametrize("entry", SOURCES.entries(), ids=lambda entry: entry.name)
def test_a_kind_is_a_frozen_value_that_claims_nothing_foreign(entry):
    assert [field.name for field in setting_fields(entry.part)] == ["text"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.part("x").text = "y"
    assert entry.summary.endswith(".")
    assert entry.part.claims("no such thing/at all") == 0


@pytest.mark.parametrize("name", SHIPPED_SETS)
def test_a_shipped_set_opens_by_its_name(name):
    source = open_source(name)
    assert (source.name, source.text) == (name, name)
    assert len(source.classes) >= 9
    assert {item.label for item in source.items} == set(range(len(source.classes)))
    assert source.load(0).image.size[0] in (28, 64)


def test_fashion_mnist_holds_out_its_own_test_pictures():
    source = open_source("fashion-mnist")
    assert [item.held_out for item in source.items].count(True) == 10_000
    assert len(source.items) == 70_000
    assert source.classes[9] == "Ankle boot"


def test_the_emoji_sets_have_the_same_files_and_classes():
    assert classes_of(open_source("emoji-noto")) == classes_of(open_source("emoji-twemoji"))


def test_a_folder_reads_sub_folders_as_classes(tmp_path):
    write_files(tmp_path, {"cat/1.png": png(1), "dog/2.png": png(2), "stray.png": png(3)})
    source = open_source(str(tmp_path))
    assert classes_of(source) == {"cat/1.png": "cat", "dog/2.png": "dog", "stray.png": None}
    assert source.load(0).image.size == (8, 8)


def test_a_folder_may_have_a_dataset_json(tmp_path):
    write_files(tmp_path, {"00000/1.png": png(1), "dataset.json": b'{"labels": [["00000/1.png", 3]]}'})
    assert classes_of(open_source(str(tmp_path))) == {"00000/1.png": "3"}


def test_a_folder_names_what_it_does_not_go_into(tmp_path):
    write_files(tmp_path, {"1.png": png(1), ".git/a": b"x", ".git/b/c": b"x", "__MACOSX/d": b"x"})
    faults = {item.name: item.fault for item in open_source(str(tmp_path)).items if item.fault}
    assert faults == {
        ".git/": "a hidden folder (files in it: 2)",
        "__MACOSX/": "a hidden folder (files in it: 1)",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and links")
def test_a_folder_survives_pipes_broken_links_and_circles(tmp_path):
    write_files(tmp_path, {"a/1.png": png(1)})
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere")
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    faults = {item.name: item.fault for item in open_source(str(tmp_path)).items}
    assert faults.pop("a/1.png") == ""
    assert set(faults) == {"pipe.png", "gone.png", "a/round/"}
    assert all(faults.values())


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names of any bytes")
def test_a_file_name_that_is_no_text_is_made_printable(tmp_path):
    with open(os.fsencode(tmp_path) + b"/a\xff.png", "wb") as file:
        file.write(png(1))
    source = open_source(str(tmp_path))
    assert source.items[0].name == "a\ufffd.png"
    assert source.load(0).image.size == (8, 8)


def test_a_zip_with_folders(tmp_path):
    path = write_zip(tmp_path / "set.zip", {"set/cat/1.png": png(1), "set/dog/2.png": png(2)})
    assert classes_of(open_source(str(path))) == {"set/cat/1.png": "cat", "set/dog/2.png": "dog"}


def test_a_zip_with_a_dataset_json(tmp_path):
    labels = {"labels": [["00000/1.png", 1], ["00000/2.png", 0]]}
    path = write_zip(tmp_path / "set.zip", {"00000/1.png": png(1), "00000/2.png": png(2)}, labels)
    assert classes_of(open_source(str(path))) == {"00000/1.png": "1", "00000/2.png": "0"}


def test_a_zip_is_known_by_its_contents_too(tmp_path):
    assert len(open_source(str(write_zip(tmp_path / "set.bin", {"1.png": png(1)}))).items) == 1


def test_a_zip_that_climbs_out_of_its_folder_writes_nothing(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    path = write_zip(inner / "evil.zip", {"../../evil.png": png(1), "/etc/evil.png": png(2)})
    source = open_source(str(path))
    assert images_of(source).shape == (2, 8, 8, 3)
    assert [file.name for file in tmp_path.rglob("*")] == ["inner", "evil.zip"]


def test_a_damaged_member_is_unreadable_and_the_rest_is_not(tmp_path):
    path = write_zip(tmp_path / "set.zip", {"1.png": png(1), "2.png": png(2)})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    source = open_source(str(path))
    with pytest.raises(Unreadable, match="damaged"):
        source.load(0)
    assert source.load(1).image.size == (8, 8)


def test_an_encrypted_member_says_so(tmp_path):
    path = write_zip(tmp_path / "set.zip", {"1.png": png(1)})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in open_source(str(path)).items[0].fault


@pytest.mark.parametrize("zipped", [False, True])
def test_an_idx_pair_finds_its_labels_and_test_split(tmp_path, zipped):
    images = noise(5, 5, 1, seed=3).reshape(1, 5, 5).repeat(3, axis=0)
    images[1] = 7
    path = write_idx(tmp_path, "train", images, [1, 0, 1])
    write_idx(tmp_path, "t10k", images[:1], [0])
    if zipped:
        for file in list(tmp_path.iterdir()):
            file.with_name(file.name + ".gz").write_bytes(gzip.compress(file.read_bytes()))
            file.unlink()
        path = path.with_name(path.name + ".gz")
    for text in (path, tmp_path, Path(str(path).replace("images-idx3", "labels-idx1"))):
        source = open_source(str(text))
        assert [item.label for item in source.items] == [1, 0, 1, 0]
        assert [item.held_out for item in source.items] == [False, False, False, True]
        np.testing.assert_array_equal(images_of(source)[:3], images)


def test_idx_images_alone_have_no_classes(tmp_path):
    (tmp_path / "pictures.idx").write_bytes(idx(noise(4, 6, 1).reshape(2, 3, 4)))
    source = open_source(str(tmp_path / "pictures.idx"))
    assert (source.classes, len(source.items)) == ((), 2)


@pytest.mark.parametrize(
    ("arrays", "shape"),
    [
        ({"images": np.zeros((2, 6, 5, 3), np.uint8)}, (2, 6, 5, 3)),
        ({"images": np.zeros((2, 3, 6, 5), np.uint8)}, (2, 6, 5, 3)),
        ({"arr_0": np.zeros((2, 6, 5), np.uint8)}, (2, 6, 5, 1)),
        ({"images": np.zeros((2, 6, 5, 1), np.uint8)}, (2, 6, 5, 1)),
        ({"x_train": np.zeros((2, 6, 5)), "x_test": np.zeros((1, 6, 5))}, (3, 6, 5, 1)),
    ],
)
def test_an_npz_may_have_any_usual_layout(tmp_path, arrays, shape):
    np.savez(tmp_path / "set.npz", **arrays)
    source = open_source(str(tmp_path / "set.npz"))
    assert source.pixels().shape == shape
    assert len(source.items) == shape[0]


def test_an_npz_with_labels_and_class_names(tmp_path):
    np.savez(tmp_path / "s.npz", images=noise(4, 4), labels=[1, 0, 1, 0], classes=["cat", "dog"])
    assert list(classes_of(open_source(str(tmp_path / "s.npz"))).values()) == ["dog", "cat", "dog", "cat"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([0.0, 0.2, 1.0]), [0, 51, 255]),
        (np.array([-1.0, 0.0, 1.0]), [0, 128, 255]),
        (np.array([0.0, 100.0, 255.0], np.float32), [0, 100, 255]),
        (np.array([0, 257, 65535], np.uint16), [0, 1, 255]),
        (np.array([0, 7, 255], np.int64), [0, 7, 255]),
        (np.array([False, True, True]), [0, 255, 255]),
    ],
)
def test_an_npz_of_other_numbers_is_scaled_to_bytes(tmp_path, values, expected):
    np.savez(tmp_path / "set.npz", images=values.reshape(1, 1, 3))
    source = open_source(str(tmp_path / "set.npz"))
    assert source.pixels().reshape(-1).tolist() == expected
    assert "scaled" in source.remarks[0].action


def test_an_npz_with_alpha_shows_white_paper(tmp_path):
    np.savez(tmp_path / "set.npz", images=np.array([[[[9, 9, 9, 0], [9, 8, 7, 255]]]], np.uint8))
    np.testing.assert_array_equal(
        open_source(str(tmp_path / "set.npz")).pixels(), [[[[255, 255, 255], [9, 8, 7]]]]
    )


def test_texts_that_open_a_set_again_are_absolute(tmp_path, monkeypatch):
    write_files(tmp_path / "pictures", {"1.png": png(1)})
    monkeypatch.chdir(tmp_path)
    source = open_source("pictures")
    assert source.text == str(tmp_path / "pictures")
    assert open_source(source.text).fingerprint == source.fingerprint


def test_a_text_can_be_made_to_last_without_opening_it(tmp_path, monkeypatch):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "emoji-noto").mkdir()
    monkeypatch.chdir(tmp_path)
    assert lasting_text(" pictures ") == str(tmp_path / "pictures")
    assert lasting_text("./emoji-noto") == str(tmp_path / "emoji-noto")
    for text in ("emoji-noto", "torchvision:MNIST", "nowhere", "", "a\0b"):
        assert lasting_text(text) == text
