"""Reports as CSV and JSON, and writing them whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from scripted_scores import PROTOCOL, SMALL, evaluation, histogram, pairs, score

from gan_studio.core.errors import InputError
from gan_studio.core.report import check_report_path, protocol_of, write_report


@pytest.fixture
def found():
    """Two models, one of which lacks a score."""
    details = (histogram("boot", "bag", missing=("bag",)), pairs())
    return evaluation(
        {
            "a": [score("sharpness", 1.5, spread=0.25, notes=(SMALL,), details=details)],
            "b, c": [score("sharpness", 2.5), score("variety", float("inf"), better="higher")],
        },
        refused=(("a", "variety", "It needs “classes”, and there are none."),),
    )


def _written_json(found, tmp_path: Path) -> dict:
    write_report(found, tmp_path / "a.json")
    return json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))


def test_a_csv_has_one_row_for_each_metric_of_each_subject(found, tmp_path):
    write_report(found, tmp_path / "a.csv")
    with open(tmp_path / "a.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [(row["subject"], row["metric"]) for row in rows]
    assert names == [("a", "sharpness"), ("a", "variety"), ("b, c", "sharpness"), ("b, c", "variety")]
    first = rows[0]
    assert (float(first["value"]), float(first["spread"]), first["notes"]) == (1.5, 0.25, SMALL)
    assert first["best"] == "True"
    told = {name: first[name] for name in ("data", "split", "features", "checksum", "resize", "psi", "seed")}
    assert told == {
        "data": "shirts",
        "split": "held-out",
        "features": "tiny",
        "checksum": "0123456789ab",
        "resize": "bilinear, antialiased",
        "psi": "1.0",
        "seed": "3",
    }
    assert (first["n"], first["n_real"], first["repeats"]) == ("500", "1024", "1")
    assert (rows[1]["value"], rows[1]["refused"]) == ("", "It needs “classes”, and there are none.")


def test_json_has_the_promised_keys_and_all_that_was_computed_from(found, tmp_path):
    content = _written_json(found, tmp_path)
    values = content["models"]["a"]["sharpness"]
    assert list(values)[:4] == ["value", "spread", "n", "features"]
    assert (values["value"], values["spread"], values["n"], values["features"]) == (1.5, 0.25, 500, "tiny")
    assert protocol_of(values) == PROTOCOL
    assert values["notes"] == [SMALL]
    assert (content["data"], content["seconds"]) == ("shirts", 2.0)


def test_json_says_why_a_score_is_missing(found, tmp_path):
    values = _written_json(found, tmp_path)["models"]["a"]["variety"]
    assert values["value"] is None
    assert values["refused"] == "It needs “classes”, and there are none."


def test_a_value_that_is_no_number_is_null(found, tmp_path):
    assert _written_json(found, tmp_path)["models"]["b, c"]["variety"]["value"] is None


def test_json_holds_shares_of_classes_but_no_pictures(found, tmp_path):
    (shown,) = _written_json(found, tmp_path)["models"]["a"]["sharpness"]["histograms"]
    assert shown["missing"] == ["bag"]
    assert shown["shares"] == {"real": [0.5, 0.5], "generated": [1.0, 0.0]}


def test_a_report_makes_its_folder_and_leaves_nothing_else_there(found, tmp_path):
    write_report(found, tmp_path / "new" / "folder" / "a.HTML")
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["a.HTML"]


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.csv.gz"])
def test_an_ending_that_is_not_known_is_refused(name, tmp_path):
    with pytest.raises(InputError, match=r"end its name in \.csv, \.json, "):
        check_report_path(tmp_path / name)


def test_a_folder_or_a_place_below_a_file_is_refused(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a folder"):
        check_report_path(tmp_path / "folder.csv")
    with pytest.raises(InputError, match="takes no files"):
        check_report_path(tmp_path / "file" / "a.csv")


def test_an_older_report_stays_when_the_new_one_cannot_be_written(found, tmp_path, monkeypatch):
    write_report(found, tmp_path / "a.csv")
    before = (tmp_path / "a.csv").read_bytes()

    def full(self: Path, *arguments: object, **options: object) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="No space left"):
        write_report(found, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("suffix", ["csv", "json", "html"])
def test_a_name_that_is_no_text_is_shown_all_the_same(suffix, tmp_path):
    name = os.fsdecode(b"caf\xe9")
    write_report(evaluation({name: [score("sharpness", 1.0)]}), tmp_path / f"a.{suffix}")
    assert "caf" in (tmp_path / f"a.{suffix}").read_text(encoding="utf-8")
