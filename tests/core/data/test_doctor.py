"""The doctor names everything that is special, and every double."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from picture_files import broken_files, encoded, noise, png, result_of, special_files, write_files, write_zip
from PIL import Image

from gan_studio.core.data.doctor import examine
from gan_studio.core.data.report import Report
from gan_studio.core.data.source import open_source


def examined(path: object) -> Report:
    return result_of(examine(open_source(str(path))))


@pytest.fixture
def mixed(tmp_path) -> Path:
    return write_files(tmp_path, {**special_files(), **broken_files()})


def problems_of(report: Report, name: str) -> str:
    return "; ".join(remark.problem for remark in report.problems if remark.file == name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("grey.png", "grey among colour"),
        ("alpha.png", "alpha"),
        ("palette.png", "palette"),
        ("print.jpg", "CMYK"),
        ("deep.png", "16 bits"),
        ("deep_colour.png", "16 bits"),
        ("turned.jpg", "EXIF orientation 6"),
        ("moving.gif", "animated or of several pages (3 frames)"),
        ("wide.png", "not square (40 x 20)"),
        ("tiny.png", "tiny"),
        ("black_or_white.png", "1 bit"),
        ("empty.png", "empty file"),
        ("notes.txt", "not an image"),
        ("lying.jpg", "not an image"),
        ("cut.png", "truncated"),
        ("cut.jpg", "truncated"),
        ("bomb.png", "too large"),
        ("drawing.eps", "not an image"),
    ],
)
def test_every_special_file_is_named_with_what_is_special(mixed, name, words):
    assert words in problems_of(examined(mixed), name)


def test_an_ordinary_file_has_no_problem(mixed):
    assert problems_of(examined(mixed), "plain.png") == ""


def test_every_file_is_counted_or_left_out(mixed):
    report = examined(mixed)
    assert set(report.left_out) == set(broken_files())
    assert report.count == len(special_files())
    assert sum(report.sizes.values()) == report.count
    assert report.channels == 3


def test_every_remark_says_what_is_done(mixed):
    assert all(remark.problem and remark.action for remark in examined(mixed).problems)


def test_sizes_are_counted_upright_and_most_frequent_first(tmp_path):
    write_files(
        tmp_path, {"1.png": png(1), "2.png": png(2), "3.png": encoded(Image.fromarray(noise(30, 20)))}
    )
    assert list(examined(tmp_path).sizes.items()) == [("8x8", 2), ("30x20", 1)]


def test_pictures_equal_in_every_pixel_are_grouped_however_stored(tmp_path):
    grey = Image.fromarray(noise(8, 8, 1))
    files = {
        "a/1.png": encoded(grey),
        "a/2.tif": encoded(grey.convert("RGB"), "TIFF"),
        "b/3.bmp": encoded(grey, "BMP"),
        "b/4.png": png(4),
    }
    report = examined(write_files(tmp_path, files))
    assert report.duplicates == [["a/1.png", "a/2.tif", "b/3.bmp"]]
    assert "in class “a”" in problems_of(report, "b/3.bmp")


def test_equal_bytes_of_another_shape_are_no_double(tmp_path):
    write_files(
        tmp_path, {"1.png": encoded(Image.new("L", (20, 40))), "2.png": encoded(Image.new("L", (40, 20)))}
    )
    assert examined(tmp_path).duplicates == []


def test_grey_among_colour_is_no_problem_of_a_grey_set(tmp_path):
    write_files(tmp_path, {"1.png": png(1, 20, 1), "2.png": png(2, 20, 1)})
    report = examined(tmp_path)
    assert report.channels == 1
    assert not any("grey" in remark.problem for remark in report.problems)


def test_classes_are_counted_and_imbalance_and_scarcity_are_named(tmp_path):
    files = {f"cat/{seed}.png": png(seed) for seed in range(12)}
    report = examined(write_files(tmp_path, {**files, "dog/1.png": png(50), "stray.png": png(51)}))
    assert report.classes == {"cat": 12, "dog": 1, "unlabelled": 1}
    whole = problems_of(report, "")
    assert "few images (14)" in whole
    assert "“cat” has 12" in whole
    assert "without a class: 1" in whole


def test_labels_without_files_are_named(tmp_path):
    path = write_zip(tmp_path / "s.zip", {"a.png": png(1)}, {"labels": [["a.png", 0], ["gone.png", 0]]})
    assert "not there" in problems_of(examined(path), "gone.png")


def test_a_test_split_is_told_apart(tmp_path):
    files = {"train/a.png": png(1), "train/b.png": png(2), "test/c.png": png(1)}
    report = examined(write_files(tmp_path, files))
    assert report.count == 2
    assert "its own test split (pictures in it: 1)" in problems_of(report, "")
    assert report.duplicates == [["test/c.png", "train/a.png"]]


def test_an_array_is_examined_too(tmp_path):
    images = np.stack([noise(20, 20, seed=seed) for seed in (1, 2, 1)])
    np.savez(tmp_path / "set.npz", images=images)
    report = examined(tmp_path / "set.npz")
    assert (report.count, report.channels, report.sizes) == (3, 3, {"20x20": 3})
    assert report.duplicates == [["train/000000", "train/000002"]]


def test_a_set_without_a_readable_picture_is_reported_and_not_an_error(tmp_path):
    report = examined(write_files(tmp_path, broken_files()))
    assert (report.count, report.sizes, report.classes) == (0, {}, {})
    assert len(report.left_out) == len(broken_files())


def test_the_report_is_plain_json(mixed):
    values = json.loads(json.dumps(examined(mixed).values()))
    assert list(values) == ["name", "count", "channels", "sizes", "classes", "problems", "duplicates"]
    assert set(values["problems"][0]) == {"file", "problem", "action"}


def test_closing_early_is_possible_at_every_event(mixed):
    events = examine(open_source(str(mixed)))
    next(events)
    events.close()
    with pytest.raises(StopIteration):
        next(events)
