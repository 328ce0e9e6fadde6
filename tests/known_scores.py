"""Scores whose slopes are known, and moments made of them, for penalties worked out by hand."""

from __future__ import annotations

import dataclasses

import torch

from gan_studio.core.contracts import Moment, View

A = torch.tensor([3.0, 4.0])  # |a| = 5


def linear(images):
    return images.flatten(1) @ A


def quadratic(images):
    return 0.5 * images.flatten(1).square().sum(dim=1)  # its slope at x is x


def images(count=8, seed=0):
    return torch.randn(count, 2, 1, 1, generator=torch.Generator().manual_seed(seed))


def moment(score=linear, real=None, fake=None, **others):
    """A moment of pictures [N, 2, 1, 1], whose features are the pictures themselves."""
    real = images() if real is None else real
    fake = images(seed=1) if fake is None else fake

    def view(batch):
        return View(score(batch), batch)

    random = torch.Generator().manual_seed(0)
    views = {"real_view": view(real), "fake_view": view(fake), "score_again": score}
    plain = Moment(score, real, fake, random, bare_real=real, bare_fake=fake, **views)
    return dataclasses.replace(plain, **others)
