import threading
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.latent.picture import batch_size, draw, draw_in_batches, render
from gan_studio.core.latent.requests import Latent, PictureRequest, seed_page


class _Painter(Generator):
    """Paints the first latent component over the whole image, raised by the label."""

    def __init__(self) -> None:
        super().__init__(1, (3, 4, 6))
        self.gain = nn.Parameter(torch.ones(1), requires_grad=False)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        level = z[:, 0] * self.gain + (0 if labels is None else labels)
        return level[:, None, None, None].expand(-1, 3, 4, 6)


@dataclass(frozen=True)
class _Model:
    module: nn.Module
    num_classes: int = 0
    classes: tuple[str, ...] = ()
    z_dim: int = 2
    sample_shape: tuple[int, int, int] = (3, 4, 6)
    latent_spaces: tuple[str, ...] = ("z",)
    num_ws: int = 0
    step: int = 1
    images_seen: int = 64


def _requests(*levels: float) -> list[PictureRequest]:
    return [PictureRequest(Latent().with_component(0, level)) for level in levels]


def test_pictures_are_bytes_with_channels_last_and_outliers_cut():
    pictures = render(_Model(_Painter()), _requests(-1.0, 0.0, 1.0, 7.0))
    assert (pictures.shape, pictures.dtype) == ((4, 4, 6, 3), np.uint8)
    assert pictures[:, 0, 0, 0].tolist() == [0, 128, 255, 255]


def test_labels_reach_the_network():
    pictures = render(_Model(_Painter(), num_classes=2), [PictureRequest(psi=0.0, label=k) for k in (0, 1)])
    assert pictures[:, 0, 0, 0].tolist() == [128, 255]


def test_no_requests_give_no_pictures():
    assert render(_Model(_Painter()), []).shape == (0, 4, 6, 3)


def test_batches_do_not_change_pictures():
    model = _Model(_Painter())
    requests = seed_page(PictureRequest(), 0, 21)
    assert np.array_equal(render(model, requests, size=4), draw(model, requests))


def test_batches_stay_small_for_large_pictures():
    assert batch_size(_Model(_Painter(), sample_shape=(3, 1024, 1024))) == 1
    assert batch_size(_Model(_Painter())) == 64


def test_a_diverged_network_is_refused():
    model = _Model(_Painter())
    model.module.gain.fill_(float("nan"))
    with pytest.raises(InputError, match="diverged"):
        draw(model, seed_page(PictureRequest(), 0, 1))


@pytest.fixture
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gan_studio.core.latent.picture.usable_cores", lambda: 3)


def test_several_cores_draw_the_same_pictures_in_order(three_cores):
    model, requests = _Model(_Painter()), seed_page(PictureRequest(), 0, 50)
    assert np.array_equal(render(model, requests, size=3), draw(model, requests))


def test_a_network_that_fails_on_one_of_several_cores_is_refused(three_cores):
    model = _Model(_Painter())
    model.module.gain.fill_(float("nan"))
    with pytest.raises(InputError, match="diverged"):
        render(model, seed_page(PictureRequest(), 0, 50), size=3)


def test_drawing_on_several_cores_ends_its_threads_and_leaves_others_alone(three_cores):
    before = torch.get_num_threads()
    batches = draw_in_batches(_Model(_Painter()), seed_page(PictureRequest(), 0, 500), size=3)
    next(batches)
    assert any(thread.name.startswith("gan-studio-draw") for thread in threading.enumerate())
    batches.close()
    assert not any(thread.name.startswith("gan-studio-draw") for thread in threading.enumerate())
    seen: list[int] = []
    other = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
    other.start()
    other.join()
    assert [torch.get_num_threads(), *seen] == [before, before]
