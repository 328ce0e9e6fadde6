"""`gan-studio data`."""

from __future__ import annotations

import json

import pytest
from picture_files import broken_files, png, special_files, write_files

from gan_studio import cli

KEYS = ["name", "count", "channels", "sizes", "classes", "problems", "duplicates"]


@pytest.fixture
def mixed(tmp_path):
    return write_files(
        tmp_path / "set", {**special_files(), **broken_files(), "again.png": special_files()["plain.png"]}
    )


def test_json_has_exactly_the_promised_keys(mixed, capsys):
    assert cli.main(["data", str(mixed), "--json"]) == cli.DONE
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(result) == KEYS
    assert result["count"] == len(special_files()) + 1
    assert result["duplicates"] == [["again.png", "plain.png"]]


def test_repair_adds_what_was_written(mixed, tmp_path, capsys):
    assert cli.main(["data", str(mixed), "--repair", str(tmp_path / "out"), "--json"]) == cli.DONE
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(result) == [*KEYS, "repaired"]
    assert result["repaired"] == {
        "out": str(tmp_path / "out"),
        "count": len(special_files()),
        "left_out": len(broken_files()),
        "doubles": 1,
    }
    assert (tmp_path / "out" / "report.json").is_file()


def test_a_person_reads_sizes_problems_and_doubles(mixed, tmp_path, capsys):
    cli.main(["data", str(mixed), "--repair", str(tmp_path / "out")])
    text = capsys.readouterr().out
    assert text.startswith(f"set: {len(special_files()) + 1} pictures, colour\n")
    assert "alpha.png: transparency (alpha) (composed onto white)" in text
    assert "again.png, plain.png" in text
    assert f"Repaired copy in {tmp_path / 'out'}" in text


def test_long_lists_are_cut_for_a_person(tmp_path, capsys):
    write_files(tmp_path, {f"{number}.png": b"" for number in range(30)})
    cli.main(["data", str(tmp_path)])
    assert "and 10 more; --json lists them all" in capsys.readouterr().out


def test_a_clean_set_has_no_problems(capsys):
    cli.main(["data", "emoji-noto"])
    text = capsys.readouterr().out
    assert "Flags: 270" in text
    assert "No problems." in text


@pytest.mark.parametrize("source", ["fashion-mnits", "no/such/folder", ""])
def test_wrong_input_is_one_sentence_and_exit_code_two(source, capsys):
    assert cli.main(["data", source]) == cli.WRONG_INPUT
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_repair_refuses_a_folder_with_files(tmp_path, capsys):
    write_files(tmp_path / "set", {"a.png": png(1)})
    assert cli.main(["data", str(tmp_path / "set"), "--repair", str(tmp_path)]) == cli.WRONG_INPUT
    assert "not empty" in capsys.readouterr().err
