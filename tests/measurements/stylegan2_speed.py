"""Measures StyleGAN2 here against a straightforward way of writing it in PyTorch, in one process.

    python tests/measurements/stylegan2_speed.py training [--rounds 5] [--batch 16]
    python tests/measurements/stylegan2_speed.py synthesis [--rounds 9] [--precision float32]

Both sides have the same weights; what they draw and score is compared first. A call of the training is
sixteen steps, in which R1 has its turn once.
"""

from __future__ import annotations

import argparse
import statistics

import torch

from gan_studio.core.bench.stylegan2 import StyleGan2Sizes
from gan_studio.core.bench.turns import Contest, in_turns


def compared(arguments: argparse.Namespace) -> Contest:
    """Both ways, after telling how far apart they are."""
    sizes = StyleGan2Sizes(
        resolution=arguments.side,
        channel_base=arguments.channel_base,
        batch=arguments.batch,
        shares_fakes=not arguments.fresh_fakes,
    )
    if arguments.what == "training":
        print(f"scores differ by {sizes.difference():.1e}")
        return sizes.training()
    contest = sizes.synthesis(getattr(torch, arguments.precision))
    expected = contest.plain()
    difference = (contest.studio() - expected).abs().max() / expected.abs().max()
    print(f"pictures differ by {difference:.1e} of their range")
    return contest


def main() -> None:
    """Measure in turns and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("training", "synthesis"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--side", type=int)
    parser.add_argument("--channel-base", type=int)
    parser.add_argument("--precision", default="float32", choices=("float32", "bfloat16"))
    parser.add_argument("--fresh-fakes", action="store_true", help="draw fakes anew for each network")
    arguments = parser.parse_args()
    usual = {
        "training": {"batch": 16, "side": 64, "channel_base": 8192},
        "synthesis": {"batch": 1, "side": 256, "channel_base": 16384},
    }
    for name, value in usual[arguments.what].items():
        setattr(arguments, name, getattr(arguments, name) or value)
    torch.manual_seed(0)
    torch.set_flush_denormal(True)
    contest = compared(arguments)
    ratios = []
    for found in in_turns(contest, arguments.rounds, arguments.seconds):
        faster = found.plain / found.studio if contest.unit == "ms" else found.studio / found.plain
        ratios.append(faster)
        print(
            f"plain {found.plain:7.1f} {contest.unit}   studio {found.studio:7.1f} {contest.unit}   "
            f"ratio {faster:.2f}",
            flush=True,
        )
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
