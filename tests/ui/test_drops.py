"""Where a dropped file or folder belongs."""

from __future__ import annotations

from fnmatch import fnmatch

import numpy as np
import pytest

from gan_studio.core.errors import InputError
from gan_studio.core.latent.inversion.files import NUMBERS, RESULT
from gan_studio.session.studio import OpenModel, OpenRecipe, UseSource, Visit
from gan_studio.session.visits import InvertPicture
from gan_studio.ui.drops import opened_patterns, visit_for


@pytest.mark.parametrize(
    ("name", "place", "payload"),
    [
        ("picture.PNG", "explore", OpenRecipe),
        ("film.mp4", "explore", OpenRecipe),
        ("film.GIF", "explore", OpenRecipe),
        ("film.webp", "explore", OpenRecipe),
        ("photograph.jpg", "explore", InvertPicture),
        ("model.pt", "explore", OpenModel),
        ("images.zip", "data", lambda path: UseSource(str(path))),
        ("images.npz", "data", lambda path: UseSource(str(path))),
        ("train-images-idx3-ubyte.gz", "data", lambda path: UseSource(str(path))),
        ("train-images-idx3-ubyte", "data", lambda path: UseSource(str(path))),
    ],
)
def test_each_kind_of_file_has_its_place(tmp_path, name, place, payload):
    path = tmp_path / name
    path.write_bytes(b"")
    assert visit_for(path) == Visit(place, payload(path))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.jpeg", "a.webp", "a.mp4", "a.pt", "a.zip", "a-ubyte"])
def test_what_is_opened_is_offered_where_a_file_is_chosen(name):
    assert any(fnmatch(name, pattern) for pattern in opened_patterns().split())


@pytest.mark.parametrize("inside", ["config.toml", "model.pt"])
def test_a_run_s_folder_is_explored(tmp_path, inside):
    (tmp_path / inside).write_bytes(b"")
    assert visit_for(tmp_path) == Visit("explore", OpenModel(tmp_path))


def test_a_folder_of_frames_is_a_film(tmp_path):
    (tmp_path / "frame-000000.png").write_bytes(b"")
    assert visit_for(tmp_path) == Visit("explore", OpenRecipe(tmp_path))


@pytest.mark.parametrize("space", ["z", "w", "w_plus"])
def test_what_an_inversion_left_opens_its_picture(tmp_path, space):
    (tmp_path / RESULT).write_bytes(b"")
    np.savez(tmp_path / NUMBERS, **{space: np.zeros(8, np.float32)})
    for dropped in (tmp_path, tmp_path / NUMBERS):
        assert visit_for(dropped) == Visit("explore", OpenRecipe(tmp_path / RESULT))


def test_a_latent_away_from_its_picture_is_refused_in_a_sentence(tmp_path):
    np.savez(tmp_path / "latent.npz", w=np.zeros(8, np.float32))
    with pytest.raises(InputError, match=r"latent\.npz holds a latent .* result\.png"):
        visit_for(tmp_path / "latent.npz")


def test_any_other_folder_is_data(tmp_path):
    assert visit_for(tmp_path) == Visit("data", UseSource(str(tmp_path)))


def test_another_kind_of_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(InputError, match=r"notes\.docx is of no kind the studio opens"):
        visit_for(tmp_path / "notes.docx")
