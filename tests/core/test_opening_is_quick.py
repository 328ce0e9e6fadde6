"""Opening a model imports nothing that only training or compiling needs."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

from small_parts import config_of, networks_of, part, smallest_sides
from small_runs import small, variants

from gan_studio.core.checkpoint import model_content, save_checkpoint
from gan_studio.core.registry import ARCHITECTURES, REGULARIZERS

PROGRAM = """
import sys
from pathlib import Path
from gan_studio.core.checkpoint import load_generator, unfilled_networks
for path in sorted(Path(sys.argv[1]).iterdir()):
    model = load_generator(path)
    unfilled_networks(model.config, model.sample_shape, model.num_classes)
    print(path.name, *({"torch._dynamo", "sympy"} & set(sys.modules)))
"""


def configs():
    """Every architecture, with each of its choices, and with layers that regularizers add."""
    for name in ARCHITECTURES.names():
        for index, architecture in enumerate(variants(small(part(ARCHITECTURES, name)))):
            yield f"{name}-{index}", config_of(architecture, smallest_sides(architecture, 1)[0])
    for name in REGULARIZERS.names():
        regularizer = small(part(REGULARIZERS, name))
        yield (
            name,
            dataclasses.replace(config_of(small(part(ARCHITECTURES, "dcgan"))), regularizers=(regularizer,)),
        )


def test_opening_a_model_of_any_kind_does_not_import_torchs_compiler(tmp_path):
    for name, config in configs():
        generator = networks_of(config).generator
        save_checkpoint(tmp_path / f"{name}.pt", model_content(config, (), generator, [1, 64]))
    names = sorted(path.name for path in tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == names, done.stderr
