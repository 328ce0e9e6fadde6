"""Where the studio looks for files."""

from __future__ import annotations

from pathlib import Path

from gan_studio import paths


def _run(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("", encoding="utf-8")
    return folder / "checkpoints" / "best.pt"


def test_what_is_kept_of_a_run_lies_in_the_run(tmp_path: Path):
    assert paths.exploration_of(_run(tmp_path / "a run")) == tmp_path / "a run" / "explore"


def test_what_is_kept_of_a_run_named_by_a_short_path_lies_in_the_run_too(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(_run(tmp_path / "a run").parent.parent)
    assert paths.exploration_of(Path("checkpoints/best.pt")) == tmp_path / "a run" / "explore"


def test_what_is_kept_of_other_models_lies_in_the_home_under_the_models_name(studio_home: Path):
    kept = studio_home.resolve() / "explore"
    assert paths.exploration_of(Path("/models/faces/model.pt")) == kept / "faces"
    assert paths.exploration_of(Path("/models/faces.pt")) == kept / "faces"
    assert paths.exploration_of(Path("/models/checkpoints/faces.pt")) == kept / "faces"


def test_a_tilde_leads_home_and_that_of_nobody_is_a_name_like_any_other(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert paths.typed("~/film.mp4") == tmp_path / "film.mp4"
    assert paths.typed("~nobody-of-that-name/film.mp4") == Path("~nobody-of-that-name/film.mp4")
