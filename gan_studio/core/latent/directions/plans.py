"""What directions to look for, as frozen values that threads can hold."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.latent.requests import PictureRequest

MOST_DIRECTIONS = 100
FEWEST_SAMPLES, MOST_SAMPLES = 100, 50_000
MOST_FEATURE_SAMPLES = 4000
"""Pictures drawn at most to look at features; their covariance with each other must fit in memory."""

FEWEST_TAGS = 2
MOST_TAGS = 1000
SEPARATIONS = {"means": "Difference of means", "svm": "Linear SVM"}


@dataclass(frozen=True)
class PrincipalPlan:
    """The directions in which what a model draws varies most [Härkönen 2020].

    Attributes:
        count: how many directions.
        samples: how many latents are looked at.
        seed: what they are drawn from.
        feature_side: None to look at styles; else at the features nearest to that side in pixels.
        like: whose class the latents have.
    """

    count: int = 10
    samples: int = 10_000
    seed: int = 0
    feature_side: int | None = None
    like: PictureRequest = PictureRequest()


@dataclass(frozen=True)
class FactorPlan:
    """The directions that a model's first weights amplify most [Shen 2021].

    Attributes:
        count: how many directions.
        layers: the style layers whose weights count, and that the directions move; empty for all.
        like: the class of the latents by whose spread a direction's length is told.
    """

    count: int = 10
    layers: tuple[int, ...] = ()
    like: PictureRequest = PictureRequest()


@dataclass(frozen=True)
class Tag:
    """A picture that a person called an example, or a counterexample, of something."""

    request: PictureRequest
    is_positive: bool


@dataclass(frozen=True)
class TaggedPlan:
    """The direction from counterexamples to examples.

    Attributes:
        tags: FEWEST_TAGS or more of each kind.
        separation: a key of SEPARATIONS.
        name: of the direction.
    """

    tags: tuple[Tag, ...]
    separation: str = "means"
    name: str = ""


@dataclass(frozen=True)
class DifferencePlan:
    """The direction that leads from one picture to another, once at an amount of 1."""

    start: PictureRequest
    end: PictureRequest
    name: str = ""


Plan = PrincipalPlan | FactorPlan | TaggedPlan | DifferencePlan
