"""Repairing: a clean copy that the doctor finds nothing wrong with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from picture_files import (
    broken_files,
    encoded,
    noise,
    png,
    result_of,
    rotated_jpeg,
    special_files,
    write_files,
    write_zip,
)
from PIL import Image

from gan_studio.core.data.doctor import examine
from gan_studio.core.data.repair import Repaired, repair
from gan_studio.core.data.source import open_source
from gan_studio.core.errors import InputError


def repaired(source: object, out: Path) -> Repaired:
    return result_of(repair(open_source(str(source)), out))


def test_a_mixed_folder_becomes_plain_pngs(tmp_path):
    source = write_files(
        tmp_path / "set", {**special_files(), **broken_files(), "again.png": special_files()["plain.png"]}
    )
    done = repaired(source, tmp_path / "out")
    assert (done.count, done.left_out, done.doubles) == (len(special_files()), len(broken_files()), 1)
    files = sorted((tmp_path / "out").glob("*.png"))
    assert len(files) == done.count
    for path in files:
        with Image.open(path) as image:
            assert (image.mode, image.format) == ("RGB", "PNG")
    kinds = ["alpha", "palette", "CMYK", "16", "EXIF", "animated", "truncated", "empty"]
    after = result_of(examine(open_source(str(tmp_path / "out"))))
    assert not [remark for remark in after.problems if any(kind in remark.problem for kind in kinds)]
    assert after.duplicates == []
    assert after.left_out == []


def test_pictures_are_upright_and_keep_their_size(tmp_path):
    stored = np.kron(np.array([[0, 80], [160, 240]], np.uint8), np.ones((16, 24), np.uint8))
    write_files(tmp_path / "set", {"turned.jpg": rotated_jpeg(Image.fromarray(stored), 6)})
    repaired(tmp_path / "set", tmp_path / "out")
    with Image.open(tmp_path / "out" / "turned.png") as image:
        assert (image.size, image.mode) == ((32, 48), "L")
        assert abs(image.getpixel((4, 4)) - 160) <= 3


def test_classes_become_folders_with_safe_and_unique_names(tmp_path):
    labels = {"labels": [["a/x.png", "../up"], ["b/x.png", "../up"], ["b/X.PNG", "CON"]]}
    files = {"a/x.png": png(1), "b/x.png": png(2), "b/X.PNG": png(3)}
    repaired(write_zip(tmp_path / "set.zip", files, labels), tmp_path / "deep" / "out")
    found = sorted(
        path.relative_to(tmp_path / "deep").as_posix() for path in (tmp_path / "deep").rglob("*.png")
    )
    assert found == ["out/-up/x-2.png", "out/-up/x.png", "out/CON_/X.png"]


def test_the_copy_has_the_classes_and_the_split_of_the_original(tmp_path):
    names = [f"{part}/{kind}/{n}.png" for part in ("train", "test") for kind in ("cat", "dog") for n in "12"]
    files = {name: png(seed) for seed, name in enumerate(names)}
    done = repaired(write_files(tmp_path / "set", files), tmp_path / "out")
    copy = open_source(str(tmp_path / "out"))
    assert copy.classes == ("cat", "dog")
    assert [item.held_out for item in copy.items].count(True) == 4
    assert done.count == 8


def test_the_report_is_written_beside_the_pictures(tmp_path):
    write_files(tmp_path / "set", {"a.png": png(1), "b.png": png(1), "c.png": b""})
    repaired(tmp_path / "set", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["duplicates"] == [["a.png", "b.png"]]
    assert report["problems"][-1] == {
        "file": "c.png",
        "problem": "empty file (0 bytes)",
        "action": "left out",
    }
    assert report["repaired"]["files"] == [{"file": "a.png", "from": "a.png"}]


def test_an_empty_folder_is_filled_and_any_other_refused(tmp_path):
    source = write_files(tmp_path / "set", {"a.png": png(1)})
    (tmp_path / "empty").mkdir()
    assert repaired(source, tmp_path / "empty").count == 1
    with pytest.raises(InputError, match="not empty"):
        repaired(source, tmp_path / "empty")
    with pytest.raises(InputError, match="not empty"):
        repaired(source, source / "a.png")


def test_a_copy_inside_the_data_set_is_refused(tmp_path):
    source = write_files(tmp_path / "set", {"a.png": png(1)})
    with pytest.raises(InputError, match="inside the data set"):
        repaired(source, source / "out")


def test_closing_early_leaves_nothing(tmp_path):
    source = write_files(
        tmp_path / "set",
        {f"{seed}.png": encoded(Image.fromarray(noise(64, 64, seed=seed))) for seed in range(20)},
    )
    events = repair(open_source(str(source)), tmp_path / "out")
    while (next(events).share or 0) < 0.5:
        pass
    events.close()
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_progress_goes_from_start_to_end_once(tmp_path):
    source = write_files(tmp_path / "set", {f"{seed}.png": png(seed) for seed in range(20)})
    shares = [
        event.share for event in repair(open_source(str(source)), tmp_path / "out") if event.share is not None
    ]
    assert shares == sorted(shares)
