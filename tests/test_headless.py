"""Training and generating need no Qt: both run through the command line with PySide6 made unimportable."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

WITHOUT_QT = (
    "import sys\n"
    "sys.modules['PySide6'] = sys.modules['pyqtgraph'] = None\n"
    "from gan_studio import cli\n"
    "sys.exit(cli.main(sys.argv[1:]))\n"
)


def studio(*arguments: str | Path) -> dict:
    """The JSON object of a command that ran without Qt."""
    command = [sys.executable, "-c", WITHOUT_QT, *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


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
    run = tmp_path / "run"
    small = ["architecture.base_channels=4", "architecture.d_channels=4", "training.batch_size=4"]
    settings = [word for setting in small for word in ("--set", setting)]
    trained = studio("train", "--data", pictures, "--preset", "dcgan", *settings, "--steps", 2, "--out", run)
    assert trained["steps"] == 2
    assert trained["images"] == 8
    assert Path(trained["checkpoint"]).is_file()

    drawn = studio("generate", run, "--n", 3, "--out", tmp_path / "drawn.npz")
    assert drawn["images"] == 3
    with np.load(tmp_path / "drawn.npz") as arrays:
        assert arrays["images"].shape == (3, 32, 32, 3)
        assert arrays["images"].dtype == np.uint8
