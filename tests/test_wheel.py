"""The wheel brings all that the studio needs, and works away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from source_code import ROOT

BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


def run(*command: str | Path, **details: object) -> str:
    """What a command prints; fails the test with what it says if it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **details)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    return folder / run(sys.executable, "-c", BUILD, folder, cwd=ROOT).splitlines()[-1]


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The scripts of a fresh environment with the wheel in it; the heavy packages are borrowed."""
    place = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(place, with_pip=False, symlinks=os.name != "nt")
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    variables = {"base": str(place), "platbase": str(place)}
    site = Path(sysconfig.get_path("purelib", "venv", variables))
    python = scripts / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        wheel,
    )
    # Lines of a .pth come after the environment's own packages, so the checkout's studio is not found.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> dict[str, object]:
    """Where and with what environment the installed studio is called."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return {"cwd": tmp_path, "env": {**os.environ, "GAN_STUDIO_HOME": str(tmp_path / "home")}}


def test_the_wheel_brings_resources_and_nothing_a_person_made(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for part in ("_resources/presets/", "_resources/icons/", "_resources/datasets/", "_checkpoints/"):
        assert any(name.startswith(f"gan_studio/{part}") for name in names), part
    models = {name.split("/")[2] for name in names if name.startswith("gan_studio/_checkpoints/")}
    assert models == {card.parent.name for card in (ROOT / "checkpoints").glob("*/card.toml")}
    assert not [name for name in names if name.startswith(("tests/", "resources/", "checkpoints/"))]


def test_the_installed_studio_lists_its_presets(installed, elsewhere):
    listed = json.loads(run(installed / "gan-studio", "presets", "--json", **elsewhere))
    checkout = sorted(path.stem for path in (ROOT / "resources" / "presets").glob("*.toml"))
    assert sorted(preset["name"] for preset in listed["presets"]) == checkout


def test_the_installed_studio_finds_its_own_files(installed, elsewhere):
    program = (
        "from gan_studio import paths\n"
        "print(paths.resources()); print(paths.shipped_models())\n"
        "print((paths.resources() / 'datasets' / 'NOTICE').is_file())\n"
        "print(any(paths.shipped_models().glob('*/card.toml')))\n"
    )
    resources, models, *found = run(installed / "python", "-c", program, **elsewhere).splitlines()
    assert not any(Path(place).is_relative_to(ROOT) for place in (resources, models))
    assert found == ["True", "True"]
