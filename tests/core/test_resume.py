"""A resumed run equals, bit for bit, one that was never stopped."""

from __future__ import annotations

import csv
import dataclasses
import shutil

import pytest
import torch
from small_runs import (
    assert_same_bits,
    learned,
    newest,
    of_kind,
    small,
    small_config,
    stopped_at,
    trained,
    variants,
    write_data,
)

from gan_studio.core.checkpoint import load_generator
from gan_studio.core.config import DataFacts, problems, sections
from gan_studio.core.events import Finished, SamplesReady, Saved, Started, StepDone
from gan_studio.core.run import run
from gan_studio.core.run_folder import RunFolder
from gan_studio.core.showcase import Showcase

CASES = {
    "dropout": ["architecture=mlp"],
    "batch norm": ["architecture.d_norm=batch"],
    "spectral norm": ["architecture.spectral_norm=on", "architecture.d_norm=none", "objective=hinge"],
    "penalised critic": [
        "objective=wasserstein",
        "task.n_critic=2",
        "regularizers.gradient_penalty=on",
        "architecture.d_norm=layer",
    ],
    "lazy penalty": ["regularizers.r1.interval=3", "task.n_critic=2"],
    "clipped critic": ["objective=wasserstein", "regularizers.weight_clipping=on", "optimizer=rmsprop"],
    "fading noise": ["augmentations.instance_noise.decay_kimg=0.05"],
    "classes": ["conditioning=concatenation", "task.reuse_fakes=off", "data.flip=on"],
    "falling rates": ["schedule=linear", "task.g_batch_factor=2"],
    "no averaging": ["training.ema_kimg=0"],
    "remembered weights": [
        *("regularizers.historical_averaging=on", "regularizers.feature_matching=on"),
        *("objective=relativistic_average", "task.n_gen=2", "task.accumulate=2"),
    ],
    "layers added": [
        *("regularizers.minibatch_discrimination=on", "regularizers.minibatch_std=on"),
        *("regularizers.spectral_norm.in_generator=on", "conditioning=concatenation"),
    ],
    "moved pictures": [
        *("regularizers.consistency.fake_weight=10", "regularizers.dragan.interval=2", "regularizers.r2=on"),
        *("regularizers.gradient_clipping=on", "objective=relativistic_pairing"),
    ],
}
LOWER = (
    "dropout",
    "spectral norm",
    "penalised critic",
    "remembered weights",
    "layers added",
    "moved pictures",
)
PRECISIONS = [(case, "float32") for case in CASES]
PRECISIONS += [(case, "bfloat16") for case in LOWER]


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path, classes=3)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


def copied_at(step, config, folder):
    """Train to the end, and leave beside the run a copy as a kill after that step would have left it."""
    for event in run(config, folder):
        if isinstance(event, StepDone) and event.step == step + 1:
            shutil.copytree(folder, folder.with_name("copy"))


def rows(folder):
    with open(RunFolder(folder).scalars_path, encoding="utf-8", newline="") as file:
        return [(int(row["step"]), row["name"], row["value"]) for row in csv.DictReader(file)]


def assert_resumes_exactly(config, tmp_path, *stops):
    """Compare a run that is stopped at each of the steps with one that is not."""
    trained(config, tmp_path / "straight")
    for number, step in enumerate(stops):
        stopped_at(step, config, tmp_path / "stopped", resume=number > 0)
    trained(config, tmp_path / "stopped", resume=True)
    assert newest(tmp_path / "straight")["progress"] == newest(tmp_path / "stopped")["progress"]
    assert_same_bits(learned(tmp_path / "straight"), learned(tmp_path / "stopped"))


@pytest.mark.parametrize(("case", "precision"), PRECISIONS)
def test_a_stopped_and_resumed_run_equals_one_never_stopped(case, precision, data, tmp_path):
    config = small_config(data, "training.steps=9", f"training.precision={precision}", *CASES[case])
    assert_resumes_exactly(config, tmp_path, 4)


EVERY_PART = [
    pytest.param(name, variant, id=f"{name}:{entry.name}-{index}")
    for name, section in sections().items()
    if section.registry
    for entry in section.registry.entries()
    for index, variant in enumerate(variants(small(entry.part())))
]


COMPANIES = (
    [],
    ["regularizers.weight_clipping=on"],
    ["architecture=progan", "task=progressive"],
    ["architecture=stylegan2"],
)
"""What a part may need beside it: the first that it fits is taken."""


def beside_what_fits(section, part, data):
    """A config with the part, and nothing else out of the ordinary than it needs."""
    parts = {section: (part,) if sections()[section].many else part}
    ends = ["training.steps=4", "saving.save_every_steps=2"]
    configs = (dataclasses.replace(small_config(data, *ends, *held), **parts) for held in COMPANIES)
    return next(config for config in configs if not problems(config, DataFacts(1, 3, 38)))


@pytest.mark.parametrize(("section", "part"), EVERY_PART)
def test_a_run_of_every_part_resumes_exactly(section, part, data, tmp_path):
    config = beside_what_fits(section, part, data)
    copied_at(2, config, tmp_path / "run")
    trained(config, tmp_path / "copy", resume=True)
    assert_same_bits(learned(tmp_path / "copy"), learned(tmp_path / "run"))


@pytest.mark.parametrize("stops", [(1,), (10,), (2, 3, 7), (1, 2, 3, 4)])
def test_it_does_not_matter_where_or_how_often_a_run_is_stopped(stops, data, tmp_path):
    config = small_config(data, "training.steps=11", "architecture=mlp", "task.n_critic=2")
    assert_resumes_exactly(config, tmp_path, *stops)


@pytest.mark.parametrize("case", ["dropout", "penalised critic"])
def test_a_run_killed_after_a_checkpoint_resumes_exactly(case, data, tmp_path, folder):
    config = small_config(data, "training.steps=8", "saving.save_every_steps=3", *CASES[case])
    copied_at(4, config, folder)
    events = trained(config, tmp_path / "copy", resume=True)
    (started,) = of_kind(Started, events)
    assert started.step == 3
    assert_same_bits(learned(tmp_path / "copy"), learned(folder))


def test_a_run_killed_before_its_first_checkpoint_starts_again(data, tmp_path, folder):
    config = small_config(data, "training.steps=4")
    for event in run(config, folder):
        if isinstance(event, Started):
            shutil.copytree(folder, tmp_path / "copy")
    trained(config, tmp_path / "copy", resume=True)
    assert_same_bits(learned(tmp_path / "copy"), learned(folder))


def test_the_data_pass_goes_on_where_it_was(data, tmp_path):
    # 38 images in batches of 4: a pass ends within a batch, before and after the stop.
    config = small_config(data, "training.steps=30", "architecture=mlp")
    assert_resumes_exactly(config, tmp_path, 14)


def test_a_resumed_run_counts_on(data, folder):
    config = small_config(data, "training.steps=6")
    before = of_kind(StepDone, stopped_at(4, config, folder))
    events = trained(config, folder, resume=True)
    (started,), steps = of_kind(Started, events), of_kind(StepDone, events)
    assert (started.step, started.images_seen) == (4, 16)
    assert started.seconds >= before[-1].seconds
    assert [step.step for step in steps] == [5, 6]
    assert steps[0].seconds > started.seconds


def test_a_resumed_run_goes_on_to_a_later_limit(data, tmp_path):
    trained(small_config(data, "training.steps=3"), tmp_path / "a")
    trained(small_config(data, "training.steps=6"), tmp_path / "a", resume=True)
    trained(small_config(data, "training.steps=6"), tmp_path / "b")
    assert_same_bits(learned(tmp_path / "a"), learned(tmp_path / "b"))


def test_a_run_at_its_limit_is_done_at_once(data, folder):
    config = small_config(data, "training.steps=3")
    trained(config, folder)
    events = trained(config, folder, resume=True)
    assert of_kind(StepDone, events) == of_kind(Saved, events) == []
    (finished,) = of_kind(Finished, events)
    assert (finished.reason, finished.step) == ("done", 3)


def test_a_resumed_run_draws_the_same_latents(data, folder):
    config = small_config(data, "training.steps=3")
    before = of_kind(SamplesReady, trained(config, folder))[-1]
    again = of_kind(SamplesReady, trained(config, folder, resume=True))[0]
    assert (before.images == again.images).all()


def test_scalars_of_a_resumed_run_have_no_step_twice(data, tmp_path, folder):
    config = small_config(data, "training.steps=8", "saving.save_every_steps=3", "saving.log_every=1")
    copied_at(4, config, folder)
    trained(config, tmp_path / "copy", resume=True)
    assert [row[:2] for row in rows(tmp_path / "copy")] == [row[:2] for row in rows(folder)]
    same = [row for row in rows(folder) if not row[1].startswith(("speed", "memory"))]
    assert [row for row in rows(tmp_path / "copy") if not row[1].startswith(("speed", "memory"))] == same


def test_a_row_cut_short_by_a_kill_is_left_out(data, folder):
    config = small_config(data, "training.steps=4", "saving.log_every=1")
    stopped_at(2, config, folder)
    with open(RunFolder(folder).scalars_path, "a", encoding="utf-8") as file:
        file.write("2,8,0.0")
    trained(config, folder, resume=True)
    assert sorted({step for step, _, _ in rows(folder)}) == [1, 2, 3, 4]


def test_an_event_cut_short_by_a_kill_does_not_spoil_the_next(data, folder):
    config = small_config(data, "training.steps=4")
    stopped_at(2, config, folder)
    with open(RunFolder(folder).events_path, "a", encoding="utf-8") as file:
        file.write('{"time": 1, "event": "sav')
    trained(config, folder, resume=True)
    events = [record["event"] for record in RunFolder(folder).records()]
    assert events == ["started", "saved", "saved", "stopped", "started", "saved", "finished"]


def test_a_worse_score_after_resuming_does_not_displace_the_best(data, folder, monkeypatch):
    scores = iter([3.0, 1.0, 2.0])
    monkeypatch.setattr(Showcase, "score", lambda self: next(scores))
    trained(small_config(data, "training.steps=3"), folder)
    trained(small_config(data, "training.steps=6"), folder, resume=True)
    assert load_generator(RunFolder(folder).best_checkpoint()).step == 3
    assert newest(folder)["training"]["best_score"] == 1.0


def test_the_global_random_state_of_another_does_not_matter(data, tmp_path):
    config = small_config(data, "training.steps=6", "architecture=mlp")
    trained(config, tmp_path / "a")
    torch.manual_seed(12345)
    stopped_at(3, config, tmp_path / "b")
    torch.manual_seed(54321)
    trained(config, tmp_path / "b", resume=True)
    assert_same_bits(learned(tmp_path / "a"), learned(tmp_path / "b"))
