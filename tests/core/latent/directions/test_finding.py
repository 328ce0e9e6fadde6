"""Directions found in models, against numpy computing the same from their definitions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import write_model, write_styled_model

from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.directions import samples
from gan_studio.core.latent.directions.finding import find_directions
from gan_studio.core.latent.directions.plans import (
    DifferencePlan,
    FactorPlan,
    Plan,
    PrincipalPlan,
    Tag,
    TaggedPlan,
)
from gan_studio.core.latent.drawable import drawable
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest, Step
from gan_studio.core.latent.stages import stages_of, tapped
from gan_studio.core.latent.vectors import Direction

CLASSES = ("boot", "coat", "bag")


@pytest.fixture
def plain(tmp_path: Path):
    return open_model(write_model(tmp_path / "plain.pt"))


@pytest.fixture
def told(tmp_path: Path):
    return open_model(write_model(tmp_path / "told.pt", classes=CLASSES))


@pytest.fixture
def styled(tmp_path: Path):
    return open_model(write_styled_model(tmp_path / "styled.pt"))


def _found(facts: ModelFacts, plan: Plan) -> tuple[Direction, ...]:
    work: Iterator[Preparing] = find_directions(facts, plan)
    while True:
        try:
            news = next(work)
        except StopIteration as end:
            return end.value
        assert news.share is None or 0 <= news.share <= 1


def _array(direction: Direction) -> np.ndarray:
    return direction.vector.array().astype(float)


def _assert_equal_up_to_sign(found: np.ndarray, wanted: np.ndarray) -> None:
    signs = np.sign((found * wanted).sum(axis=-1, keepdims=True))
    np.testing.assert_allclose(found, signs * wanted, atol=1e-4 * np.abs(wanted).max())


def _w(generator, count: int, seed: int) -> np.ndarray:
    z = torch.randn(count, generator.z_dim, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        return generator.mapping(z).double().numpy()


def test_principal_directions_are_those_of_the_styles(styled):
    model, facts = styled
    found = _found(facts, PrincipalPlan(5, samples=700, seed=4))
    w = _w(model.module, 700, 4)
    _, values, right = np.linalg.svd(w - w.mean(axis=0), full_matrices=False)
    wanted = right[:5] * values[:5, None] / np.sqrt(699)
    _assert_equal_up_to_sign(np.stack([_array(direction) for direction in found]), wanted)
    assert {direction.space for direction in found} == {"w"}
    share = values[0] ** 2 / (values**2).sum()
    assert found[0].origin == f"GANSpace 1 of W, {share:.1%} of the variance"


@pytest.mark.parametrize(
    ("like", "words"),
    [
        (PictureRequest(label=1), "among coat"),
        (PictureRequest(label=0, classes=((0, 1.0), (2, 0.5))), "among 2 classes"),
    ],
)
def test_principal_directions_say_among_which_class_they_were_found(tmp_path: Path, like, words):
    _, facts = open_model(write_styled_model(tmp_path / "told.pt", classes=CLASSES))
    found = _found(facts, PrincipalPlan(1, samples=100, like=like))
    assert found[0].origin.endswith(f"of the variance, {words}")


def test_the_same_seed_finds_the_same_directions(styled):
    _, facts = styled
    plan = PrincipalPlan(3, samples=300)
    assert _found(facts, plan) == _found(facts, plan)
    assert _found(facts, plan) != _found(facts, dataclasses.replace(plan, seed=1))


@pytest.mark.parametrize("model", ["plain", "told", "styled"])
def test_directions_of_features_are_the_least_squares_of_the_paper(model, request):
    model, facts = request.getfixturevalue(model)
    generator, like = model.module, PictureRequest(label=1 if facts.num_classes else None)
    found = _found(facts, PrincipalPlan(4, samples=150, seed=2, feature_side=4, like=like))
    z = torch.randn(150, facts.z_dim, generator=torch.Generator().manual_seed(2))
    labels = torch.full((150,), 1) if facts.num_classes else None
    stage = stages_of(generator)[0]
    with torch.no_grad(), tapped(generator, [stage]) as taken:
        generator.draw(z, labels)
        seen = taken[stage].flatten(1).double().numpy()
    left, values, _ = np.linalg.svd(seen - seen.mean(axis=0), full_matrices=False)
    places = left[:, :4] * values[:4]
    moved = _w(generator, 150, 2) if facts.num_ws else z.double().numpy()
    slopes, *_ = np.linalg.lstsq(places, moved - moved.mean(axis=0), rcond=None)
    wanted = slopes * values[:4, None] / np.sqrt(149)
    _assert_equal_up_to_sign(np.stack([_array(direction) for direction in found]), wanted)
    assert found[0].space == ("w" if facts.num_ws else "z")


def test_features_that_would_be_too_many_are_averaged_over_places(plain, monkeypatch):
    model, _ = plain
    stage = stages_of(model.module)[-1]
    z = samples.latents(model.module, 6, 0)
    whole = _value(samples.features(model.module, z, stage, PictureRequest()))
    monkeypatch.setattr(samples, "_MOST_FEATURES", 6 * stage.channels * (stage.side // 2) ** 2)
    halved = _value(samples.features(model.module, z, stage, PictureRequest()))
    maps = whole.view(6, stage.channels, stage.side, stage.side)
    torch.testing.assert_close(halved, torch.nn.functional.avg_pool2d(maps, 2).flatten(1))


def _value(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_principal_directions_of_z_are_refused_with_a_reason(plain):
    with pytest.raises(InputError, match="none of them is principal; choose features instead"):
        _found(plain[1], PrincipalPlan())


def test_a_network_without_maps_has_no_features_to_look_at():
    config = with_assignments(RunConfig(), ["architecture=mlp", "architecture.width=4"])
    generator = config.architecture.networks(NetworkShape((1, 8, 8))).generator.eval()
    with pytest.raises(InputError, match="draws all pixels at once"):
        samples.nearest_stage(generator, 8)


@pytest.mark.parametrize("model", ["plain", "told"])
def test_factors_of_a_network_without_styles_are_those_of_its_first_layer(model, request):
    model, facts = request.getfixturevalue(model)
    network = getattr(model.module, "core", model.module)
    weight = network.project.weight.detach().double().numpy()[:, : facts.z_dim]
    _, vectors = np.linalg.eigh(weight.T @ weight)
    found = _found(facts, FactorPlan(5))
    _assert_equal_up_to_sign(np.stack([_array(direction) for direction in found]), vectors.T[::-1][:5])
    assert found[0].space == "z"


def test_factors_of_styles_are_those_of_the_layers_chosen(styled):
    model, facts = styled
    found = _found(facts, FactorPlan(4, layers=(1, 2)))
    block = model.module.synthesis.b8
    rows = [affine.weight * affine.weight_gain for affine in (block.conv0.affine, block.conv1.affine)]
    weight = torch.cat(rows).detach().double().numpy()
    _, vectors = np.linalg.eigh(weight.T @ weight)
    vectors = vectors.T[::-1][:4]
    covariance = np.cov(_w(model.module, samples.SPREAD_SAMPLES, 0).T)
    lengths = np.sqrt(np.einsum("kd,de,ke->k", vectors, covariance, vectors))
    wanted = vectors * lengths[:, None]
    _assert_equal_up_to_sign(np.stack([_array(direction) for direction in found]), wanted)
    assert {direction.layers for direction in found} == {(1, 2)}
    assert found[0].origin == "SeFa 1 of layers 1-2"


def _tags(facts: ModelFacts, count: int) -> tuple[Tag, ...]:
    label = 0 if facts.num_classes else None
    requests = [PictureRequest(Latent(seed), psi=0.5, label=label) for seed in range(2 * count)]
    return tuple(Tag(wanted, wanted.latent.seed % 2 == 0) for wanted in requests)


@pytest.mark.parametrize("model", ["plain", "told", "styled"])
def test_tags_give_the_way_between_their_means_whatever_their_truncation(model, request):
    model, facts = request.getfixturevalue(model)
    tags = _tags(facts, 5)
    (found,) = _found(facts, TaggedPlan(tags, "means", "a smile"))
    made = [drawable(model.module, dataclasses.replace(tag.request, psi=1.0)) for tag in tags]
    points = torch.stack([one.z if one.styles is None else one.styles[0] for one in made]).double().numpy()
    way = points[::2].mean(axis=0) - points[1::2].mean(axis=0)
    unit = way / np.linalg.norm(way)
    length = 1.0
    if facts.num_ws:
        length = np.sqrt(unit @ np.cov(_w(model.module, samples.SPREAD_SAMPLES, 0).T) @ unit)
    np.testing.assert_allclose(_array(found), unit * length, rtol=1e-4, atol=1e-6)
    assert found.name == "a smile"
    assert found.origin.startswith("Difference of means of 5 + and 5 −: tells ")


def test_tags_whose_layers_have_styles_of_their_own_give_a_direction_for_each_layer(styled):
    _, facts = styled
    mixed = [
        dataclasses.replace(tag, request=dataclasses.replace(tag.request, style_overrides=((2, 0, 1.0),)))
        for tag in _tags(facts, 3)
    ]
    (found,) = _found(facts, TaggedPlan(tuple(mixed)))
    assert found.vector.shape == (facts.num_ws, facts.w_dim)
    check(PictureRequest(steps=(Step(found, 1.0),)), facts)


def test_too_few_tags_are_refused_with_their_numbers(plain):
    tags = _tags(plain[1], 3)[:3]
    with pytest.raises(InputError, match=r"2 pictures tagged \+ and 2 tagged − or more; there are 2 and 1"):
        _found(plain[1], TaggedPlan(tags))


@pytest.mark.parametrize("model", ["plain", "told", "styled"])
def test_a_difference_leads_from_one_picture_to_the_other(model, request):
    model, facts = request.getfixturevalue(model)
    label = 2 if facts.num_classes else None
    start, end = (PictureRequest(Latent(seed), label=label) for seed in (3, 8))
    (found,) = _found(facts, DifferencePlan(start, end, "from 3 to 8"))
    arrived = draw(model, [dataclasses.replace(start, steps=(Step(found, 1.0),))])
    assert np.abs(arrived.astype(int) - draw(model, [end]).astype(int)).max() <= 1


def test_a_difference_of_a_picture_and_itself_is_refused(plain):
    with pytest.raises(InputError, match="same latent"):
        _found(plain[1], DifferencePlan(PictureRequest(), PictureRequest()))


def test_a_model_that_was_replaced_is_refused(plain, tmp_path: Path):
    write_model(tmp_path / "plain.pt", seed=9)
    with pytest.raises(InputError, match="plain has changed since it was opened"):
        _found(plain[1], FactorPlan())
