"""`gan-studio compare` scores pictures against pictures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from picture_files import png, write_files

from gan_studio import cli


def _folder(path: Path, seeds: range) -> Path:
    return write_files(path, {f"{seed}.png": png(seed, 16) for seed in seeds})


def _json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    assert cli.main(["compare", *map(str, arguments), "--json"]) == cli.DONE
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def _complaint(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert cli.main(["compare", *map(str, arguments)]) == cli.WRONG_INPUT
    return capsys.readouterr().err.strip().splitlines()[-1]


def test_a_set_is_like_itself(tmp_path, capsys):
    folder = _folder(tmp_path / "a", range(12))
    result = _json(capsys, folder, folder, "--metrics", "precision,recall")
    assert [result[name]["value"] for name in ("precision", "recall")] == [1.0, 1.0]
    assert (result["recall"]["n"], result["recall"]["n_real"], result["recall"]["psi"]) == (12, 12, None)


def test_the_number_of_pictures_is_bounded_by_n(tmp_path, capsys):
    result = _json(
        capsys,
        _folder(tmp_path / "a", range(12)),
        _folder(tmp_path / "b", range(12, 24)),
        "--n",
        8,
        "--metrics",
        "kid",
    )
    assert result["kid"]["n"] == 8


def test_a_metric_of_models_is_refused_for_pictures(tmp_path, capsys):
    folder = _folder(tmp_path / "a", range(6))
    assert "choose a model" in _complaint(capsys, folder, folder, "--metrics", "perceptual_path_length")


def test_a_file_that_is_no_weights_of_the_extractor_is_refused(tmp_path, capsys):
    folder = _folder(tmp_path / "a", range(6))
    (tmp_path / "w.pt").write_bytes(b"hello")
    complaint = _complaint(
        capsys, folder, folder, "--features", "inception-v3", "--weights", tmp_path / "w.pt"
    )
    assert "SHA-256" in complaint


def test_weights_that_are_not_here_are_not_fetched_unasked(tmp_path, capsys):
    folder = _folder(tmp_path / "a", range(6))
    assert "allow its download" in _complaint(capsys, folder, folder, "--features", "inception-v3")


def test_a_folder_without_pictures_is_refused(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert "empty" in _complaint(capsys, tmp_path / "empty", _folder(tmp_path / "a", range(6)))
