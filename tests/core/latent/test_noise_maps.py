"""Noise that was found for a picture is drawn, kept, checked, fitted and passed over."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import write_styled_model

from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.errors import InputError
from gan_studio.core.latent.between import noise_between
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.drawable import drawable, noise_of
from gan_studio.core.latent.fitting import fitted_request
from gan_studio.core.latent.noise_maps import maps_between, maps_from, maps_text, stored_maps
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.recipe import from_text, read_recipe, recipe_of, save_picture, to_text
from gan_studio.core.latent.requests import Blend, Latent, ModelFacts, Noise, PictureRequest
from gan_studio.core.latent.session_file import Session, kept_session, write_session
from gan_studio.core.latent.timeline import Keyframe, Timeline, timeline_from, timeline_values
from gan_studio.core.latent.vectors import Vector
from gan_studio.core.layers.growth import growths
from gan_studio.core.layers.noise import ChosenNoise, own_noise


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainedGenerator, ModelFacts]:
    path = write_styled_model(tmp_path_factory.mktemp("noisy") / "noisy.pt", noise_strength=0.3)
    return open_model(path)


def _maps(seed: int, count: int = 656) -> Vector:
    return stored_maps(np.random.default_rng(seed).standard_normal(count))


def _own(model: TrainedGenerator) -> np.ndarray:
    return torch.cat([const.flatten() for const in own_noise(model.module)]).numpy()


def test_a_models_facts_say_how_many_numbers_its_noise_has(noisy):
    model, facts = noisy
    assert facts.noise_sides == (4, 8, 8, 16, 16)
    assert facts.noise_size == 16 + 2 * 64 + 2 * 256 == len(_own(model))


def test_layers_ask_in_the_order_in_which_their_own_noise_is_told(noisy, monkeypatch):
    model, _ = noisy
    asked = []
    monkeypatch.setattr(ChosenNoise, "maps", lambda _, const: asked.append(const) or const)
    draw(model, [PictureRequest(noise=Noise(strength=2.0))])
    assert [id(const) for const in asked] == [id(const) for const in own_noise(model.module)]


def test_a_growing_network_s_later_layers_come_last(monkeypatch):
    sizes = ["channel_base=64", "channel_max=8", "z_dim=8", "w_dim=8", "mapping_layers=1"]
    small = ["data.resolution=16", "architecture=stylegan", *(f"architecture.{size}" for size in sizes)]
    config = with_assignments(RunConfig(), small)
    generator = config.architecture.networks(NetworkShape((3, 16, 16))).generator.eval()
    asked = []
    monkeypatch.setattr(ChosenNoise, "maps", lambda _, const: asked.append(len(const)) or const)
    for level, sides in ((1, [4, 4, 8, 8]), (2, [4, 4, 8, 8, 16, 16])):
        for growth in growths(generator):
            growth.set(level, 1.0)
        asked.clear()
        generator.synthesis(torch.zeros(1, generator.num_ws, 8), ChosenNoise([1.0], [None]))
        assert asked == sides == [len(const) for const in own_noise(generator)][: len(sides)]


def test_the_models_own_noise_as_maps_draws_the_same(noisy):
    model, _ = noisy
    own = PictureRequest(Latent(3), noise=Noise(maps=Vector.of(_own(model))))
    difference = draw(model, [own])[0].astype(int) - draw(model, [PictureRequest(Latent(3))])[0]
    assert np.abs(difference).max() <= 1
    other = draw(model, [replace(own, noise=Noise(maps=_maps(1)))])
    assert not np.array_equal(other[0], draw(model, [own])[0])


def test_every_picture_of_a_batch_has_its_own_maps(noisy):
    model, _ = noisy
    noises = (Noise(maps=_maps(1)), Noise(), Noise(maps=_maps(2)), Noise("random", seed=4))
    requests = [PictureRequest(Latent(3), noise=noise) for noise in noises]
    together = draw(model, requests)
    for picture, request in zip(together, requests, strict=True):
        alone = draw(model, [request])[0]
        assert np.abs(picture.astype(int) - alone).max() <= 1


@pytest.mark.parametrize("mode", ["random", "none"])
def test_maps_count_only_in_place_of_the_fixed_noise(mode: str, noisy):
    model, _ = noisy
    plain = PictureRequest(Latent(3), noise=Noise(mode))
    held = replace(plain, noise=Noise(mode, maps=_maps(1)))
    assert np.array_equal(draw(model, [held]), draw(model, [plain]))


def test_a_picture_with_maps_comes_back_bit_for_bit(noisy, tmp_path: Path):
    model, facts = noisy
    request = PictureRequest(Latent(3), psi=0.7, noise=Noise(strength=1.5, maps=_maps(1)))
    check(request, facts)
    picture = draw(model, [request])[0]
    save_picture(tmp_path / "a.png", picture, recipe_of(facts, request))
    again = read_recipe(tmp_path / "a.png").request
    assert again == request
    assert np.array_equal(draw(model, [again])[0], picture)
    blend = PictureRequest(blend=Blend(request, PictureRequest(Latent(1)), 0.25))
    assert from_text(to_text(recipe_of(facts, blend)), "a test").request == blend


def test_maps_of_a_film_come_back_and_are_shared():
    maps = _maps(1)
    keyframes = tuple(Keyframe(float(at), PictureRequest(noise=Noise(maps=maps))) for at in range(3))
    again = timeline_from(json.loads(json.dumps(timeline_values(Timeline(keyframes)))))
    assert again == Timeline(keyframes)
    assert len({id(keyframe.request.noise.maps) for keyframe in again.keyframes}) == 1


def test_a_file_holds_the_same_maps_once(tmp_path: Path):
    keyframes = tuple(
        Keyframe(float(at), PictureRequest(Latent(at), noise=Noise(maps=_maps(at // 4)))) for at in range(8)
    )
    facts = ModelFacts(tmp_path / "a.pt", "a", "ab" * 32, 8, (3, 16, 16))
    recipe = replace(recipe_of(facts, keyframes[0].request), timeline=Timeline(keyframes))
    assert from_text(to_text(recipe), "a test") == recipe
    session = Session(keyframes[5].request, timeline=Timeline(keyframes))
    path = kept_session(facts).path
    write_session(path, facts, session)
    assert kept_session(facts).session == session
    for text in (to_text(recipe), path.read_text(encoding="utf-8")):
        assert [text.count(maps_text(_maps(seed))) for seed in (0, 1)] == [1, 1]


@pytest.mark.parametrize("number", [-1, 1, True, 0.0, "0", None])
def test_a_number_of_maps_that_a_file_does_not_have_is_refused(number: object, tmp_path: Path):
    facts = ModelFacts(tmp_path / "a.pt", "a", "ab" * 32, 8, (3, 16, 16))
    values = json.loads(to_text(recipe_of(facts, PictureRequest(noise=Noise(maps=_maps(1))))))
    values["noise"]["maps"] = number
    with pytest.raises(InputError, match="no recipe that can be read"):
        from_text(json.dumps(values), "the clipboard")


def test_maps_as_a_text_are_short():
    numbers = np.random.default_rng(0).standard_normal(10_000)
    text = maps_text(stored_maps(numbers))
    assert 1.5 * 10_000 < len(text) < 2 * 4 / 3 * 10_000  # of two bytes each, in letters of six bits
    np.testing.assert_allclose(maps_from(text).array(), numbers, rtol=2**-11, atol=1e-6)


def _text(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content)).decode("ascii")


_DAMAGED = (
    *("", "no base64!", base64.b64encode(b"no zlib").decode(), 3, None),
    *(_text(content) for content in (b"", b"odd", b"\0\x7c", bytes(2**24))),
    base64.b64encode(zlib.compress(bytes(64))[:-3]).decode(),
)


@pytest.mark.parametrize("damaged", _DAMAGED, ids=range(len(_DAMAGED)))
def test_damaged_maps_are_refused(damaged: object):
    with pytest.raises((ValueError, TypeError)):
        maps_from(damaged)


def test_maps_of_another_length_are_refused_in_a_sentence(noisy):
    _, facts = noisy
    request = PictureRequest(noise=Noise(maps=_maps(1, 5000)))
    with pytest.raises(InputError, match=r"has 5,000 numbers; the layers of noisy take 656\.$"):
        check(request, facts)


def test_another_model_keeps_only_maps_that_fit(noisy):
    _, facts = noisy
    kept, dropped = (
        fitted_request(PictureRequest(Latent(3), noise=Noise(strength=2.0, maps=maps)), facts)
        for maps in (_maps(1), _maps(1, 5000))
    )
    assert kept.noise == Noise(strength=2.0, maps=_maps(1))
    assert dropped.noise == Noise(strength=2.0)
    silent = replace(facts, has_noise=False, noise_sides=())
    assert fitted_request(kept, silent) == PictureRequest(Latent(3))


def test_maps_go_over_into_others_without_growing_weaker():
    a, b = _maps(1, 20_000), _maps(2, 20_000)
    middle = maps_between(a, b, 0.5).array()
    assert middle.std() == pytest.approx(1.0, abs=0.02)
    for end in (a, b):
        assert np.corrcoef(middle, end.array())[0, 1] == pytest.approx(0.7071, abs=0.02)
    assert maps_between(a, b, 0.0) == a == maps_between(a, a, 0.3)
    assert maps_between(a, b, 1.0) == b
    np.testing.assert_allclose(maps_between(a, Vector.of(-a.array()), 0.5).array(), 0.0, atol=1e-6)


def test_between_two_pictures_both_maps_are_blended_and_one_alone_waits_for_its_half():
    found, other, own = Noise(maps=_maps(1)), Noise(strength=3.0, maps=_maps(2)), Noise(strength=3.0)
    both = noise_between(found, other, 0.25)
    assert (both.strength, both.maps) == (1.5, maps_between(found.maps, other.maps, 0.25))
    assert noise_between(found, own, 0.25) == replace(found, strength=1.5)
    assert noise_between(found, own, 0.75) == Noise(strength=2.5)
    assert noise_between(found, Noise("random"), 0.75) == Noise("random")


def test_a_film_draws_the_noise_that_its_request_tells(noisy):
    model, _ = noisy
    start, end = (PictureRequest(Latent(seed), noise=Noise(maps=_maps(seed))) for seed in (1, 2))
    request = Timeline((Keyframe(0.0, start, "linear"), Keyframe(1.0, end))).request_at(0.25)
    made = drawable(model.module, request)
    assert made.noise == request.noise
    drawn = noise_of([made.noise]).maps(own_noise(model.module)[0])
    expected = maps_between(start.noise.maps, end.noise.maps, 0.25).array()[:16].reshape(1, 1, 4, 4)
    np.testing.assert_array_equal(drawn.numpy(), expected)
