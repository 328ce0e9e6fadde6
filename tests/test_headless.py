"""Training and generating need no Qt: both run through the command line with PySide6 made unimportable."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

WITHOUT_QT = """
import json, sys
sys.modules["PySide6"] = sys.modules["pyqtgraph"] = None
from gan_studio import cli
sys.exit(max(cli.main(command) for command in json.loads(sys.argv[1])))
"""


def results(*commands: list[object]) -> list[dict]:
    """The JSON objects of commands that ran in one process without Qt."""
    words = json.dumps([[*map(str, command), "--json"] for command in commands])
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture
def pictures(tmp_path) -> Path:
    """A folder of two dozen pictures in two classes."""
    random = np.random.default_rng(0)
    for index in range(24):
        folder = tmp_path / "pictures" / ("odd" if index % 2 else "even")
        folder.mkdir(parents=True, exist_ok=True)
        pixels = random.integers(0, 256, (32, 32, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{index}.png")
    return tmp_path / "pictures"


def test_a_run_trains_and_its_model_draws_without_qt(pictures, tmp_path):
    run, drawn = tmp_path / "run", tmp_path / "drawn.npz"
    small = ["architecture.base_channels=4", "architecture.d_channels=4", "training.batch_size=4"]
    settings = [word for setting in small for word in ("--set", setting)]
    trained, written = results(
        ["train", "--data", pictures, "--preset", "dcgan", *settings, "--steps", 2, "--out", run],
        ["generate", run, "--n", 3, "--out", drawn],
    )
    assert (trained["steps"], trained["images"]) == (2, 8)
    assert Path(trained["checkpoint"]).is_file()
    assert written["images"] == 3
    with np.load(drawn) as arrays:
        assert arrays["images"].shape == (3, 32, 32, 3)
        assert arrays["images"].dtype == np.uint8
