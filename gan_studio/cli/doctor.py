"""`gan-studio doctor`: what this machine can do, and what is missing."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gan_studio import __version__, paths
from gan_studio.cli import display

HELP = "Say what this machine can do and what is missing."
GROUP = "This machine"

_PACKAGES = ("torchvision", "PySide6", "pyqtgraph", "pillow", "scipy", "numpy", "psutil", "tomli-w", "av")
_COMPILERS = ("c++", "g++", "clang++", "cl")
_LEAST_DISK_GB, _LEAST_MEMORY_GB = 2.0, 3.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--packages",
        action="store_true",
        help="print only the Debian packages that the window lacks, for “apt-get install”",
    )


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was found, and the problems, each with its remedy."""
    libraries = display.missing_libraries()
    if arguments.packages:
        return {"packages": display.debian_packages(libraries)}
    found = {
        "studio": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": _memory_gb(),
        **_torch_facts(),
        "versions": {name: _version(name) for name in _PACKAGES},
        "compiler": next((path for name in _COMPILERS if (path := shutil.which(name))), None),
        "display": display.missing_display() or os.environ.get("DISPLAY") or sys.platform,
        "missing_libraries": libraries,
        "home": str(paths.home()),
        "free_disk_gb": round(shutil.disk_usage(_nearest_existing(paths.home())).free / 1e9, 1),
    }
    return {**found, "problems": [{"what": what, "remedy": remedy} for what, remedy in _problems(found)]}


def describe(result: dict[str, Any]) -> str:
    """One fact per line, then the problems."""
    if "packages" in result:
        return " ".join(result["packages"])
    facts = {
        "GAN Studio": result["studio"],
        "Python": f"{result['python']} on {result['system']}",
        "Processor": f"{result['cores']} cores, {_or_unknown(result['memory_gb'])} GB of memory",
        "PyTorch": result["torch"] or "not installed",
        "Trains on": f"{result['device']} in {result['precision']}" if result["torch"] else "nothing yet",
        "Packages": ", ".join(f"{name} {version or '-'}" for name, version in result["versions"].items()),
        "Compiler": result["compiler"] or "none (none is needed)",
        "Display": result["display"],
        "Your files": f"{result['home']} ({result['free_disk_gb']} GB free)",
    }
    lines = [f"{name:12}{value}" for name, value in facts.items()]
    problems = [f"- {problem['what']} {problem['remedy']}" for problem in result["problems"]]
    return "\n".join([*lines, "", *(["Problems:", *problems] if problems else ["No problems found."])])


def _torch_facts() -> dict[str, Any]:
    try:
        import torch

        from gan_studio.core.device import chosen_device, chosen_precision, precision_name
    except ImportError:
        return {"torch": None, "device": None, "precision": None}
    device = chosen_device("auto")
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.machine()
    precision = precision_name(chosen_precision("auto", device))
    return {"torch": torch.__version__, "device": f"{device.type} ({name})", "precision": precision}


def _problems(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if found["torch"] is None:
        yield "PyTorch is not installed, so nothing can train.", "Run: pip install torch torchvision"
    absent = [name for name, version in found["versions"].items() if version is None]
    if absent:
        yield f"Packages are missing: {', '.join(absent)}.", f"Run: pip install {' '.join(absent)}"
    if display.missing_display():
        remedy = "Log in at a desktop, or use the commands, which need none."
        yield f"No window can open: {found['display']}.", remedy
    if found["missing_libraries"]:
        missing = found["missing_libraries"]
        how = display.installation(missing)
        yield f"The window lacks system libraries: {', '.join(missing)}.", f"{how[0].upper()}{how[1:]}."
    yield from _resource_problems(found)


def _resource_problems(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not (paths.resources() / "presets").is_dir():
        yield f"The studio's own files are missing from {paths.resources()}.", "Install GAN Studio again."
    if not _is_writable(paths.home()):
        remedy = "Set GAN_STUDIO_HOME to a folder that can."
        yield f"{found['home']} cannot be written to, so no run can be saved.", remedy
    if found["free_disk_gb"] < _LEAST_DISK_GB:
        yield f"Only {found['free_disk_gb']} GB of disk are free.", "Delete old runs or other files."
    if found["memory_gb"] is not None and found["memory_gb"] < _LEAST_MEMORY_GB:
        remedy = "Choose small batches and resolutions."
        yield f"This machine has only {found['memory_gb']} GB of memory.", remedy


def _version(package: str) -> str | None:
    names = (package, "PySide6_Essentials") if package == "PySide6" else (package,)
    for name in names:
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return None


def _memory_gb() -> float | None:
    try:
        import psutil
    except ImportError:  # it reports on what is missing
        return None
    return round(psutil.virtual_memory().total / 1e9, 1)


def _nearest_existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=_nearest_existing(folder)):
            return True
    except OSError:
        return False


def _or_unknown(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g}"
