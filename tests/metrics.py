"""Measures the code: sizes, typed signatures, docstrings, tests beside code. Run by `make metrics`."""

from __future__ import annotations

import ast
import statistics

from source_code import Source, functions, is_typed, public_definitions, sources


def report() -> list[str]:
    """The figures, a line each."""
    package, tests = sources("gan_studio"), sources("tests")
    typed = [is_typed(node) for source in package for node in functions(source.tree)]
    public = [node for source in package for node in (source.tree, *public_definitions(source.tree))]
    described = [ast.get_docstring(node) is not None for node in public]
    code_lines, test_lines = (sum(source.lines for source in part) for part in (package, tests))
    return [
        f"files       {_spread([(source.lines, str(source.path)) for source in package])}",
        f"functions   {_spread(_function_lengths(package))}",
        f"typed       {statistics.fmean(typed):.1%} of signatures",
        f"docstrings  {statistics.fmean(described):.1%} of modules and public classes and functions",
        f"tests       {test_lines} lines for {code_lines} of code: {test_lines / code_lines:.2f}",
    ]


def _function_lengths(package: list[Source]) -> list[tuple[int, str]]:
    return [
        (node.end_lineno - node.lineno + 1, f"{source.path}:{node.lineno} {node.name}")
        for source in package
        for node in functions(source.tree)
    ]


def _spread(sized: list[tuple[int, str]]) -> str:
    ordered = sorted(sized)
    sizes = [size for size, _ in ordered]
    longest, name = ordered[-1]
    return (
        f"{len(sizes)}, median {statistics.median(sizes):.0f} lines, "
        f"nine of ten within {sizes[len(sizes) * 9 // 10]}, longest {longest} ({name})"
    )


if __name__ == "__main__":
    print("\n".join(report()))
