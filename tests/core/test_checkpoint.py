"""Checkpoints come back as they were saved, and nothing else is opened."""

from __future__ import annotations

import contextlib
import errno
import os
import pickle
import random
import stat
import sys
import zipfile

import pytest
import torch
from tiny_models import write_model

from gan_studio.core.checkpoint import (
    FORMAT,
    VERSION,
    load_checkpoint,
    load_generator,
    model_content,
    save_checkpoint,
)
from gan_studio.core.config import RunConfig
from gan_studio.core.errors import InputError


class WritesASentinel:
    """Would write a file if it were ever unpickled."""

    def __init__(self, sentinel):
        self.sentinel = sentinel

    def __reduce__(self):
        return (os.system, (f"touch '{self.sentinel}'",))


def refusal(path, load=load_generator):
    with pytest.raises(InputError) as caught:
        load(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "model.pt", classes=("boot", "coat"))


def changed(model, **values):
    """The checkpoint with some of its values replaced, or, with ..., left out."""
    content = {**load_checkpoint(model), **values}
    torch.save({name: value for name, value in content.items() if value is not ...}, model)
    return model


def test_what_was_saved_is_loaded(tmp_path):
    content = {
        "tensors": {"a": torch.arange(6).reshape(2, 3), "b": torch.tensor(1.5, dtype=torch.bfloat16)},
        "plain": [1, 2.5, "text", True, None, {"deep": [0]}],
    }
    save_checkpoint(tmp_path / "a.pt", content)
    loaded = load_checkpoint(tmp_path / "a.pt")
    assert loaded["plain"] == content["plain"]
    for name, tensor in content["tensors"].items():
        assert torch.equal(loaded["tensors"][name], tensor)
        assert loaded["tensors"][name].dtype == tensor.dtype


def test_folders_on_the_way_are_made(tmp_path):
    save_checkpoint(tmp_path / "new" / "newer" / "a.pt", {})
    assert (tmp_path / "new" / "newer" / "a.pt").is_file()


def test_an_older_file_is_replaced(tmp_path):
    for number in (1, 2):
        save_checkpoint(tmp_path / "a.pt", {"number": number})
    assert load_checkpoint(tmp_path / "a.pt")["number"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.pt"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_checkpoint_may_be_read_by_whom_other_new_files_may_be(tmp_path):
    (tmp_path / "other").write_text("")
    save_checkpoint(tmp_path / "a.pt", {})
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("other", "a.pt")]
    assert modes[0] == modes[1]


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("disk full")]
)
def test_a_full_disk_leaves_the_older_file_and_no_other(error, tmp_path, monkeypatch):
    save_checkpoint(tmp_path / "a.pt", {"number": 1})

    def writes_half(content, file):
        file.write(b"half a checkpoint")
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(torch, "save", writes_half)
        with pytest.raises(OSError, match=r"No space left|not all of it found room"):
            save_checkpoint(tmp_path / "a.pt", {"number": 2})
    assert load_checkpoint(tmp_path / "a.pt")["number"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.pt"]


def test_a_checkpoint_takes_its_name_only_once_it_is_whole(tmp_path, monkeypatch):
    save_checkpoint(tmp_path / "a.pt", {"number": 1})

    def refuse(source, target):
        assert load_checkpoint(source)["number"] == 2
        raise PermissionError(errno.EACCES, "no")

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", refuse)
        with pytest.raises(PermissionError):
            save_checkpoint(tmp_path / "a.pt", {"number": 2})
    assert load_checkpoint(tmp_path / "a.pt")["number"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.pt"]


def test_a_generator_knows_how_far_it_was_trained_and_on_what(model):
    loaded = load_generator(model)
    assert (loaded.step, loaded.images_seen) == (1, 64)
    assert loaded.classes == ("boot", "coat")
    assert (loaded.z_dim, loaded.num_classes, loaded.num_ws) == (12, 2, 0)
    assert loaded.sample_shape == (1, 8, 8)
    assert loaded.latent_spaces == ("z",)


def test_a_missing_file_is_refused(tmp_path):
    assert "There is no file" in refusal(tmp_path / "none.pt")


def test_a_folder_is_refused(tmp_path):
    assert "cannot be read (Is a directory)" in refusal(tmp_path)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "a.pt").write_bytes(b"")
    assert "damaged or cut short" in refusal(tmp_path / "a.pt")


@pytest.mark.parametrize("content", [b"hello, world", b"\x89PNG\r\n", b"x", bytes(1000)])
def test_a_file_of_another_kind_is_refused(content, tmp_path):
    (tmp_path / "a.pt").write_bytes(content)
    assert "is not a checkpoint of GAN Studio" in refusal(tmp_path / "a.pt")


def test_an_archive_of_another_kind_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.pt", "w") as archive:
        archive.writestr("readme.txt", "hello")
    refusal(tmp_path / "a.pt")


@pytest.mark.parametrize("content", [{"weights": torch.ones(2)}, torch.ones(2), [1], {"format": "other"}])
def test_tensors_saved_by_another_program_are_refused(content, tmp_path):
    torch.save(content, tmp_path / "a.pt")
    assert "is not a checkpoint of GAN Studio" in refusal(tmp_path / "a.pt")


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.999])
@pytest.mark.parametrize("padding", [0, 100_000])
def test_a_file_that_is_cut_short_is_refused(share, padding, model):
    content = changed(model, padding=torch.zeros(padding)).read_bytes()
    model.write_bytes(content[: int(share * len(content))])
    assert "damaged or cut short" in refusal(model)


def test_a_newer_version_is_refused(model):
    sentence = refusal(changed(model, version=VERSION + 1))
    assert "newer GAN Studio" in sentence
    assert "update the studio" in sentence


def test_a_config_of_a_newer_version_is_refused(model):
    config = load_checkpoint(model)["config"]
    assert "newer GAN Studio" in refusal(changed(model, config={**config, "version": 99}))


@pytest.mark.parametrize("how", ["archive", "bare pickle", "old archive", "hidden among tensors"])
def test_code_in_a_file_is_never_run(how, model, tmp_path):
    sentinel = tmp_path / "sentinel"
    bomb = WritesASentinel(sentinel)
    match how:
        case "archive":
            torch.save({"format": FORMAT, "version": VERSION, "g_ema": bomb}, model)
        case "bare pickle":
            model.write_bytes(pickle.dumps(bomb))
        case "old archive":
            torch.save(bomb, model, _use_new_zipfile_serialization=False)
        case "hidden among tensors":
            changed(model, classes=["boot", bomb])
    assert "could run code, so it was not opened" in refusal(model)
    assert not sentinel.exists()


def test_the_sentinel_would_be_written_by_a_careless_loader(tmp_path):
    # Without this the test above could pass for a wrong reason.
    pickle.loads(pickle.dumps(WritesASentinel(tmp_path / "sentinel")))
    assert (tmp_path / "sentinel").exists()


@pytest.mark.parametrize(
    "values",
    [
        {"version": ...},
        {"version": "one"},
        {"config": ...},
        {"config": [1]},
        {"config": {"architecture": {"name": "unheard-of"}}},
        {"config": {"architecture": {"name": "mlp"}}},
        {"g_ema": ...},
        {"g_ema": {}},
        {"g_ema": [1, 2]},
        {"g_ema": {"weight": torch.ones(2)}},
        {"sample_shape": [1]},
        {"sample_shape": [1, 9, 9]},
        {"sample_shape": [3, 8, 8]},
        {"num_classes": 7},
        {"progress": 3},
        {"classes": 3},
    ],
    ids=str,
)
def test_a_checkpoint_that_does_not_add_up_is_refused(values, model):
    refusal(changed(model, **values))


def test_no_damage_to_a_file_is_answered_with_anything_but_a_sentence(model):
    content, chance = model.read_bytes(), random.Random(0)
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(chance.choice([3000, len(damaged)]))] = chance.randrange(256)
        model.write_bytes(damaged)
        with contextlib.suppress(InputError):  # damage to a weight's bytes goes unseen
            load_generator(model)


def test_what_drawing_needs_is_plain(tmp_path):
    config = RunConfig()
    generator = config.conditioning.networks(config.architecture, (1, 32, 32), 0).generator
    content = model_content(config, ("a",), generator, [3, 192])
    assert content["progress"] == [3, 192]
    assert content["classes"] == ["a"]
    assert content["sample_shape"] == [1, 32, 32]
    assert isinstance(content["config"], dict)
