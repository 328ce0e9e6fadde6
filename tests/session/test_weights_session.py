"""Weights of extractors: looked for in a thread, and fetched only when asked."""

from __future__ import annotations

import hashlib

import pytest

from gan_studio import paths
from gan_studio.core import weights
from gan_studio.core.events import Preparing
from gan_studio.core.registry import EXTRACTORS
from gan_studio.core.weights import PublishedWeights
from gan_studio.session.weights_session import WeightsSession, facts_of

LONG_MS = 10_000
CONTENT = b"weights"


@pytest.fixture
def published(tmp_path):
    """A file of weights that “somebody” publishes in another folder."""
    source = tmp_path / "tiny.pth"
    source.write_bytes(CONTENT)
    return PublishedWeights("tiny weights", source.as_uri(), hashlib.sha256(CONTENT).hexdigest(), 96)


@pytest.fixture
def needy(published, monkeypatch, tmp_path):
    """A registered extractor's name whose weights are the published ones and are not here."""
    entry = next(entry for entry in EXTRACTORS.entries() if not entry.part.takes_name)
    monkeypatch.setattr(entry.part, "published", lambda self, name: published)
    monkeypatch.setattr("torch.hub.get_dir", lambda: str(tmp_path / "hub"))
    return entry.name


@pytest.mark.parametrize("entry", EXTRACTORS.entries(), ids=lambda entry: entry.name)
def test_every_extractor_says_what_it_needs(entry):
    wanted = entry.part().published("resnet18" if entry.part.takes_name else "")
    assert wanted is None or (wanted.url.startswith("https://") and wanted.sha256 and wanted.label)


def test_the_facts_say_what_is_needed_and_how_large_it_is(needy, published):
    facts = facts_of(needy)
    assert (facts.published, facts.is_here, facts.size) == (published, False, "96 MB")
    assert facts.folder == paths.weights()


def test_weights_that_are_kept_need_no_download(needy, published):
    paths.weights().mkdir(parents=True)
    (paths.weights() / published.name).write_bytes(CONTENT)
    assert facts_of(needy).is_here


def test_an_unknown_extractor_is_a_problem_in_a_sentence():
    facts = facts_of("no such extractor")
    assert "no such extractor" in facts.problem
    assert not facts.is_here


def test_fetching_puts_the_file_where_it_is_kept(qtbot, needy, published):
    session = WeightsSession()
    with qtbot.waitSignal(session.fetched, timeout=LONG_MS) as fetched:
        session.fetch(facts_of(needy))
    assert fetched.args == [paths.weights() / published.name]
    assert (paths.weights() / published.name).read_bytes() == CONTENT
    assert facts_of(needy).is_here


def test_giving_a_download_up_leaves_nothing(qtbot, needy, monkeypatch):
    def endless(wanted):
        while True:
            yield Preparing("Downloading", 0.5)

    monkeypatch.setattr(weights, "download", endless)
    session = WeightsSession()
    with qtbot.waitSignal(session.fetching, timeout=LONG_MS):
        session.fetch(facts_of(needy))
    with qtbot.waitSignal(session.cancelled, timeout=LONG_MS):
        session.cancel()
    assert not session.is_fetching


def test_only_the_newest_question_is_answered(qtbot, needy):
    session = WeightsSession()
    answers = []
    session.looked.connect(lambda facts: answers.append(facts.extractor))
    session.look("no such extractor")
    session.look(needy)
    qtbot.waitUntil(lambda: answers == [needy], timeout=LONG_MS)


def test_a_look_that_fails_is_a_problem_in_a_sentence(qtbot, monkeypatch):
    def unreadable(extractor):
        raise OSError("the disk is gone")

    monkeypatch.setattr("gan_studio.session.weights_session.facts_of", unreadable)
    session = WeightsSession()
    with qtbot.waitSignal(session.looked, timeout=LONG_MS) as looked:
        session.look("inception")
    (facts,) = looked.args
    assert (facts.extractor, facts.is_here) == ("inception", False)
    assert "the disk is gone" in facts.problem


def test_the_newest_of_several_looks_is_told(qtbot, needy):
    session, told = WeightsSession(), []
    session.looked.connect(told.append)
    session.look("no such extractor")
    session.look(needy)
    qtbot.waitUntil(lambda: [facts.extractor for facts in told] == [needy], timeout=LONG_MS)
