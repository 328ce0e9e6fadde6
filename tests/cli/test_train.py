"""`gan-studio train`: what it trains, prints, answers and leaves behind."""

from __future__ import annotations

import dataclasses
import json
import signal
import threading
import time
from pathlib import Path

import pytest
from small_runs import assert_same_bits, learned, newest, small, write_data

from gan_studio import cli, paths
from gan_studio.core.config import preset, presets, read_config, with_assignments
from gan_studio.core.run_folder import RunFolder

KEYS = {
    *("run", "checkpoint", "images", "steps", "seconds", "startup_seconds", "images_per_second"),
    "scalars",
}
TINY = [
    *("data.resolution=16", "training.batch_size=4", "task.accumulate=1", "task.critic_boost=0"),
    *("saving.grid_side=2", "saving.log_every=2", "training.precision=float32"),
]
SMALL = ["architecture=mlp", "architecture.width=4", *TINY, "data.resolution=8"]


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path, classes=3)


@pytest.fixture
def tiny(data):
    """Arguments that make any preset tiny."""
    return ["--data", data, *(word for setting in SMALL for word in ("--set", setting))]


def train(capsys, *arguments):
    """The JSON object of a run that ends well."""
    code = cli.main(["train", *map(str, arguments), "--json"])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    return json.loads(printed.out.splitlines()[-1])


def complaint(capsys, *arguments):
    """The sentence in which a run is refused."""
    assert cli.main(["train", *map(str, arguments)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return printed.err.strip().splitlines()[-1]


def test_the_result_has_the_keys_that_scripts_rely_on(tiny, tmp_path, capsys):
    result = train(capsys, *tiny, "--steps", 4, "--out", tmp_path / "run")
    assert set(result) == KEYS
    assert (result["run"], result["steps"], result["images"]) == (str(tmp_path / "run"), 4, 16)
    assert Path(result["checkpoint"]) == RunFolder(tmp_path / "run").newest_checkpoint()
    assert result["seconds"] > 0
    assert result["startup_seconds"] > 0
    assert result["images_per_second"] == pytest.approx(16 / result["seconds"])
    assert {"loss/d", "loss/g"} <= set(result["scalars"])


def test_a_person_reads_where_the_run_is(tiny, tmp_path, capsys):
    arguments = [*map(str, tiny), "--steps", "4", "--out", str(tmp_path / "run")]
    assert cli.main(["train", *arguments]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("Trained on 16 images in 4 steps")
    assert printed.out.endswith(f"Run: {tmp_path / 'run'}\n")
    assert "Training is done." in printed.err


def test_one_step_is_told_as_one(tiny, tmp_path, capsys):
    assert cli.main(["train", *map(str, tiny), "--steps", "1", "--out", str(tmp_path / "run")]) == 0
    assert capsys.readouterr().out.startswith("Trained on 4 images in 1 step and ")


def test_without_out_the_run_goes_among_the_persons_runs(tiny, capsys):
    result = train(capsys, "--preset", "dcgan", *tiny, "--steps", 1)
    assert Path(result["run"]).parent == paths.runs()
    assert Path(result["run"]).name.startswith("dcgan-")


def test_a_preset_is_where_a_run_starts_from(tiny, tmp_path, capsys):
    train(capsys, "--preset", "wgan-gp", *tiny, "--steps", 1, "--seed", 7, "--out", tmp_path / "run")
    trained = read_config(tmp_path / "run" / "config.toml")
    expected = with_assignments(
        preset("wgan-gp").config(),
        [*SMALL, f"data.source={tiny[1]}", "training.steps=1", "training.kimg=0", "training.seed=7"],
    )
    assert trained == expected
    assert trained.preset == "wgan-gp"


@pytest.mark.parametrize("name", [entry.name for entry in presets()])
def test_every_preset_trains_two_steps_with_its_own_parts(name, tmp_path, capsys):
    chosen = preset(name).config()
    networks = dataclasses.asdict(small(chosen.architecture))
    if "mbstd_group" in networks:  # no more than the small batch holds
        networks["mbstd_group"] = min(networks["mbstd_group"], 4)
    sizes = [f"architecture.{field}={value}" for field, value in networks.items() if value != ""]
    shrunk = [word for value in [*sizes, *TINY] for word in ("--set", value)]
    data = write_data(tmp_path, side=16, classes=3)
    run = tmp_path / "run"
    result = train(capsys, "--preset", name, "--data", data, *shrunk, "--steps", 2, "--out", run)
    assert result["steps"] == 2
    trained = read_config(RunFolder(run).config_path)
    assert [type(part) for part in trained.regularizers] == [type(part) for part in chosen.regularizers]


def test_a_config_file_trains_what_it_says(tiny, tmp_path, capsys):
    train(capsys, *tiny, "--steps", 3, "--out", tmp_path / "a")
    train(capsys, "--config", tmp_path / "a" / "config.toml", "--out", tmp_path / "b")
    assert_same_bits(learned(tmp_path / "a"), learned(tmp_path / "b"))


def test_the_seed_decides_the_weights(tiny, tmp_path, capsys):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train(capsys, *tiny, "--steps", 2, "--seed", seed, "--out", tmp_path / name)
    assert_same_bits(learned(tmp_path / "a"), learned(tmp_path / "b"))
    with pytest.raises(AssertionError, match="different"):
        assert_same_bits(learned(tmp_path / "a"), learned(tmp_path / "c"))


@pytest.mark.parametrize(("limit", "steps"), [(("--kimg", 0.01), 3), (("--seconds", 1e-6), 1)])
def test_a_limit_replaces_the_presets(limit, steps, tiny, tmp_path, capsys):
    result = train(capsys, "--preset", "dcgan", *tiny, *limit, "--out", tmp_path / "run")
    assert result["steps"] == steps


def test_limits_are_totals_also_for_a_resumed_run(tiny, tmp_path, capsys):
    run = tmp_path / "run"
    constant = [*tiny, "--set", "schedule=constant"]  # a falling rate would know of the limit
    train(capsys, *constant, "--steps", 3, "--out", run)
    result = train(capsys, "--resume", run, "--steps", 5)
    assert (result["steps"], result["images"], result["run"]) == (5, 20, str(run))
    train(capsys, *constant, "--steps", 5, "--out", tmp_path / "straight")
    assert_same_bits(learned(run), learned(tmp_path / "straight"))


def test_a_resumed_run_at_its_limit_reports_what_it_is(tiny, tmp_path, capsys):
    train(capsys, *tiny, "--steps", 3, "--out", tmp_path / "run")
    result = train(capsys, "--resume", tmp_path / "run")
    assert (result["steps"], result["images"], result["images_per_second"]) == (3, 12, 0.0)
    assert set(result) == KEYS


def test_a_run_resumes_from_another_working_folder(tiny, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    train(capsys, "--data", tiny[1].name, *tiny[2:], "--steps", 1, "--out", "run")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert train(capsys, "--resume", "../run", "--steps", 2)["steps"] == 2


def test_settings_can_be_changed_on_resuming(tiny, tmp_path, capsys):
    train(capsys, *tiny, "--steps", 2, "--out", tmp_path / "run")
    train(capsys, "--resume", tmp_path / "run", "--steps", 4, "--set", "optimizer.g_lr=0.001")
    assert read_config(tmp_path / "run" / "config.toml").optimizer.g_lr == 0.001
    assert newest(tmp_path / "run")["progress"] == [4, 16]


def test_ctrl_c_saves_and_exits_130(tiny, tmp_path, capsys):
    run = tmp_path / "run"
    threading.Thread(target=_press_ctrl_c_after_ten_steps, args=(run,), daemon=True).start()
    assert cli.main(["train", *map(str, tiny), "--steps", "1000000", "--out", str(run)]) == 130
    printed = capsys.readouterr()
    assert "Interrupted." in printed.err
    assert "Traceback" not in printed.err
    assert RunFolder(run).records()[-1]["event"] == "stopped"
    assert newest(run)["progress"][0] >= 10


def _press_ctrl_c_after_ten_steps(run):
    folder = RunFolder(run)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if folder.scalars_path.is_file() and "\n10," in folder.scalars_path.read_text():
            break
        time.sleep(0.01)
    signal.raise_signal(signal.SIGINT)


def test_after_a_run_ctrl_c_is_what_it_was(tiny, tmp_path, capsys):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    train(capsys, *tiny, "--steps", 1, "--out", tmp_path / "run")
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--preset", "dcgn"], "There is no preset “dcgn”; did you mean “dcgan”?"),
        (["--set", "optimiser.g_lr=1"], "did you mean “optimizer”?"),
        (["--set", "optimizer.glr=1"], "did you mean “g_lr”?"),
        (["--set", "optimizer.g_lr=fast"], "must be a number, not “fast”"),
        (["--set", "optimizer.g_lr=7"], "at most 1"),
        (["--set", "data.resolution"], "sets nothing"),
        (["--set", "architecture=dcgan", "--set", "data.resolution=30"], "choose 28 px"),
        (["--preset", "cgan", "--data", "plain.npz"], "no classes"),
        (["--data", "nowhere/at-all"], "nowhere/at-all"),
        (["--resume", "."], "holds no run to resume"),
        (["--resume", "nowhere"], "nowhere holds no run to resume"),
        (["--config", "nowhere.toml"], "nowhere.toml cannot be read"),
        (["--preset", "dcgan", "--config", "a.toml"], "not allowed with argument"),
        (["--steps", "5", "--kimg", "1"], "not allowed with argument"),
        (["--steps", "0"], "--steps must be more than 0."),
        (["--seconds", "-1"], "--seconds must be more than 0."),
        (["--kimg", "nan"], "finite"),
        (["--seed", "-1"], "Seed is -1"),
        (["--seed", "4294967296"], "at most"),
        (["--device", "tpu"], "no device “tpu”"),
        (["--stpes", "5"], "did you mean --steps?"),
    ],
)
def test_what_cannot_be_trained_is_one_sentence_and_leaves_nothing(
    arguments, part, tiny, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    write_data(tmp_path).rename(tmp_path / "plain.npz")
    if not {"--resume", "--config"} & set(arguments):
        arguments = [*tiny, *arguments]
    assert part in complaint(capsys, *arguments)
    assert not paths.runs().exists() or list(paths.runs().iterdir()) == []


def test_a_folder_that_holds_a_run_is_not_written_over(tiny, tmp_path, capsys):
    train(capsys, *tiny, "--steps", 1, "--out", tmp_path / "run")
    sentence = complaint(capsys, *tiny, "--steps", 1, "--out", tmp_path / "run")
    assert "already holds a run; resume it or choose another folder." in sentence


def test_out_and_resume_do_not_go_together(tiny, tmp_path, capsys):
    sentence = complaint(capsys, "--resume", tmp_path, "--out", tmp_path / "b")
    assert "leave one out" in sentence


def test_networks_that_do_not_fit_the_checkpoint_are_refused(tiny, tmp_path, capsys):
    run = tmp_path / "run"
    train(capsys, *tiny, "--steps", 1, "--out", run)
    sentence = complaint(capsys, "--resume", run, "--steps", 2, "--set", "architecture.width=5")
    assert "does not fit the run's configuration" in sentence
    assert train(capsys, "--resume", run, "--steps", 2)["steps"] == 2


def test_a_run_that_diverges_is_wrong_input(tiny, tmp_path, capsys):
    absurd = ["optimizer.g_lr=1", "optimizer.d_lr=1", "optimizer.beta1=0.9", "optimizer.beta2=0"]
    absurd += ["objective=least_squares", "regularizers.r1.r1_gamma=10000"]
    settings = [word for setting in absurd for word in ("--set", setting)]
    sentence = complaint(
        capsys, "--preset", "dcgan", *tiny, *settings, "--steps", 50, "--out", tmp_path / "run"
    )
    assert "Try lower learning rates" in sentence
