"""A run killed at any moment goes on from its newest checkpoint."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from quiet_command import quiet_command
from small_runs import assert_same_bits, learned, newest, write_data

from gan_studio import cli
from gan_studio.core.run_folder import RunFolder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither signal")

SMALL = [
    *("architecture=mlp", "architecture.width=4", "data.resolution=8", "training.batch_size=4"),
    *("saving.grid_side=2", "saving.log_every=1", "saving.save_every_steps=1", "training.seed=3"),
]
KILLS = 5


@pytest.fixture
def start(tmp_path) -> list[str]:
    """Arguments of a tiny run that saves after every step."""
    settings = [word for setting in SMALL for word in ("--set", setting)]
    return ["train", "--preset", "vanilla", "--data", str(write_data(tmp_path, classes=2)), *settings]


@pytest.fixture(scope="module")
def launch() -> Iterator[Callable[[list[str]], BaseProcess]]:
    """Starts a command in a process of its own, without importing torch anew each time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["gan_studio.core.run", "torch._dynamo"])
    started = []

    def launched(arguments: list[str]) -> BaseProcess:
        process = context.Process(target=quiet_command, args=(arguments, dict(os.environ)))
        process.start()
        started.append(process)
        return process

    yield launched
    for process in started:
        process.kill()
        process.join()
    multiprocessing.forkserver._forkserver._stop()


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def sessions(run: Path) -> list[dict]:
    """What the folder says of each time that training began."""
    return [record for record in RunFolder(run).records() if record["event"] == "started"]


def test_a_run_killed_at_random_moments_resumes_each_time_and_reaches_its_limit(start, launch, tmp_path):
    run, chance = tmp_path / "run", random.Random(5)
    arguments = [*start, "--steps", "1000000", "--out", str(run)]
    reached = 0
    for kill in range(KILLS):
        process = launch(arguments)
        wait_for(lambda kill=kill: len(sessions(run)) > kill)
        time.sleep(chance.uniform(0.0, 0.25))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        step = newest(run)["progress"][0] if RunFolder(run).newest_checkpoint() else 0
        assert step >= reached
        reached = step
        arguments = ["train", "--resume", str(run)]
    process = launch(["train", "--resume", str(run), "--steps", str(reached + 3)])
    process.join()
    assert process.exitcode == 0
    assert newest(run)["progress"][0] == reached + 3
    assert [record["step"] for record in sessions(run)][-1] == reached
    process = launch([*start, "--steps", str(reached + 3), "--out", str(tmp_path / "straight")])
    process.join()
    assert_same_bits(learned(run), learned(tmp_path / "straight"))


def test_a_run_killed_while_it_prepares_can_be_started_again(start, launch, tmp_path):
    run = tmp_path / "run"
    process = launch([*start, "--steps", "2", "--out", str(run)])
    process.kill()
    process.join()
    process = launch([*start, "--steps", "2", "--out", str(run)])
    process.join()
    assert process.exitcode == 0


def test_an_interrupted_command_saves_says_so_and_goes_on(start, tmp_path, capsys):
    run = tmp_path / "run"
    words = [sys.executable, "-m", "gan_studio", *start, "--steps", "1000000", "--out", str(run)]
    command = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: len(RunFolder(run).numbered_checkpoints()) > 2)
    command.send_signal(signal.SIGINT)
    printed, told = command.communicate()
    assert command.returncode == 130
    assert printed == ""
    assert told.endswith("Interrupted.\n")
    assert "Traceback" not in told
    assert RunFolder(run).records()[-1]["event"] == "stopped"

    step = newest(run)["progress"][0]
    assert cli.main(["train", "--resume", str(run), "--steps", str(step + 2), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["steps"] == step + 2
