"""The project's own code as syntax trees, for the tests and figures that are about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """A parsed file: its path from the root, its dotted name, its number of lines and its tree."""

    path: Path
    lines: int
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name it is imported by."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")


def sources(folder: str) -> list[Source]:
    """Every Python file below a folder of the checkout."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Source(path.relative_to(ROOT), len(text.splitlines()), ast.parse(text)))
    return found


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method in a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def is_typed(function: Function) -> bool:
    """Whether the return value and every argument but self and cls has an annotation."""
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    named = [argument for argument in arguments if argument and argument.arg not in ("self", "cls")]
    return function.returns is not None and all(argument.annotation for argument in named)


def public_definitions(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    """The module's public classes and functions, and the public methods of those classes."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            members = node.body if isinstance(node, ast.ClassDef) else []
            yield from (m for m in members if isinstance(m, Function) and _speaks_for_itself(m))


def imported_modules(source: Source) -> set[str]:
    """The dotted names of all that a file imports, also inside functions.

    `from a import b` counts as a and as a.b, since b may be a module.
    """
    names: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, source)
            names.update([base, *(f"{base}.{alias.name}" for alias in node.names)])
    return names


def _speaks_for_itself(member: Function) -> bool:
    """Whether a member is public, and not the setter of a property that has its own docstring."""
    setter = any(isinstance(mark, ast.Attribute) and mark.attr == "setter" for mark in member.decorator_list)
    return not member.name.startswith("_") and not setter


def _absolute(node: ast.ImportFrom, source: Source) -> str:
    if not node.level:
        return node.module or ""
    package = source.module.split(".")
    depth = node.level - 1 if source.path.name == "__init__.py" else node.level
    return ".".join([*package[: len(package) - depth], *([node.module] if node.module else [])])
