"""Finding a feature extractor by what a person typed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch

from gan_studio.core import features
from gan_studio.core.errors import InputError
from gan_studio.core.features import Extractor, FeatureNetwork, open_extractor
from gan_studio.core.registry import Registry


@dataclass(frozen=True)
class Plain(Extractor):
    def open(self, name, device, weights):
        return (name, device, weights)


@dataclass(frozen=True)
class Named(Plain):
    takes_name = True


@pytest.fixture(autouse=True)
def two_kinds(monkeypatch):
    registry = Registry("feature extractor", "email.mime")
    registry.register("plain", label="Plain", summary="Takes no name.")(Plain)
    registry.register("named", label="Named", summary="Takes a name.")(Named)
    monkeypatch.setattr(features, "EXTRACTORS", registry)


def test_an_extractor_is_opened_by_its_name(tmp_path):
    assert open_extractor(" plain ", "cpu", tmp_path) == ("", torch.device("cpu"), tmp_path)


def test_what_follows_the_colon_is_given_to_it():
    assert open_extractor("named:small") == ("small", torch.device("cpu"), None)


@pytest.mark.parametrize(("text", "wanted"), [("plain:small", "plain"), ("named", "named:NAME")])
def test_a_name_where_none_belongs_or_the_lack_of_one_is_told(text, wanted):
    with pytest.raises(InputError, match=f"There is no feature extractor “{text}”; write it as {wanted}"):
        open_extractor(text)


def test_an_unknown_extractor_is_told_with_the_nearest():
    with pytest.raises(InputError, match="did you mean “plain”"):
        open_extractor("plane")


def test_a_network_that_does_not_say_how_it_sees_fails_loudly():
    with pytest.raises(TypeError, match="FeatureNetwork does not say how it sees"):
        FeatureNetwork()(torch.zeros(1, 1, 8, 8, dtype=torch.uint8))
