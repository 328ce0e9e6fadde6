"""`gan-studio presets` is quick and says where each preset comes from."""

from __future__ import annotations

import json
import subprocess
import sys

from gan_studio import cli
from gan_studio.core.config import DEFAULT_PRESET

LOOK_FOR_TORCH = """
import sys
sys.modules["torch"] = None
sys.modules["PySide6"] = None
from gan_studio import cli
sys.exit(cli.main(["presets", "--json"]))
"""


def test_every_preset_has_its_source_task_and_size(capsys):
    assert cli.main(["presets", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["presets"]
    assert listed[0]["name"] == DEFAULT_PRESET
    for preset in listed:
        assert set(preset) == {"name", "label", "source", "task", "resolution"}
        assert len(preset["source"]) > 10
        assert preset["resolution"] >= 8


def test_the_table_has_a_line_for_each_preset(capsys):
    assert cli.main(["presets"]) == 0
    assert DEFAULT_PRESET in capsys.readouterr().out.splitlines()[0]


def test_listing_presets_needs_neither_torch_nor_qt():
    done = subprocess.run([sys.executable, "-c", LOOK_FOR_TORCH], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["presets"]
