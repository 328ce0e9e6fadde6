import pytest
import torch

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.requests import Latent, PictureRequest, SeedSeries, Walk, seed_page, strip
from gan_studio.core.latent.sample import (
    base_latent,
    labels_of,
    latent_of_seed,
    latent_vector,
    latents_of,
    psi_of,
)


def test_a_seeds_latent_is_the_same_alone_and_among_others():
    many = latents_of(seed_page(PictureRequest(), 5, 64), 100)
    assert torch.equal(many[7], latent_of_seed(12, 100))


def test_a_seeds_latent_ignores_the_global_generator_and_leaves_it_alone():
    torch.manual_seed(0)
    before = torch.get_rng_state()
    first = latent_of_seed(3, 8)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(1)
    assert torch.equal(latent_of_seed(3, 8), first)


def test_the_largest_seed_has_a_latent_of_its_own():
    assert not torch.equal(latent_of_seed(MAX_SEED, 16), latent_of_seed(MAX_SEED - 1, 16))


def test_latents_are_from_a_standard_normal():
    z = latents_of(seed_page(PictureRequest(), 0, 500), 100)
    assert float(z.mean()) == pytest.approx(0, abs=0.02)
    assert float(z.std()) == pytest.approx(1, abs=0.02)


def test_neighbouring_seeds_are_not_alike():
    z = latents_of(seed_page(PictureRequest(), 0, 64), 512)
    alike = torch.corrcoef(z) - torch.eye(64)
    assert float(alike.abs().max()) < 0.25


def test_overrides_replace_components_and_leave_the_base_alone():
    latent = Latent(4).with_component(2, 1.5).with_component(0, -1.0)
    z = latent_vector(latent, 6)
    assert (z[0], z[2]) == (-1.0, 1.5)
    assert torch.equal(base_latent(latent, 6), latent_of_seed(4, 6))
    assert torch.equal(
        latent_vector(latent.without_component(0).without_component(2), 6), latent_of_seed(4, 6)
    )


def test_psi_is_asked_for_each_picture_and_where_there_are_styles_for_each_layer():
    half, cut = PictureRequest(Latent(1), psi=0.5), PictureRequest(Latent(1), psi=0.7, cutoff=2)
    torch.testing.assert_close(psi_of([half, cut], 0), torch.tensor([0.5, 0.7]))
    by_layer = torch.tensor([[0.5, 0.5, 0.5, 0.5], [0.7, 0.7, 1.0, 1.0]])
    torch.testing.assert_close(psi_of([half, cut], 4), by_layer)


@pytest.mark.parametrize("method", ["lerp", "slerp"])
def test_a_walk_passes_its_anchors(method: str):
    anchors = (Latent(1), Latent(2).with_component(0, 3.0), Latent(3))
    for position, anchor in enumerate(anchors):
        on_walk = Latent(walk=Walk(anchors, method), position=position)
        assert torch.equal(latent_vector(on_walk, 16), latent_vector(anchor, 16))


def test_a_closed_walk_ends_where_it_began():
    walk = Walk((Latent(1), Latent(2), Latent(3)), closed=True)
    assert walk.length == 3
    assert torch.equal(latent_vector(Latent(walk=walk, position=3.0), 16), latent_of_seed(1, 16))


def test_overrides_hold_all_along_a_walk():
    latent = Latent(walk=Walk((Latent(1), Latent(2))), position=0.5).with_component(3, 2.0)
    assert latent_vector(latent, 8)[3] == 2.0


def test_a_strip_is_even_and_has_both_ends():
    walk = Walk((Latent(1), Latent(2), Latent(3)))
    assert [wanted.latent.position for wanted in strip(PictureRequest(), walk, 5)] == [0, 0.5, 1, 1.5, 2]


def test_a_page_of_seeds_stops_at_the_largest_seed():
    assert [wanted.latent.seed for wanted in seed_page(PictureRequest(), MAX_SEED - 1, 8)] == [
        MAX_SEED - 1,
        MAX_SEED,
    ]


def test_a_series_makes_its_requests_when_asked_and_lets_classes_take_turns():
    series = SeedSeries(PictureRequest(psi=0.5), 10, 5, (0, 1))
    assert [(wanted.latent.seed, wanted.label, wanted.psi) for wanted in series[2:]] == [
        (12, 0, 0.5),
        (13, 1, 0.5),
        (14, 0, 0.5),
    ]
    assert (len(series), series[-1]) == (5, series[4])


def test_labels_are_indices_or_nothing():
    assert labels_of([PictureRequest(label=2), PictureRequest(label=0)]).tolist() == [2, 0]
    assert labels_of([PictureRequest()]) is None
