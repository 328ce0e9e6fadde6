"""R2 against answers worked out by hand."""

import torch
from known_scores import images, moment, quadratic

from gan_studio.core.regularizers.r2 import R2


def test_r2_is_half_gamma_times_the_squared_slope():
    torch.testing.assert_close(R2(r2_gamma=4.0).discriminator_terms(moment())["r2"], torch.tensor(50.0))


def test_r2_looks_at_fakes_only():
    fake = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).view(2, 2, 1, 1)
    terms = R2(r2_gamma=2.0).discriminator_terms(moment(quadratic, fake + 100, fake))
    torch.testing.assert_close(terms["r2"], torch.tensor((5.0 + 25.0) / 2))


def test_fakes_get_no_gradient():
    fake = images().requires_grad_(True)
    weight = torch.tensor([3.0, 4.0], requires_grad=True)
    terms = R2(r2_gamma=10.0).discriminator_terms(
        moment(lambda batch: batch.flatten(1) @ weight + quadratic(batch), fake=fake)
    )
    terms["r2"].backward()
    assert fake.grad is None
    # The slope at x is w + x; gamma / 2 E|w + x|^2 has the gradient gamma (w + E x).
    expected = 10 * (weight.detach() + fake.detach().flatten(1).mean(0))
    torch.testing.assert_close(weight.grad, expected)
