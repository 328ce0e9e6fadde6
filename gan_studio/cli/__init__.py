"""The command line: every module of this package that can `execute` is a command of that name.

A command module has `HELP` (a sentence), `configure(parser)`, `execute(arguments)`, which returns the
object that `--json` prints, and `describe(result)`, which says the same to a person; and it may have
`GROUP`, the heading it stands under in the help.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import importlib.util
import json
import math
import os
import pkgutil
import sys
from types import ModuleType
from typing import Any, NoReturn

from gan_studio import __version__
from gan_studio.cli import progress
from gan_studio.core.errors import InputError, unknown_name

DONE, WRONG_INPUT, INTERRUPTED = 0, 2, 130
_DEFAULT_GROUP = "Use a model"


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are InputErrors: one sentence, no page of usage."""

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as a sentence that names the help."""
        raise InputError(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 2 wrong input, 130 interrupted."""
    _never_fail_to_print()
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except InputError as error:
        return _fail(str(error))
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("", __name__.partition(".")[0]):
            raise
        return _fail(
            f"This needs {package}, which is not installed; “gan-studio doctor” says what to install."
        )
    except BrokenPipeError:  # whoever reads the output, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        if error.filename is None:
            raise
        return _fail(
            f"{error.filename} cannot be used ({error.strerror}); check the name and its permissions."
        )
    except KeyboardInterrupt:
        progress.end_line()
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


def command_names() -> list[str]:
    """The names of all commands."""
    return [module.__name__.rpartition(".")[2] for module in _commands()]


def _run(argv: list[str]) -> int:
    first = argv[0] if argv else "--help"
    if first in ("-h", "--help"):
        print(_overview())
        return DONE
    if first in ("-V", "--version"):
        print(f"gan-studio {__version__}")
        return DONE
    command = _command(first)
    parser = Parser(prog=f"gan-studio {first}", description=command.HELP, allow_abbrev=False)
    command.configure(parser)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    try:
        arguments = _parsed(parser, argv[1:])
    except SystemExit:  # argparse leaves this way after printing --help
        return DONE
    result = command.execute(arguments)
    progress.end_line()
    text = json.dumps(_plain(result), allow_nan=False) if arguments.json else command.describe(result)
    print(text, flush=True)
    return DONE


def _parsed(parser: argparse.ArgumentParser, argv: list[str]) -> argparse.Namespace:
    arguments, unknown = parser.parse_known_args(argv)
    if unknown:
        near = difflib.get_close_matches(unknown[0].partition("=")[0], _options(parser), n=1)
        advice = f"did you mean {near[0]}?" if near else f"see {parser.prog} --help."
        raise InputError(f"{parser.prog} does not take “{unknown[0]}”; {advice}")
    return arguments


def _options(parser: argparse.ArgumentParser) -> list[str]:
    return [option for action in parser._actions for option in action.option_strings]


def _command(name: str) -> ModuleType:
    if name.isidentifier() and importlib.util.find_spec(f"{__name__}.{name}"):
        module = importlib.import_module(f"{__name__}.{name}")
        if hasattr(module, "execute"):
            return module
    raise unknown_name("command", name, command_names())


def _commands() -> list[ModuleType]:
    modules = [
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    ]
    return [module for module in modules if hasattr(module, "execute")]


def _overview() -> str:
    groups: dict[str, list[str]] = {"Train": [], _DEFAULT_GROUP: [], "This machine": []}
    for module in _commands():
        name = module.__name__.rpartition(".")[2]
        groups.setdefault(getattr(module, "GROUP", _DEFAULT_GROUP), []).append(f"  {name:12}{module.HELP}")
    parts = [
        "GAN Studio trains generative adversarial networks and explores what they learned.",
        "gan-studio                    opens the window\n"
        "gan-studio COMMAND ...        does one thing without a window\n"
        "gan-studio COMMAND --help     explains a command",
        *(f"{group}:\n" + "\n".join(lines) for group, lines in groups.items() if lines),
        "Every command takes --json: one JSON object on the last line of standard output.\n"
        "Exit codes: 0 done, 2 wrong input, 130 interrupted (after saving).",
    ]
    return "\n\n".join(parts)


def _plain(value: Any) -> Any:
    """The value as JSON can hold it: numbers that are not finite become null, paths become texts."""
    if isinstance(value, dict):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return _plain(value.item()) if hasattr(value, "item") else str(value)


def _fail(sentence: str) -> int:
    progress.end_line()
    print(sentence, file=sys.stderr)
    return WRONG_INPUT


def _never_fail_to_print() -> None:
    """Let a terminal that lacks a character show a question mark in its place."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
