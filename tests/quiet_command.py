"""A command for another process, in a module that every process finds by this name."""

from __future__ import annotations

import os
import sys

from gan_studio import cli


def quiet_command(arguments: list[str], environment: dict[str, str]) -> None:
    """Run a command and end the process with its exit code; what it prints is thrown away."""
    os.environ.update(environment)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.exit(cli.main(arguments))
