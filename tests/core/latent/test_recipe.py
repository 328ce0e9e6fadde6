import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.latent.recipe import (
    CHUNK,
    checksum_of,
    from_text,
    read_recipe,
    recipe_of,
    save_picture,
    to_text,
)
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest, Walk

PICTURE = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
REQUESTS = [
    PictureRequest(),
    PictureRequest(Latent(2**32 - 1).with_components({3: 0.1, 0: -2.0}), psi=0.7, label=4, cutoff=2),
    PictureRequest(Latent(5, walk=Walk((Latent(1), Latent(2, ((0, 1.0),))), "lerp", True), position=1 / 3)),
]


@pytest.fixture
def facts(tmp_path: Path) -> ModelFacts:
    return ModelFacts(tmp_path / "model.pt", "blüte", "ab" * 32, z_dim=8, sample_shape=(3, 4, 5))


def _png(path: Path, text: str, chunk: str = CHUNK) -> Path:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt(chunk, text)
    Image.fromarray(PICTURE).save(path, pnginfo=chunks)
    return path


@pytest.mark.parametrize("wanted", REQUESTS)
def test_a_recipe_comes_back_from_its_picture_as_it_went_in(
    wanted: PictureRequest, facts: ModelFacts, tmp_path: Path
):
    recipe = recipe_of(facts, wanted)
    save_picture(tmp_path / "a.png", PICTURE, recipe)
    assert read_recipe(tmp_path / "a.png") == recipe
    assert recipe.checkpoint == facts.path.resolve()
    with Image.open(tmp_path / "a.png") as picture:
        assert np.array_equal(np.asarray(picture), PICTURE)


def test_grey_pictures_are_saved_grey(facts: ModelFacts, tmp_path: Path):
    save_picture(tmp_path / "a.png", PICTURE[..., :1], recipe_of(facts, PictureRequest()))
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.mode == "L"


def test_a_recipe_says_nothing_of_the_makers_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("GAN_STUDIO_HOME", str(tmp_path))
    checkpoint = paths.runs() / "dcgan-1" / "checkpoints" / "9.pt"
    facts = ModelFacts(checkpoint, "dcgan-1", "0", z_dim=8, sample_shape=(1, 4, 4))
    recipe = recipe_of(facts, PictureRequest())
    assert recipe.model_path == "runs/dcgan-1/checkpoints/9.pt"
    assert recipe.checkpoint == checkpoint


def test_a_shipped_models_path_is_told_by_its_place_in_the_studio():
    facts = ModelFacts(paths.shipped_models() / "a" / "model.pt", "a", "0", z_dim=8, sample_shape=(1, 4, 4))
    assert recipe_of(facts, PictureRequest()).model_path == "shipped/a/model.pt"


def test_the_checksum_is_sha256(tmp_path: Path):
    (tmp_path / "abc").write_bytes(b"abc")
    assert checksum_of(tmp_path / "abc").startswith("ba7816bf8f01cfea414140de5dae2223")


def test_a_picture_that_cannot_be_written_leaves_nothing_behind(facts: ModelFacts, tmp_path: Path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        save_picture(tmp_path / "a.png", PICTURE, recipe_of(facts, PictureRequest()))
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_a_picture_without_recipe_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="holds no recipe"):
        read_recipe(_png(tmp_path / "a.png", "hello", chunk="Comment"))


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 64]
)
def test_what_is_no_png_is_refused(content: bytes, tmp_path: Path):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.png"):
        read_recipe(tmp_path / "a.png")


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match=r"nowhere\.png"):
        read_recipe(tmp_path / "nowhere.png")


def test_another_format_is_refused_whatever_its_name(tmp_path: Path):
    Image.fromarray(PICTURE).save(tmp_path / "a.png", format="GIF")
    with pytest.raises(InputError, match="no PNG"):
        read_recipe(tmp_path / "a.png")


def test_a_newer_recipe_is_refused(facts: ModelFacts):
    values = {**json.loads(to_text(recipe_of(facts, PictureRequest()))), "format": 99, "studio": "7.0"}
    with pytest.raises(InputError, match=r"newer studio \(7\.0\)"):
        from_text(json.dumps(values), "the clipboard")


def _walk(anchors: int, method: str = "lerp", position: float = 0) -> dict:
    walk = {"anchors": [{"seed": 1}] * anchors, "method": method, "closed": False}
    return {"latent": {"seed": 1, "walk": walk, "position": position}}


_ABSURD = [
    _walk(1),
    _walk(5000),
    _walk(2, method="os"),
    _walk(2, position=9),
    {"psi": 1e9},
    {"psi": "1"},
    {"psi": None},
    {"label": -1},
    {"label": 1.5},
    {"label": True},
    {"cutoff": 10**9},
    {"format": "1"},
    {"latent": []},
    {"latent": {"seed": 2**32}},
    {"latent": {"seed": -1}},
    {"latent": {"seed": 1, "overrides": [[0, 1e30]]}},
    {"latent": {"seed": 1, "overrides": [[10**9, 1.0]]}},
    {"latent": {"seed": 1, "overrides": [[0]]}},
    {"latent": {"seed": 1, "overrides": 3}},
    {"model": {"name": "a", "path": "runs/../../../etc/passwd", "checksum": "0"}},
    {"model": {"name": "a", "path": "\\\\server\\share\\model.pt", "checksum": "0"}},
    {"model": {"name": ["a"], "path": "a", "checksum": "0"}},
    {"model": "a"},
]


@pytest.mark.parametrize("absurd", _ABSURD, ids=range(len(_ABSURD)))
def test_absurd_values_are_refused(absurd: dict, facts: ModelFacts):
    values = {**json.loads(to_text(recipe_of(facts, PictureRequest()))), **absurd}
    with pytest.raises(InputError, match="The clipboard holds no recipe that can be read"):
        from_text(json.dumps(values), "the clipboard")


@pytest.mark.parametrize(
    "text",
    ["", "hello", "[]", "{}", "null", "[" * 100_000, '{"format": NaN}', '{"format": 1' + "0" * 9999 + "}"],
    ids=lambda text: text[:16],
)
def test_texts_that_are_no_recipe_are_refused(text: str):
    with pytest.raises(InputError, match="clipboard"):
        from_text(text, "the clipboard")


def test_an_endless_text_is_refused_before_it_is_parsed():
    with pytest.raises(InputError, match="too long"):
        from_text(" " * 2**26, "a.png")
