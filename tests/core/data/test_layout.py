"""Classes from folders and from dataset.json."""

from __future__ import annotations

import json

import pytest

from gan_studio.core.data.layout import from_folders, from_label_file
from gan_studio.core.errors import InputError


def labelled(values: object, names: list[str], folder: str = "") -> dict[str, str | None]:
    layout = from_label_file(json.dumps(values).encode(), names, folder, "x.zip")
    return dict(zip(names, named(layout), strict=True))


def named(layout) -> list[str | None]:
    return [None if label is None else layout.classes[label] for label in layout.labels]


def test_files_side_by_side_have_no_classes():
    layout = from_folders(["1.png", "2.png"])
    assert layout.classes == ()
    assert layout.labels == [None, None]


def test_sub_folders_are_classes():
    layout = from_folders(["cat/1.png", "dog/deep/2.png", "cat/3.png"])
    assert layout.classes == ("cat", "dog")
    assert layout.labels == [0, 1, 0]


def test_a_folder_around_everything_is_no_class():
    layout = from_folders(["readme.txt", "set/cat/1.png", "set/dog/2.png"])
    assert layout.classes == ("cat", "dog")
    assert layout.labels == [None, 0, 1]


def test_one_folder_alone_is_no_class():
    assert from_folders(["images/1.png", "images/2.png"]).classes == ()


def test_numbered_folders_are_in_the_order_of_their_numbers():
    assert from_folders([f"{number}/1.png" for number in (10, 9, 1)]).classes == ("1", "9", "10")


def test_train_and_test_folders_are_a_split():
    layout = from_folders(["train/cat/1.png", "train/dog/2.png", "Val/cat/3.png"])
    assert layout.classes == ("cat", "dog")
    assert layout.labels == [0, 1, 0]
    assert layout.held_out == [False, False, True]


def test_a_test_folder_among_classes_is_a_class():
    assert from_folders(["test/1.png", "drive/2.png"]).classes == ("drive", "test")


def test_label_numbers_become_classes():
    assert labelled({"labels": [["b.png", 1], ["a.png", 0]]}, ["a.png", "b.png"]) == {
        "a.png": "0",
        "b.png": "1",
    }


def test_label_file_may_name_its_classes():
    values = {"labels": {"a.png": 1, "b.png": 0}, "classes": ["cat", "dog"]}
    assert labelled(values, ["a.png", "b.png"]) == {"a.png": "dog", "b.png": "cat"}


def test_labels_may_be_names_or_one_value_per_class():
    values = {"labels": [["a.png", "cat"], ["b.png", "ape"]]}
    assert labelled(values, ["a.png", "b.png"]) == {"a.png": "cat", "b.png": "ape"}
    assert labelled({"labels": [["a.png", [0, 0, 1]]]}, ["a.png"]) == {"a.png": "2"}


def test_null_labels_mean_no_classes_even_with_folders():
    assert labelled({"labels": None}, ["00000/a.png", "00001/b.png"]) == {
        "00000/a.png": None,
        "00001/b.png": None,
    }


def test_backslashes_of_windows_are_understood():
    assert labelled({"labels": [["a\\b.png", 0]]}, ["a/b.png"]) == {"a/b.png": "0"}


def test_names_are_relative_to_the_label_file():
    assert labelled({"labels": [["b.png", 0]]}, ["set/b.png"], "set/") == {"set/b.png": "0"}


def test_a_file_without_label_has_no_class_and_a_label_without_file_is_remarked():
    values = {"labels": [["a.png", 0], ["gone.png", 0]]}
    layout = from_label_file(json.dumps(values).encode(), ["a.png", "new.png"], "", "x.zip")
    assert named(layout) == ["0", None]
    assert [remark.file for remark in layout.remarks] == ["gone.png"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b'{"labels": 3}',
        b'{"labels": [3]}',
        b'{"labels": [["a.png", 1.5]]}',
        b"\xff\xfe",
    ],
)
def test_a_label_file_that_makes_no_sense_is_refused(text):
    with pytest.raises(InputError, match=r"dataset\.json of x\.zip"):
        from_label_file(text, ["a.png"], "", "x.zip")
