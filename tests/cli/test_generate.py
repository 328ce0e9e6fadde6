"""`gan-studio generate` draws what it is told, wherever it is told to put it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_models import write_model, write_run

from gan_studio import cli, paths
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw, render
from gan_studio.core.latent.recipe import read_recipe
from gan_studio.core.latent.requests import Latent, PictureRequest, seed_page

CLASSES = ("boot", "coat", "bag")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_model(tmp_path / "plain.pt")


@pytest.fixture
def by_class(tmp_path: Path) -> Path:
    return write_model(tmp_path / "by_class.pt", classes=CLASSES, channels=3)


def _generate(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    assert cli.main(["generate", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def _complaint(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert cli.main(["generate", *map(str, arguments)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.strip()


def test_an_archive_holds_pictures_and_seeds(plain: Path, tmp_path: Path, capsys):
    out = tmp_path / "new" / "a.npz"
    result = _generate(capsys, plain, "--n", 70, "--seed", 5, "--out", out)
    assert (result["images"], result["out"]) == (70, str(out))
    assert result["seconds"] > 0
    with np.load(out) as archive:
        assert set(archive.files) == {"images", "seeds"}
        assert archive["seeds"].tolist() == list(range(5, 75))
        images = archive["images"]
    model, _ = open_model(plain)
    assert (images.shape, images.dtype) == ((70, 8, 8, 1), np.uint8)
    assert np.array_equal(images, render(model, seed_page(PictureRequest(), 5, 70)))
    assert [path.name for path in out.parent.iterdir()] == ["a.npz"]


@pytest.mark.parametrize("label", [[], ["--label", "all"]])
def test_classes_take_turns(label: list[str], by_class: Path, tmp_path: Path, capsys):
    _generate(capsys, by_class, "--n", 7, *label, "--out", tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as archive:
        assert archive["labels"].tolist() == [0, 1, 2, 0, 1, 2, 0]
        assert archive["images"].shape == (7, 8, 8, 3)


@pytest.mark.parametrize("label", ["1", "coat", "Coat"])
def test_one_class_by_number_or_name(label: str, by_class: Path, tmp_path: Path, capsys):
    _generate(capsys, by_class, "--n", 3, "--label", label, "--out", tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as archive:
        assert archive["labels"].tolist() == [1, 1, 1]


def test_psi_zero_draws_the_average_picture_every_time(plain: Path, tmp_path: Path, capsys):
    _generate(capsys, plain, "--n", 4, "--psi", 0, "--out", tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as archive:
        assert (archive["images"] == archive["images"][0]).all()


def test_a_grid_is_square_and_a_grid_of_classes_has_a_column_for_each(
    plain: Path, by_class: Path, tmp_path: Path, capsys
):
    _generate(capsys, plain, "--n", 9, "--out", tmp_path / "a.png")
    _generate(capsys, by_class, "--n", 10, "--out", tmp_path / "b.png")
    with Image.open(tmp_path / "a.png") as square, Image.open(tmp_path / "b.png") as columns:
        assert (square.size, square.mode) == ((24, 24), "L")
        assert (columns.size, columns.mode) == ((24, 32), "RGB")


def test_one_picture_as_png_carries_its_recipe(plain: Path, tmp_path: Path, capsys):
    _generate(capsys, plain, "--n", 1, "--seed", 7, "--out", tmp_path / "a.png")
    assert read_recipe(tmp_path / "a.png").request == PictureRequest(Latent(7))


def test_every_picture_of_a_folder_is_drawn_again_from_its_recipe_bit_for_bit(
    by_class: Path, tmp_path: Path, capsys
):
    _generate(capsys, by_class, "--n", 12, "--seed", 95, "--psi", 0.8, "--out", tmp_path / "folder")
    pictures = sorted((tmp_path / "folder").iterdir())
    assert [path.name for path in pictures[::11]] == ["seed-095.png", "seed-106.png"]
    for path in pictures:
        recipe = read_recipe(path)
        model, facts = open_model(recipe.checkpoint)
        assert facts.checksum == recipe.checksum
        with Image.open(path) as picture:
            assert np.array_equal(np.asarray(picture), draw(model, [recipe.request])[0])


def test_a_run_and_a_name_are_models_too(tmp_path: Path, capsys):
    write_run(paths.runs() / "my-run")
    assert _generate(capsys, paths.runs() / "my-run", "--n", 1, "--out", tmp_path / "a.npz")["images"] == 1
    assert _generate(capsys, "my-run", "--n", 1, "--out", tmp_path / "a.npz")["images"] == 1


def test_a_person_reads_how_many_and_where(plain: Path, tmp_path: Path, capsys):
    assert cli.main(["generate", str(plain), "--n", "2", "--out", str(tmp_path / "a.npz")]) == 0
    assert capsys.readouterr().out.startswith(f"2 pictures in {tmp_path / 'a.npz'}")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--label", "1"], "without classes"),
        (["--label", "all"], "without classes"),
        (["--space", "w"], "no latent space w"),
        (["--cutoff", "2"], "no style layers"),
        (["--psi", "nan"], "psi"),
        (["--psi", "9"], "psi"),
        (["--n", "0"], "--n is 0"),
        (["--seed", "-1"], "from 0 to 4,294,967,295"),
        (["--seed", "4294967295", "--n", "2"], "from 0 to 4,294,967,295"),
        (["--n", "some"], "invalid int value"),
    ],
)
def test_what_the_model_cannot_do_is_one_sentence(
    arguments: list[str], part: str, plain: Path, tmp_path: Path, capsys
):
    complaint = _complaint(capsys, plain, *arguments, "--out", tmp_path / "a.npz")
    assert part in complaint
    assert "\n" not in complaint
    assert not (tmp_path / "a.npz").exists()


def test_a_class_that_is_not_there_is_answered_with_the_nearest(by_class: Path, tmp_path: Path, capsys):
    assert "did you mean “boot”" in _complaint(capsys, by_class, "--label", "bot", "--out", tmp_path / "a")
    assert "no class 3" in _complaint(capsys, by_class, "--label", "3", "--out", tmp_path / "a")
    assert "there are: " in _complaint(capsys, by_class, "--label", "tree", "--out", tmp_path / "a")


def test_places_that_cannot_be_written_are_named(plain: Path, tmp_path: Path, capsys):
    (tmp_path / "file").write_text("")
    assert "is a file" in _complaint(capsys, plain, "--out", tmp_path / "file")
    assert "cannot be written" in _complaint(capsys, plain, "--out", tmp_path / "file" / "a.npz")
    assert "cannot be written as .jpg" in _complaint(capsys, plain, "--out", tmp_path / "a.jpg")
    assert "too large for one PNG" in _complaint(capsys, plain, "--n", 5_000_000, "--out", tmp_path / "a.png")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path, capsys):
    (tmp_path / "a.pt").write_bytes(b"hello")
    assert str(tmp_path / "a.pt") in _complaint(capsys, tmp_path / "a.pt", "--out", tmp_path / "a.npz")
    assert "no model" in _complaint(capsys, "nothing-like-it", "--out", tmp_path / "a.npz")


@pytest.mark.parametrize("name", ["a.png", "a.npz", "a"])
def test_a_place_that_cannot_be_is_told_before_the_drawing(plain: Path, tmp_path: Path, capsys, name: str):
    (tmp_path / "file").touch()
    assert "Drawing" not in _complaint(capsys, plain, "--n", 3, "--out", tmp_path / "file" / name)


def test_a_model_that_is_not_there_is_answered_with_the_runs_that_are(tmp_path: Path, capsys):
    write_run(paths.runs() / "faces-by-night", images_seen=64)
    assert "did you mean “faces-by-night”" in _complaint(capsys, "face-by-night", "--out", tmp_path / "a")
    assert "faces-by-night" in _complaint(capsys, "xyz", "--out", tmp_path / "a")
