"""`gan-studio doctor` names what is there, and a remedy for what is not."""

from __future__ import annotations

import json

import pytest

from gan_studio import cli
from gan_studio.cli import display, doctor


@pytest.fixture
def report(capsys):
    """Calls the command and returns its JSON object."""

    def call(*arguments: str) -> dict:
        assert cli.main(["doctor", "--json", *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    return call


def test_the_report_has_every_key_that_scripts_rely_on(report):
    found = report()
    assert {"python", "torch", "device", "precision", "compiler", "display", "problems"} <= set(found)
    assert all(found["versions"].values())


def test_this_machine_can_train(report):
    found = report()
    assert found["precision"] in ("float32", "bfloat16")
    assert found["device"]


def test_missing_libraries_are_a_problem_with_the_packages_as_remedy(report, monkeypatch):
    monkeypatch.setattr(display, "missing_libraries", lambda: ["libxcb-icccm.so.4"])
    monkeypatch.setattr(display.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert any("libxcb-icccm4" in problem["remedy"] for problem in report()["problems"])
    assert report("--packages") == {"packages": ["libxcb-icccm4"]}


def test_a_home_that_cannot_be_written_to_is_a_problem(report, monkeypatch):
    monkeypatch.setattr(doctor, "_is_writable", lambda folder: False)
    assert any("GAN_STUDIO_HOME" in problem["remedy"] for problem in report()["problems"])


def test_a_person_reads_facts_and_problems(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "_problems", lambda found: iter([("It is dark.", "Make light.")]))
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "- It is dark. Make light."
