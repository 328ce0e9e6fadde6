"""Data sets that cannot be opened, or would do harm, are refused in one sentence."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest
from picture_files import huge_header, idx, png, write_files, write_idx, write_zip

from gan_studio.core.data.source import Unreadable, open_source
from gan_studio.core.errors import InputError


def bad_sets(folder: Path) -> dict[str, str]:
    """Texts that must be refused, and a word of the sentence."""
    write_files(
        folder, {"picture.png": png(1), "empty.zip": b"", "cut.zip": b"PK\3\4half", "set.npz": b"no zip"}
    )
    write_files(folder, {"cut-images-idx3-ubyte": idx(np.zeros((9, 4, 4), np.uint8))[:40], "empty/x": b""})
    (folder / "empty" / "x").unlink()
    write_files(
        folder / "damaged", {"train-images-idx3-ubyte.gz": gzip.compress(b"\0\0\x08\3" + b"\0" * 9)[:-6]}
    )
    write_idx(folder / "odd", "train", np.zeros((3, 4, 4), np.uint8), [0, 1])
    write_idx(folder / "labels", "train", np.zeros((1, 4, 4), np.uint8), [0])
    (folder / "labels" / "train-images-idx3-ubyte").unlink()
    write_zip(folder / "hollow.zip", {})
    np.savez(folder / "objects.npz", images=np.array([{}], object))
    np.savez(folder / "wrong.npz", pictures=np.zeros(3))
    np.savez(folder / "flat.npz", images=np.zeros(3))
    np.savez(folder / "loud.npz", images=np.full((1, 4, 4), 1e6))
    np.savez(folder / "nan.npz", images=np.full((1, 4, 4), np.nan))
    np.savez(folder / "few.npz", images=np.zeros((2, 4, 4)), labels=[1])
    np.savez(folder / "halves.npz", images=np.zeros((2, 4, 4)), labels=[0.5, 1])
    np.savez(folder / "none.npz", images=np.zeros((0, 4, 4)))
    return {
        "": "No data set",
        "fashion-mnits": "did you mean “fashion-mnist”",
        "x\0y": "No data set",
        str(folder / "nowhere"): "no folder or file",
        "picture.png": "no data set",
        "empty": "is empty",
        "empty.zip": "not a whole zip",
        "cut.zip": "not a whole zip",
        "hollow.zip": "holds no file",
        "set.npz": "damaged|objects",
        "objects.npz": "Python objects",
        "wrong.npz": "no array called",
        "flat.npz": r"shape \(3,\)",
        "loud.npz": "values from 1e.06",
        "nan.npz": "nan",
        "few.npz": "1 labels for 2",
        "halves.npz": "not class numbers",
        "none.npz": "holds no image",
        "odd": "2 labels for the 3",
        "damaged": "truncated|damaged",
        "labels/train-labels-idx1-ubyte": "no images file",
        "torchvision:NoSuchSet": "no torchvision data set",
        "a" * 5000: "no data set",
    }


def test_what_cannot_be_opened_is_refused_in_one_sentence(tmp_path, monkeypatch):
    cases = bad_sets(tmp_path)
    monkeypatch.chdir(tmp_path)
    for text, words in cases.items():
        with pytest.raises(InputError, match=words):
            open_source(text)


def test_a_truncated_idx_file_is_refused_when_it_is_read(tmp_path):
    (tmp_path / "cut.idx").write_bytes(idx(np.zeros((9, 4, 4), np.uint8))[:40])
    with pytest.raises(InputError, match="truncated"):
        open_source(str(tmp_path / "cut.idx")).pixels()


def test_a_pickle_in_an_npz_is_never_run(tmp_path):
    marker = tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return (marker.touch, ())

    np.savez(tmp_path / "evil.npz", images=np.array([Evil()], object))
    with pytest.raises(InputError, match="Python objects"):
        open_source(str(tmp_path / "evil.npz"))
    assert not marker.exists()


def test_a_bomb_of_a_member_is_refused(tmp_path):
    path = write_zip(tmp_path / "set.zip", {"bomb.png": huge_header(60_000, 60_000)})
    with pytest.raises(Unreadable, match="too large"):
        open_source(str(path)).load(0)


def test_a_member_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path):
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("big.png", b"x")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\1\2") + 24
    data[place : place + 4] = (2**31).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="too large"):
        open_source(str(path)).load(0)
