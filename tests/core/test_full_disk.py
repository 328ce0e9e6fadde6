"""A disk that is full costs a warning, never the run or an older checkpoint."""

from __future__ import annotations

import errno
import io
import os

import pytest
import torch
from small_runs import of_kind, small_config, trained, write_data

from gan_studio.core import archive, record
from gan_studio.core.checkpoint import load_generator, save_checkpoint
from gan_studio.core.commands import ChangeSetting, Commands
from gan_studio.core.errors import InputError
from gan_studio.core.events import Finished, Saved, SettingChanged, StepDone, Warned
from gan_studio.core.run import run
from gan_studio.core.run_folder import RunFolder

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


@pytest.fixture
def full_disk(monkeypatch):
    """Let the checkpoints after so many images find no room."""

    def arrange(*images_seen):
        def save(path, content):
            if path.stem.isdigit() and int(path.stem) in images_seen:
                raise FULL
            save_checkpoint(path, content)

        monkeypatch.setattr(archive, "save_checkpoint", save)

    return arrange


def test_a_checkpoint_that_finds_no_room_is_a_warning_and_training_goes_on(data, folder, full_disk):
    full_disk(8, 16)
    config = small_config(data, "training.steps=6", "saving.save_every_steps=2")
    events = trained(config, folder)
    assert [event.step for event in of_kind(Warned, events)] == [2, 4]
    assert all("No space left on device" in event.message for event in of_kind(Warned, events))
    assert all("training goes on" in event.message for event in of_kind(Warned, events))
    assert [event.step for event in of_kind(Saved, events)] == [0, 6]
    assert of_kind(Finished, events)[0].reason == "done"


def test_older_checkpoints_stay_while_the_disk_is_full(data, folder, full_disk):
    full_disk(*range(8, 1000))
    config = small_config(data, "training.steps=6", "saving.save_every_steps=1", "saving.keep_last=1")
    (finished,) = of_kind(Finished, trained(config, folder))
    assert finished.checkpoint.stem == "000000004"
    assert load_generator(finished.checkpoint).step == 1


def test_a_checkpoint_that_fails_half_way_leaves_no_file(data, folder, monkeypatch):
    real_save = torch.save

    def save(content, file):
        real_save(content, file)
        if content.get("progress") == [2, 8]:
            raise FULL

    monkeypatch.setattr(torch, "save", save)
    config = small_config(data, "training.steps=3", "saving.save_every_steps=2")
    (warned,) = of_kind(Warned, trained(config, folder))
    assert warned.step == 2
    names = {path.name for path in RunFolder(folder).checkpoints.iterdir()}
    assert names == {"000000000.pt", "000000012.pt", "best.pt"}


def test_a_grid_that_finds_no_room_is_a_warning(data, folder, monkeypatch):
    def fail(path, images, columns):
        raise FULL

    monkeypatch.setattr("gan_studio.core.training.save_grid", fail)
    events = trained(small_config(data, "training.steps=2"), folder)
    assert all("The samples could not be written" in event.message for event in of_kind(Warned, events))
    assert of_kind(Finished, events)[0].reason == "done"


class FullFile(io.RawIOBase):
    """A file that takes so many bytes and no more, until there is room again."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def writable(self):
        return True

    def write(self, data):
        taken = bytes(data[: self.room])
        if not taken:
            raise FULL
        self.room -= len(taken)
        return self.file.write(taken)

    def close(self):
        self.file.close()
        super().close()


@pytest.fixture
def no_room(monkeypatch):
    """Let a file of the run take only so many bytes."""

    def arrange(name, room):
        real_open = open

        def limited(path, mode="r", **how):
            if os.path.basename(path) != name or "a" not in mode:
                return real_open(path, mode, **how)
            return FullFile(real_open(path, "ab", buffering=0), room)

        monkeypatch.setattr(record, "open", limited, raising=False)

    return arrange


@pytest.mark.parametrize("name", ["scalars.csv", "events.jsonl"])
@pytest.mark.parametrize("room", [0, 150])
def test_a_run_trains_on_where_its_records_find_no_room(name, room, data, folder, no_room):
    no_room(name, room)
    events = trained(small_config(data, "training.steps=8"), folder)
    (finished,) = of_kind(Finished, events)
    assert (finished.reason, finished.step) == ("done", 8)
    (warned,) = of_kind(Warned, events)
    assert "No space left on device" in warned.message


def test_lines_are_whole_again_once_there_is_room(tmp_path, no_room):
    path = tmp_path / "events.jsonl"
    path.write_text("")
    no_room("events.jsonl", 14)
    journal = record.Journal(path)
    for line in ("first\n", "second, too long\n", "third\n"):
        journal.append(line)
    journal._file.room = 1000
    journal.append("fourth\n")
    journal.close()
    assert journal.trouble is FULL
    lines = path.read_text().splitlines()
    assert lines[0] == "first"
    assert lines[-1] == "fourth"
    assert "third" not in lines


def test_a_change_that_finds_no_room_in_the_config_is_a_warning(data, folder, monkeypatch):
    config, commands = small_config(data, "training.steps=4"), Commands()
    events = []
    for event in run(config, folder, commands=commands):
        events.append(event)
        if isinstance(event, StepDone) and event.step == 2:
            commands.put(ChangeSetting("optimizer.g_lr", 0.5))

            def fail(path, text):
                raise FULL

            monkeypatch.setattr(record, "_replace_text", fail)
    assert of_kind(SettingChanged, events)
    assert "No space left on device" in of_kind(Warned, events)[0].message
    assert of_kind(Finished, events)[0].reason == "done"


def test_a_disk_that_is_full_from_the_start_is_refused_in_a_sentence(data, folder, monkeypatch):
    def fail(path, text):
        raise FULL

    monkeypatch.setattr(record, "_replace_text", fail)
    with pytest.raises(InputError, match="No space left on device"):
        trained(small_config(data, "training.steps=2"), folder)
