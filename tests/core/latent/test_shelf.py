"""Opened models stay at hand within a bound of memory."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from torch import nn

from gan_studio.core.latent.shelf import Shelf, bytes_of


def _file(path: Path, text: str = "weights") -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _model() -> tuple[SimpleNamespace, None]:
    return SimpleNamespace(module=nn.Linear(10, 10, bias=False)), None  # of 400 bytes


def test_a_network_takes_what_its_weights_take():
    assert bytes_of(_model()[0].module) == 400


def test_a_model_is_held_until_its_file_changes(tmp_path: Path):
    shelf, path, model = Shelf(), _file(tmp_path / "a.pt"), _model()
    shelf.put(path, model)
    assert shelf.take(path) is model
    _file(path, "other weights")
    assert shelf.take(path) is None
    path.unlink()
    assert shelf.take(path) is None


def test_what_was_not_used_for_longest_makes_way(tmp_path: Path):
    paths = [_file(tmp_path / f"{index}.pt") for index in range(3)]
    shelf = Shelf(most_bytes=2 * 3 * 400)
    for path in paths[:2]:
        shelf.put(path, _model())
    shelf.take(paths[0])
    shelf.put(paths[2], _model())
    assert [shelf.take(path) is not None for path in paths] == [True, False, True]


def test_a_model_beyond_the_bound_is_held_alone(tmp_path: Path):
    shelf = Shelf(most_bytes=1)
    for name in ("a.pt", "b.pt"):
        shelf.put(_file(tmp_path / name), _model())
    assert len(shelf) == 1


def test_models_of_another_folder_are_let_go(tmp_path: Path):
    shelf = Shelf()
    shelf.put(_file(tmp_path / "one" / "a.pt"), _model())
    shelf.put(_file(tmp_path / "two" / "b.pt"), _model())
    assert len(shelf) == 1
