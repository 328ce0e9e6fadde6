"""`gan-studio invert` finds a latent and writes what draws it again."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_models import write_model, write_styled_model

from gan_studio import cli
from gan_studio.core.latent.inversion import invert as inversion
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw, draw_alone
from gan_studio.core.latent.recipe import read_recipe, recipe_of, save_picture
from gan_studio.core.latent.requests import Latent, PictureRequest


@pytest.fixture
def styled(tmp_path: Path) -> Path:
    return write_styled_model(tmp_path / "styled.pt", noise_strength=None)


@pytest.fixture
def own(styled: Path, tmp_path: Path) -> Path:
    """A picture that the model drew, with its recipe."""
    model, facts = open_model(styled)
    request = PictureRequest(Latent(7))
    save_picture(tmp_path / "own.png", draw(model, [request])[0], recipe_of(facts, request))
    return tmp_path / "own.png"


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


@pytest.mark.parametrize(("space", "shape"), [("w", (8,)), ("w_plus", None), ("z", (8,))])
def test_what_is_written_draws_the_result_again(
    space, shape, styled: Path, own: Path, tmp_path: Path, capsys
):
    out = tmp_path / "new" / "found"
    command = ["invert", styled, own, "--space", space, "--steps", 10, "--out", out, "--json"]
    assert cli.main(list(map(str, command))) == 0
    printed = capsys.readouterr()
    result = json.loads(printed.out.splitlines()[-1])
    assert (result["out"], result["space"], result["steps"]) == (str(out), space, 10)
    assert result["distance"] >= 0
    assert "Inverting: step" in printed.err
    assert sorted(path.name for path in out.iterdir()) == ["latent.npz", "result.png", "target.png"]

    assert np.array_equal(_pixels(out / "target.png"), _pixels(own))
    recipe = read_recipe(out / "result.png")
    model, _ = open_model(styled)
    assert np.array_equal(draw(model, [recipe.request])[0], _pixels(out / "result.png"))
    error = np.square(_pixels(out / "result.png").astype(float) - _pixels(own)).mean()
    assert result["psnr"] == pytest.approx(10 * np.log10(255**2 / error))
    with np.load(out / "latent.npz") as archive:
        assert archive.files == [space]
        assert archive[space].shape == (shape or (model.num_ws, 8))
        assert np.array_equal(archive[space], recipe.request.latent.stored.vector.array())


def test_noise_that_was_found_is_written_and_draws_the_result_again(own: Path, tmp_path: Path, capsys):
    noisy, out = write_styled_model(tmp_path / "noisy.pt", noise_strength=0.3), tmp_path / "found"
    command = ["invert", noisy, own, "--noise", "--steps", 10, "--out", out, "--json"]
    assert cli.main(list(map(str, command))) == 0
    assert json.loads(capsys.readouterr().out)["noise"] is True
    recipe = read_recipe(out / "result.png")
    model, facts = open_model(noisy)
    (drawn,) = draw_alone(model, [recipe.request])
    assert np.array_equal(drawn[0], _pixels(out / "result.png"))
    with np.load(out / "latent.npz") as archive:
        assert archive["noise"].shape == (facts.noise_size,)
        assert np.array_equal(archive["noise"], recipe.request.noise.maps.array())


def test_a_class_is_given_by_its_name(tmp_path: Path, capsys):
    model = write_model(tmp_path / "classes.pt", classes=("boot", "coat"))
    Image.new("L", (40, 30), 128).save(tmp_path / "grey.jpg")
    command = [
        "invert",
        model,
        tmp_path / "grey.jpg",
        "--label",
        "Coat",
        "--steps",
        3,
        "--out",
        tmp_path / "o",
    ]
    assert cli.main([*map(str, command), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["label"] == 1
    with np.load(tmp_path / "o" / "latent.npz") as archive:
        assert int(archive["label"]) == 1


def test_an_interrupted_search_saves_the_best_so_far(styled: Path, own: Path, tmp_path: Path, monkeypatch):
    steps = inversion.invert

    def pressed_at_the_fifth(*given):
        for event in steps(*given):
            if getattr(event, "step", 0) == 5:
                signal.raise_signal(signal.SIGINT)
            yield event

    monkeypatch.setattr(inversion, "invert", pressed_at_the_fifth)
    out = tmp_path / "found"
    assert cli.main(["invert", str(styled), str(own), "--out", str(out)]) == 130
    assert (out / "result.png").is_file()
    assert read_recipe(out / "result.png").request.latent.space == "w"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--space", "v"], "has no latent space v"),
        (["--steps", "0"], "The steps are 0"),
        (["--label", "1"], "was trained without classes"),
        (["--loss", "lpips"], "There is no loss “lpips”"),
        (["--noise"], "adds no noise to its layers"),
    ],
)
def test_wrong_input_is_told_in_a_sentence(
    arguments, sentence, styled: Path, own: Path, tmp_path: Path, capsys
):
    out = tmp_path / "found"
    assert cli.main(["invert", str(styled), str(own), "--out", str(out), *arguments]) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert not out.exists()


def test_a_file_that_is_no_picture_is_refused(styled: Path, tmp_path: Path, capsys):
    (tmp_path / "notes.txt").write_text("no picture", encoding="utf-8")
    command = ["invert", str(styled), str(tmp_path / "notes.txt"), "--out", str(tmp_path / "found")]
    assert cli.main(command) == 2
    assert "notes.txt cannot be inverted: not an image" in capsys.readouterr().err
