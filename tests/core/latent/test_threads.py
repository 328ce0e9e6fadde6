import threading

import pytest
import torch

from gan_studio.core.latent import threads
from gan_studio.core.latent.threads import compute_on


def _on_new_threads(count: int, act) -> list:
    seen: list = []
    started = [threading.Thread(target=lambda: seen.append(act())) for _ in range(count)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return seen


@pytest.mark.skipif(threads._openmp() is None, reason="torch brings no OpenMP library here")
def test_the_number_of_cores_is_the_threads_own():
    usual = torch.get_num_threads()

    def limited() -> int:
        compute_on(usual + 3)
        torch.randn(8, 8) @ torch.randn(8, 8)
        return torch.get_num_threads()

    assert _on_new_threads(20, limited) == [usual + 3] * 20
    assert _on_new_threads(20, torch.get_num_threads) == [usual] * 20
    assert torch.get_num_threads() == usual


def test_without_openmp_nothing_happens(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(threads, "_openmp", lambda: None)
    before = torch.get_num_threads()
    compute_on(before + 1)
    assert torch.get_num_threads() == before
