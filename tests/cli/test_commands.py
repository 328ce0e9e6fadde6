"""The command line finds its commands, prints their results and answers mistakes with a sentence."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from gan_studio import __version__, cli

COMMAND = """
from pathlib import Path

import numpy as np

from gan_studio.core.errors import InputError

HELP = "Do what a test wants."


def configure(parser):
    parser.add_argument("--mood", choices=["good", "bad", "lost", "tired", "poor"], default="good")


def execute(arguments):
    if arguments.mood == "bad":
        raise InputError("The mood is bad; choose another.")
    if arguments.mood == "lost":
        open("/nowhere/at all")
    if arguments.mood == "poor":
        import a_package_nobody_has.part
    if arguments.mood == "tired":
        raise KeyboardInterrupt
    return {"mood": arguments.mood, "where": Path("a"), "loss": float("nan"), "count": np.int64(3)}


def describe(result):
    return "The mood is " + result["mood"] + "."
"""


@pytest.fixture
def scripted(tmp_path, monkeypatch):
    """A command named “scripted”, there because its file is."""
    (tmp_path / "scripted.py").write_text(COMMAND)
    monkeypatch.setattr(cli, "__path__", [*cli.__path__, str(tmp_path)])
    yield
    sys.modules.pop("gan_studio.cli.scripted", None)


def test_a_result_is_described_to_a_person(scripted, capsys):
    assert cli.main(["scripted"]) == 0
    assert capsys.readouterr().out == "The mood is good.\n"


def test_json_is_the_last_line_and_holds_only_plain_values(scripted, capsys):
    assert cli.main(["scripted", "--json"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert json.loads(last) == {"mood": "good", "where": "a", "loss": None, "count": 3}


def test_wrong_input_is_one_sentence_and_exit_code_2(scripted, capsys):
    assert cli.main(["scripted", "--mood", "bad"]) == 2
    assert capsys.readouterr() == ("", "The mood is bad; choose another.\n")


def test_a_file_that_cannot_be_used_is_named_in_a_sentence(scripted, capsys):
    assert cli.main(["scripted", "--mood", "lost"]) == 2
    assert capsys.readouterr().err.startswith("/nowhere/at all cannot be used (No such file")


def test_a_package_that_is_missing_is_named(scripted, capsys):
    assert cli.main(["scripted", "--mood", "poor"]) == 2
    assert capsys.readouterr().err.startswith("This needs a_package_nobody_has, which is not installed")


def test_a_reader_who_has_had_enough_is_no_failure():
    program = "import sys; from gan_studio import cli; sys.exit(cli.main(['presets']))"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_an_interrupted_command_exits_130(scripted):
    assert cli.main(["scripted", "--mood", "tired"]) == 130


def test_a_value_that_is_no_choice_is_answered_without_a_page_of_usage(scripted, capsys):
    assert cli.main(["scripted", "--mood", "odd"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "'odd'" in error


def test_an_unknown_option_is_answered_with_the_nearest(scripted, capsys):
    assert cli.main(["scripted", "--moo", "good"]) == 2
    assert "did you mean --mood?" in capsys.readouterr().err


def test_an_unknown_command_is_answered_with_the_nearest(scripted, capsys):
    assert cli.main(["scriptd"]) == 2
    assert "did you mean “scripted”?" in capsys.readouterr().err


def test_a_module_that_is_no_command_cannot_be_called(capsys):
    assert cli.main(["progress"]) == 2
    assert "no command “progress”" in capsys.readouterr().err


def test_the_help_lists_every_command(scripted, capsys):
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in cli.command_names())
    assert "Do what a test wants." in shown


def test_a_commands_help_exits_0(scripted, capsys):
    assert cli.main(["scripted", "--help"]) == 0
    assert "--mood" in capsys.readouterr().out


def test_the_version_is_printed(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"gan-studio {__version__}\n"


@pytest.mark.parametrize("name", cli.command_names())
def test_every_command_has_help_that_is_a_sentence(name, capsys):
    assert cli.main([name, "--help"]) == 0
    sentence = sys.modules[f"gan_studio.cli.{name}"].HELP
    assert sentence[0].isupper()
    assert sentence.endswith(".")
