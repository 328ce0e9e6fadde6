"""`gan-studio presets` is quick and says where each preset comes from."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from small_runs import small_config, write_data

from gan_studio import cli
from gan_studio.cli import presets as presets_command
from gan_studio.core.config import DEFAULT_PRESET, Preset, preset, presets, to_dict
from gan_studio.core.preset_table import measuring
from gan_studio.core.preset_table.measuring import limited, run_name

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
    for each in listed:
        assert set(each) == {"name", "label", "source", "task", "resolution", "wants_gpu"}
        assert len(each["source"]) > 10
        assert each["resolution"] >= 8


def test_the_table_has_a_line_for_each_preset(capsys):
    assert cli.main(["presets"]) == 0
    *lines, _, legend = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [preset.name for preset in presets()]
    assert legend.startswith("* ")
    assert [line.split()[3] == "*" for line in lines] == [preset.wants_gpu for preset in presets()]


def test_listing_presets_needs_neither_torch_nor_qt():
    done = subprocess.run([sys.executable, "-c", LOOK_FOR_TORCH], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["presets"]


@pytest.fixture
def tiny_preset(tmp_path, monkeypatch):
    """A preset that trains in a moment, by any name."""
    values = to_dict(small_config(write_data(tmp_path)))
    tiny = Preset("tiny", "Tiny", "Small.", "GAN Studio: a test", "generate", 8, values)
    monkeypatch.setattr(presets_command, "preset", lambda name: tiny)
    return tiny


def test_what_presets_reach_is_measured_kept_and_written(tiny_preset, tmp_path, capsys):
    readme = tmp_path / "README.md"
    readme.write_text("<!-- preset table -->\n<!-- end of preset table -->\n", encoding="utf-8")
    table, runs = tmp_path / "table.csv", tmp_path / "runs"
    words = ["presets", "--measure", "tiny", "--seconds", "0.2", "--n", "20", "--runs", str(runs)]
    assert cli.main([*words, "--out", str(table), "--readme", str(readme), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row["preset"] == "tiny"
    assert row["classes"] == 0
    assert row["covered"] is None
    assert "tiny" in table.read_text(encoding="utf-8")
    assert "| `tiny` |" in readme.read_text(encoding="utf-8")
    assert (runs / "tiny" / "config.toml").is_file()
    assert cli.main(words) == 0
    assert "Training in" not in capsys.readouterr().err  # the row was kept


def test_a_run_goes_on_to_the_next_time_unless_its_rates_fall_towards_the_end():
    constant, falling = preset("dcgan").config(), preset("stylegan2-ada-emoji").config()
    assert [run_name("p", limited(constant, limit, "cpu")) for limit in (60, 90)] == ["p", "p"]
    assert [run_name("p", limited(falling, limit, "cpu")) for limit in (60, 90)] == ["p-60s", "p-90s"]


def test_all_presets_on_a_processor_are_those_not_made_for_a_graphics_card(monkeypatch):
    measured = []

    def note(wanted):
        measured.extend(wanted.presets)
        yield from ()

    monkeypatch.setattr(measuring, "measure_presets", note)
    assert cli.main(["presets", "--measure", "all", "--device", "cpu"]) == 0
    assert measured == [each for each in presets() if not each.wants_gpu]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--measure", "dcgam"], "There is no preset “dcgam”; did you mean “dcgan”"),
        (["--measure", "dcgan", "--seconds", "0"], "--seconds is 0; it must be more than 0."),
        (["--measure", "dcgan", "--n", "1"], "--n is 1; it must be at least 2."),
        (["--measure", "dcgan", "--out", "table.txt"], "name it .md, .csv or .json"),
    ],
)
def test_what_cannot_be_measured_is_refused_at_once(words, sentence, capsys):
    assert cli.main(["presets", *words]) == 2
    assert sentence in capsys.readouterr().err
