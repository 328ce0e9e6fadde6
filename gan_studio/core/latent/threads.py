"""How many cores a thread computes on."""

from __future__ import annotations

import threading

import torch

_one_at_a_time = threading.Lock()


def compute_on(cores: int) -> None:
    """Let the calling thread, and no other, compute on so many cores from now on."""
    with _one_at_a_time:
        usual = torch.get_num_threads()
        torch.set_num_threads(cores)
        # Torch gives that number to every thread that first computes from now on, a training one
        # too; setting the usual one on another thread undoes that and leaves this thread's alone.
        undo = threading.Thread(target=torch.set_num_threads, args=(usual,))
        undo.start()
        undo.join()
