from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tiny_models import write_model, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.drawable import drawable, stored_styles, style_stages, styles_of
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.recipe import from_text, recipe_of, to_text
from gan_studio.core.latent.requests import Blend, Latent, MixedStyle, Noise, PictureRequest, Step, Walk
from gan_studio.core.latent.vectors import Direction, StoredPoint, Vector


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory):
    model, facts = open_model(write_styled_model(tmp_path_factory.mktemp("styled") / "model.pt"))
    for layer in (layer for layer in model.module.modules() if hasattr(layer, "noise_const")):
        layer.noise_strength.data.fill_(0.5)
    model.module.w_avg.normal_()
    return model, facts


_ONES = Direction("up", "w", Vector.of([1.0] * 8))


def test_styles_are_what_the_network_makes_itself(styled):
    model, _ = styled
    z = torch.randn(1, 8, generator=torch.Generator().manual_seed(3))
    expected = model.module.styles(z, psi=0.5)[0]
    torch.testing.assert_close(styles_of(model.module, PictureRequest(Latent(3), psi=0.5)), expected)


def test_mixing_takes_layers_from_the_other_latent_and_leaves_the_rest(styled):
    model, _ = styled
    mixed = styles_of(model.module, PictureRequest(Latent(1), mixing=(MixedStyle(Latent(2), (0, 2)),)))
    one, two = (styles_of(model.module, PictureRequest(Latent(seed))) for seed in (1, 2))
    assert torch.equal(mixed[[0, 2]], two[[0, 2]])
    assert torch.equal(mixed[[1, 3, 4, 5]], one[[1, 3, 4, 5]])


def test_styles_before_truncation_and_directions_give_the_same_picture_again(styled):
    model, _ = styled
    steps = (Step(_ONES, 2.0), Step(replace(_ONES, space="z"), 0.5))
    request = PictureRequest(
        Latent(1),
        psi=0.5,
        steps=steps,
        style_overrides=((-1, 2, 0.25),),
        mixing=(MixedStyle(Latent(2), (1,)),),
    )
    stages = style_stages(model.module, request)
    base, own = stages.base, stages.own
    torch.testing.assert_close(base, styles_of(model.module, PictureRequest(Latent(1), steps=steps[1:])))
    assert set(own[[0, 2, 3, 4, 5], 2].tolist()) == {0.25}
    again = PictureRequest(stored_styles(own, "again"), psi=0.5, steps=steps)
    torch.testing.assert_close(styles_of(model.module, again), styles_of(model.module, request))


def test_a_step_moves_its_layers_by_so_many_lengths(styled):
    model, _ = styled
    still = styles_of(model.module, PictureRequest(Latent(1)))
    moved = styles_of(model.module, PictureRequest(Latent(1), steps=(Step(_ONES, 2.0, (1,)),)))
    torch.testing.assert_close(moved[1], still[1] + 2.0)
    assert torch.equal(moved[0], still[0])


def test_psi_of_each_layer_counts_in_place_of_psi(styled):
    model, _ = styled
    whole, mean = styles_of(model.module, PictureRequest(Latent(1))), model.module.w_avg
    cut = styles_of(
        model.module, PictureRequest(Latent(1), psi=2.0, layer_psi=(0.0, 1.0, 1.0, 0.5, 1.0, 1.0))
    )
    torch.testing.assert_close(cut[0], mean)
    assert torch.equal(cut[1], whole[1])
    torch.testing.assert_close(cut[3], (mean + whole[3]) / 2)


def test_a_replaced_style_component_counts_before_truncation(styled):
    model, _ = styled
    ws = styles_of(model.module, PictureRequest(Latent(1), psi=0.5, style_overrides=((-1, 2, 7.0),)))
    torch.testing.assert_close(ws[:, 2], ((7.0 + model.module.w_avg[2]) / 2).expand(6))


def test_styles_that_were_kept_give_the_same_picture(styled):
    model, facts = styled
    asked = PictureRequest(Latent(4), psi=0.7, steps=(Step(_ONES, 1.0, (0,)),))
    kept = PictureRequest(stored_styles(styles_of(model.module, asked), "kept"))
    check(kept, facts)
    assert (draw(model, [kept]) == draw(model, [asked])).all()


def test_noise_is_its_seeds_alone_and_among_others(styled):
    model, _ = styled
    first, second = (PictureRequest(noise=Noise("random", 1.0, seed)) for seed in (1, 2))
    alone = draw(model, [first])[0]
    assert (draw(model, [second, first])[1] == alone).all()
    assert not (draw(model, [second])[0] == alone).all()


def test_noise_of_strength_zero_is_none_and_of_strength_one_is_the_models_own(styled):
    model, _ = styled
    none, const = PictureRequest(noise=Noise("none")), PictureRequest()
    assert (draw(model, [replace(const, noise=Noise("const", 0.0))]) == draw(model, [none])).all()
    assert not (draw(model, [none]) == draw(model, [const])).all()
    loud = replace(const, noise=Noise("const", 1.0 + 1e-6))  # the same by the other way
    assert abs(draw(model, [loud]).astype(int) - draw(model, [const])).max() <= 1


@pytest.mark.parametrize("method", ["slerp", "lerp", "curve"])
def test_both_ends_of_a_blend_are_exact(styled, method: str):
    model, _ = styled
    start = PictureRequest(Latent(1), psi=0.5, steps=(Step(_ONES, 1.0),))
    end = PictureRequest(Latent(2), mixing=(MixedStyle(Latent(3), (0,)),))
    for share, asked in ((0.0, start), (1.0, end)):
        blend = PictureRequest(blend=Blend(start, end, share, method))
        torch.testing.assert_close(drawable(model.module, blend).styles, styles_of(model.module, asked))


def test_a_smooth_blend_is_bent_by_what_it_passes_before_and_after(styled):
    model, facts = styled
    alone = Blend(PictureRequest(Latent(1)), PictureRequest(Latent(2)), 0.5, "curve")
    on_its_way = replace(alone, before=Latent(3), after=Latent(4))
    pictures = [drawable(model.module, PictureRequest(blend=blend)).styles for blend in (alone, on_its_way)]
    round_the_origin = PictureRequest(blend=replace(alone, method="slerp"))
    torch.testing.assert_close(
        pictures[0], drawable(model.module, round_the_origin).styles, atol=1e-2, rtol=1e-2
    )
    assert not torch.allclose(*pictures, atol=1e-2)
    stored = Latent(stored=StoredPoint("w", Vector.of([1.0] * facts.w_dim), "found"))
    with pytest.raises(InputError, match="in Z only"):
        check(PictureRequest(blend=replace(alone, after=stored)), facts)


def test_a_blend_of_pictures_at_psi_zero_stays_the_mean(styled):
    model, _ = styled
    start, end = (PictureRequest(Latent(seed), psi=0.0) for seed in (1, 2))
    styles = drawable(model.module, PictureRequest(blend=Blend(start, end, 0.4))).styles
    torch.testing.assert_close(styles, model.module.w_avg.expand_as(styles))


def test_a_spherical_blend_maps_the_latent_that_turned_halfway(styled):
    model, _ = styled
    from gan_studio.core.latent.interpolate import slerp
    from gan_studio.core.latent.sample import latent_of_seed

    ends = (PictureRequest(Latent(1)), PictureRequest(Latent(2)))
    z = slerp(latent_of_seed(1, 8), latent_of_seed(2, 8), 0.5)
    styles = drawable(model.module, PictureRequest(blend=Blend(*ends, 0.5))).styles
    torch.testing.assert_close(styles[0], model.module.mapping(z.unsqueeze(0))[0])


def test_a_plain_network_blends_latents_and_classes(tmp_path: Path):
    model, _ = open_model(write_model(tmp_path / "model.pt", classes=("a", "b")))
    start, end = PictureRequest(Latent(1), label=0), PictureRequest(Latent(2), psi=0.5, label=1)
    made = drawable(model.module, PictureRequest(blend=Blend(start, end, 0.25, "lerp")))
    torch.testing.assert_close(made.classes, torch.tensor([0.75, 0.25]))
    ends = [drawable(model.module, wanted).z for wanted in (start, end)]
    torch.testing.assert_close(made.z, torch.lerp(*ends, 0.25))


def test_a_blend_of_one_class_is_that_class(tmp_path: Path):
    model, _ = open_model(write_model(tmp_path / "model.pt", classes=("a", "b", "c")))
    blend = PictureRequest(Latent(1), label=0, classes=((2, 3.0),))
    difference = draw(model, [blend]).astype(int) - draw(model, [PictureRequest(Latent(1), label=2)])
    assert abs(difference).max() <= 1


def test_everything_of_a_request_survives_its_recipe(styled):
    _, facts = styled
    rich = PictureRequest(
        Latent(5, stored=StoredPoint("w", Vector.of([0.5] * 8), "found")),
        psi=-0.5,
        layer_psi=(0.0, 0.5, 1.0, 1.5, 2.0, -1.0),
        z_limit=1.5,
        style_overrides=((-1, 0, 3.0), (4, 7, -2.0)),
        mixing=(MixedStyle(Latent(6), (0, 1)),),
        steps=(Step(_ONES, -3.0, (2,)),),
        noise=Noise("random", 0.5, 9),
    )
    check(rich, facts)
    blend = PictureRequest(blend=Blend(rich, PictureRequest(Latent(1)), 0.25, "lerp"))
    for request in (rich, blend):
        assert from_text(to_text(recipe_of(facts, request)), "a test").request == request


def test_a_limited_latent_keeps_within_and_leaves_what_was_within(styled):
    from gan_studio.core.latent.sample import latent_of_seed

    free, limited = latent_of_seed(1, 512), latent_of_seed(1, 512, limit=1.0)
    assert float(limited.abs().max()) <= 1.0
    within = free.abs() <= 1.0
    assert torch.equal(limited[within], free[within])


def test_a_walk_past_a_stop_in_w_goes_straight_from_style_to_style(styled):
    model, facts = styled
    found = stored_styles(styles_of(model.module, PictureRequest(Latent(9))) + 0.5, "found")
    walk = Walk((Latent(1), found, Latent(2), Latent(3)))

    def at(position: float) -> torch.Tensor:
        request = PictureRequest(Latent(walk=walk, position=position))
        check(request, facts)
        return styles_of(model.module, request)

    stops = [styles_of(model.module, PictureRequest(latent)) for latent in walk.anchors]
    for place, stop in enumerate(stops):
        torch.testing.assert_close(at(place), stop)
    torch.testing.assert_close(at(0.25), torch.lerp(stops[0], stops[1], 0.25))
    beside = Latent(walk=Walk((Latent(2), Latent(3))), position=0.5)  # both in Z: they turn as ever
    torch.testing.assert_close(at(2.5), styles_of(model.module, PictureRequest(beside)))
    assert Latent(walk=walk).space == "w_plus"
    assert beside.space == "z"
