"""Live scores: computed beside the training, within their share of the time, without touching it."""

from __future__ import annotations

import csv
import dataclasses

import numpy as np
import pytest
import torch
from small_features import Projection
from small_runs import of_kind, small_config, trained, write_data

from gan_studio.core import live_scores
from gan_studio.core.checkpoint import load_checkpoint
from gan_studio.core.config import problems
from gan_studio.core.errors import InputError
from gan_studio.core.events import MetricReady, Saved
from gan_studio.core.live_scores import LiveScores
from gan_studio.core.registry import LIVE_METRICS
from gan_studio.core.run_folder import RunFolder
from gan_studio.core.scores import as_plain, from_plain

OFTEN = ("scoring.every_kimg=0.001", "scoring.count=100", "scoring.max_share=0.5")


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(live_scores, "open_extractor", lambda name, device: Projection(width=4))
    monkeypatch.setattr(LiveScores, "may_take", lambda self, seconds: self.is_on)
    return write_data(tmp_path)


def live_config(data, *settings):
    first = LIVE_METRICS.names()[0]
    return small_config(data, *OFTEN, f"live_metrics.{first}=on", *settings)


def test_every_live_metric_says_that_lower_is_better_and_needs_only_features():
    for entry in LIVE_METRICS.entries():
        assert entry.part.better == "lower"
        assert entry.part.needs <= {"features", "real"}


def test_each_scoring_is_told_with_what_it_was_computed_from(data, tmp_path):
    events = of_kind(MetricReady, trained(live_config(data, "training.steps=3"), tmp_path / "run"))
    assert [event.step for event in events] == [0, 1, 2, 3]
    (score,) = events[-1].scores
    assert score.value >= 0
    assert score.protocol.n_fake == 100
    assert score.protocol.extractor == "projection"
    assert score.protocol.split == "training"


def test_scores_are_kept_with_the_scalars_and_the_events(data, tmp_path):
    events = of_kind(MetricReady, trained(live_config(data, "training.steps=2"), tmp_path / "run"))
    folder = RunFolder(tmp_path / "run")
    with open(folder.scalars_path, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["name"].endswith("/ema")]
    told = [event.scores[0].value for event in events]
    assert [float(row["value"]) for row in rows] == pytest.approx(told[-len(rows) :], rel=1e-6)
    kept = [record for record in folder.records() if record["event"] == "scored"]
    assert as_plain(from_plain(kept[-1])) == as_plain(events[-1].scores[0])


def test_the_first_live_metric_chooses_the_best_checkpoint(data, tmp_path):
    events = trained(live_config(data, "training.steps=3", "saving.save_every_steps=1"), tmp_path / "run")
    saved = of_kind(Saved, events)
    assert {event.score_name for event in saved} == {f"{LIVE_METRICS.entries()[0].label} (embedded)"}
    best = load_checkpoint(RunFolder(tmp_path / "run").best_path)
    assert best["score"] in [event.score for event in saved]
    assert best["score_name"] == saved[0].score_name
    summary = RunFolder(tmp_path / "run").summary()
    assert (summary.score, summary.score_name) == (min(e.score for e in saved), saved[0].score_name)


def test_scoring_leaves_the_training_as_it_was(data, tmp_path):
    plain = trained(small_config(data, "training.steps=3"), tmp_path / "plain")
    scored = trained(live_config(data, "training.steps=3"), tmp_path / "scored")
    assert of_kind(MetricReady, scored)
    assert not of_kind(MetricReady, plain)
    one, other = (
        load_checkpoint(RunFolder(tmp_path / name).newest_checkpoint()) for name in ("plain", "scored")
    )
    for name, weights in one["training"]["trainer"]["generator"].items():
        assert torch.equal(weights, other["training"]["trainer"]["generator"][name])


def test_an_extractor_that_cannot_be_opened_is_told_before_training(data, tmp_path, monkeypatch):
    monkeypatch.undo()
    with pytest.raises(InputError, match="not there"):
        trained(live_config(data, "scoring.extractor=not there"), tmp_path / "run")


def scorer(config, images, monkeypatch):
    class Trainer:
        class generator:
            z_dim, num_classes = 2, 0

        def samples(self, z, labels):
            return torch.zeros(len(z), 1, 8, 8)

    return LiveScores(Trainer(), config, images, torch.device("cpu"))


@dataclasses.dataclass
class Images:
    train: np.ndarray
    held_out: np.ndarray
    labels: None = None
    held_out_labels: None = None
    classes: tuple = ()
    name: str = "data"


def test_scoring_waits_until_its_share_of_the_time_allows_it(tmp_path, monkeypatch):
    monkeypatch.setattr(live_scores, "open_extractor", lambda name, device: Projection(width=4))
    images = Images(np.zeros((20, 1, 8, 8), np.uint8), np.zeros((0, 1, 8, 8), np.uint8))
    config = live_config(write_data(tmp_path), "scoring.max_share=0.1")
    live = scorer(config, images, monkeypatch)
    assert not live.may_take(1e9), "nothing is prepared yet"
    for _ in live.prepare():
        pass
    live.begin(100.0)
    live._spent, live._expected = 2.0, 3.0
    assert not live.may_take(100.0 + 49.0)
    assert live.may_take(100.0 + 51.0)
    assert live.share(140.0) == pytest.approx(0.05)


def test_held_out_pictures_are_compared_with_where_they_are_enough(tmp_path, monkeypatch):
    held_out = np.full((150, 1, 8, 8), 7, np.uint8)
    images = Images(np.zeros((20, 1, 8, 8), np.uint8), held_out)
    live = scorer(live_config(write_data(tmp_path)), images, monkeypatch)
    assert (live._real.split, live._real.count) == ("held-out", 150)
    assert live._real.images(np.arange(3)).max() == 7


def test_a_metric_that_is_not_live_cannot_be_chosen_for_training(tmp_path):
    with pytest.raises(InputError, match="live metric"):
        small_config(write_data(tmp_path), "live_metrics.perceptual_path_length=on")


def test_live_settings_in_range_are_no_problem(tmp_path):
    assert problems(live_config(write_data(tmp_path))) == []
