"""A run's folder belongs to one process, and a run that never began leaves none."""

from __future__ import annotations

import pytest
from small_runs import small_config, stopped_at, trained, write_data

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing, Started
from gan_studio.core.run import run


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path)


def test_a_folder_in_which_another_run_trains_is_refused(data, tmp_path):
    config, folder = small_config(data, "training.steps=50"), tmp_path / "run"
    first = run(config, folder)
    for event in first:
        if isinstance(event, Started):
            break
    with pytest.raises(InputError, match="Another process is training"):
        trained(config, folder, resume=True)
    first.close()
    assert stopped_at(3, config, folder, resume=True)


def test_a_run_given_up_while_it_is_prepared_leaves_no_folder(data, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    begun = run(small_config(data), folder)
    assert isinstance(next(begun), Preparing)
    begun.close()
    assert not folder.exists()


def test_a_run_that_cannot_be_opened_leaves_no_folder(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    with pytest.raises(InputError):
        trained(small_config(tmp_path / "missing.npz"), folder)
    assert not folder.exists()


def test_what_a_person_put_into_the_folder_stays(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InputError):
        trained(small_config(tmp_path / "missing.npz"), folder)
    assert (folder / "notes.txt").read_text() == "mine"
