"""What the README says is so."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest
from source_code import ROOT, imported_modules, sources

from gan_studio import cli

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = [re.split(r"[><=]", wanted)[0] for wanted in PROJECT["dependencies"]]
IMPORTED_AS = {"pillow": "PIL", "tomli-w": "tomli_w"}


def python_examples() -> list[str]:
    return re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


def test_every_command_exists_and_is_told():
    told = set(re.findall(r"`gan-studio ([a-z]+)", README))
    assert told == set(cli.command_names())


@pytest.mark.parametrize("path", re.findall(r"\]\(([^):]+)\)", README))
def test_what_is_linked_exists(path):
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("package", DEPENDENCIES)
def test_every_dependency_is_used_and_explained(package):
    module = IMPORTED_AS.get(package, package)
    used = {name.partition(".")[0] for source in sources("gan_studio") for name in imported_modules(source)}
    assert module in used
    assert f"| {package} | " in README


@pytest.mark.parametrize("example", python_examples())
def test_the_example_part_is_all_it_takes(example):
    program = example + (
        "\nimport torch\nfrom gan_studio.core.config import RunConfig, with_value\n"
        "config = with_value(RunConfig(), 'objective', 'perceptron')\n"
        "real, fake = torch.tensor([1.0, -3.0]), torch.tensor([2.0, -1.0])\n"
        "assert config.objective.discriminator_loss(real, fake) == 2.5\n"
        "assert config.objective.generator_loss(fake, real) == -0.5\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
