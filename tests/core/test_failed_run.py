"""A run that an unforeseen error ends."""

from __future__ import annotations

import pytest
from small_runs import small_config, trained, write_data

from gan_studio.core.adversarial import AdversarialTrainer
from gan_studio.core.run_folder import RunFolder


def test_its_folder_tells_that_it_failed_and_why(tmp_path, monkeypatch):
    def broken(self, next_batch):
        raise ArithmeticError("a part is broken")

    monkeypatch.setattr(AdversarialTrainer, "step", broken)
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(ArithmeticError):
        trained(small_config(write_data(tmp_path), "training.steps=2"), folder.path)
    assert folder.summary().state == "failed"
    assert "a part is broken" in folder.log_path.read_text()
