"""`gan-studio presets`: the named compositions to start from."""

from __future__ import annotations

import argparse
from typing import Any

from gan_studio.core.config import presets

HELP = "List the presets with their size and source."
GROUP = "Train"


def configure(parser: argparse.ArgumentParser) -> None:
    """This command takes no arguments of its own."""


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """Every preset, the default first."""
    return {
        "presets": [
            {
                "name": preset.name,
                "label": preset.label,
                "source": preset.source,
                "task": preset.task,
                "resolution": preset.resolution,
            }
            for preset in presets()
        ]
    }


def describe(result: dict[str, Any]) -> str:
    """A table with one preset per line."""
    rows = result["presets"]
    names = max((len(row["name"]) for row in rows), default=0)
    labels = max((len(row["label"]) for row in rows), default=0)
    return "\n".join(
        f"{row['name']:{names}}  {row['resolution']:4d} px  {row['label']:{labels}}  {row['source']}"
        for row in rows
    )
