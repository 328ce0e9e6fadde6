"""The floors: imports only go down, and nothing above the science knows a part by its name."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from source_code import (
    ROOT,
    Source,
    functions,
    imported_modules,
    is_typed,
    public_definitions,
    sources,
)

from gan_studio.core import registry
from gan_studio.core.registry import Registry

WIDGETS = ("PySide6.QtWidgets", "PySide6.QtGui", "PySide6.QtSvg", "pyqtgraph")
FORBIDDEN = {
    "core": ("PySide6", "pyqtgraph", "gan_studio.session", "gan_studio.ui", "gan_studio.cli"),
    "session": (*WIDGETS, "gan_studio.ui", "gan_studio.cli"),
    "ui": ("torch", "torchvision", "gan_studio.cli"),
    "cli": ("PySide6", "pyqtgraph", "gan_studio.session", "gan_studio.ui"),
}
DANGEROUS_CALLS = {"eval", "exec", "compile", "pickle.load", "pickle.loads", "pickle.Unpickler", "os.system"}
DANGEROUS_ARGUMENTS = {"weights_only": False, "shell": True}
PACKAGE = sources("gan_studio")
REGISTRIES = [found for found in vars(registry).values() if isinstance(found, Registry)]


def names(source: Source) -> str:
    return source.module


def of_floors(*floors: str) -> list[Source]:
    return [source for source in PACKAGE if source.path.parts[1] in floors]


def texts(tree: ast.Module) -> set[str]:
    """Every string constant in a tree that is not a docstring."""
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose)
    return {node.value for node in constants if isinstance(node.value, str)}


def dangers(tree: ast.Module) -> list[str]:
    """What in a tree would run foreign code or kill a thread, as source text."""
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        arguments = {word.arg: getattr(word.value, "value", None) for word in call.keywords}
        loose = any(arguments.get(name) is value for name, value in DANGEROUS_ARGUMENTS.items())
        kills = isinstance(call.func, ast.Attribute) and call.func.attr == "terminate"
        if loose or kills or ast.unparse(call.func) in DANGEROUS_CALLS:
            found.append(ast.unparse(call))
    return found


@pytest.mark.parametrize("source", of_floors(*FORBIDDEN), ids=names)
def test_imports_only_go_down(source):
    floor = source.path.parts[1]
    upward = [
        name
        for name in imported_modules(source)
        for forbidden in FORBIDDEN[floor]
        if name == forbidden or name.startswith(f"{forbidden}.")
    ]
    assert not upward


def test_the_window_and_the_threads_load_without_torch():
    """Also what the window imports of the science later, inside its functions."""
    above = of_floors("ui", "session")
    of_science = {name for source in of_floors("ui") for name in imported_modules(source)}
    needed = {source.module for source in above} | of_science & {source.module for source in PACKAGE}
    program = (
        "import importlib, sys\n"
        "for name in ('torch', 'torchvision', 'scipy'): sys.modules[name] = None\n"
        f"for name in {sorted(needed)}: importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("source", of_floors("ui", "session"), ids=names)
def test_no_registered_name_is_known_above_the_science(source):
    registered = {name for kind in REGISTRIES for name in kind.names()}
    icons = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}  # “folder” is both
    known = (registered - icons) & texts(source.tree)
    assert not known


@pytest.mark.parametrize("source", PACKAGE, ids=names)
def test_nothing_runs_foreign_code_or_kills_threads(source):
    assert not dangers(source.tree)


def test_the_check_for_foreign_code_sees_it():
    code = (
        "eval(x); torch.load(f, weights_only=False); run(c, shell=True); thread.terminate(); pickle.load(f)"
    )
    assert len(dangers(ast.parse(code))) == 5


@pytest.mark.parametrize("source", PACKAGE, ids=names)
def test_every_signature_is_typed(source):
    assert not [node.name for node in functions(source.tree) if not is_typed(node)]


@pytest.mark.parametrize("source", PACKAGE, ids=names)
def test_every_module_and_public_name_has_a_docstring(source):
    public = {source.module: source.tree, **{node.name: node for node in public_definitions(source.tree)}}
    assert not [name for name, node in public.items() if not ast.get_docstring(node)]


@pytest.mark.parametrize("source", PACKAGE, ids=names)
def test_files_and_functions_stay_small(source):
    assert source.lines <= 400
    assert not [node.name for node in functions(source.tree) if node.end_lineno - node.lineno >= 50]
