"""Presets are trained once, scored at each time, kept, and written as a table."""

from __future__ import annotations

import csv
import dataclasses
import io
import json

import pytest
from small_runs import small_config, write_data

from gan_studio.core.config import Preset, to_dict
from gan_studio.core.device import usable_cores
from gan_studio.core.errors import InputError
from gan_studio.core.events import Started, StepDone
from gan_studio.core.preset_table.measuring import Measurement, measure_presets
from gan_studio.core.preset_table.rows import Row, read_rows, row_of, write_rows
from gan_studio.core.preset_table.writing import (
    BEGIN,
    END,
    as_csv,
    as_markdown,
    check_readme,
    check_table_path,
    time_text,
    update_readme,
    write_table,
)

ROW = Row("one", "One", "clothes", 28, 300.0, 300.2, 150.04, 500.1, 12.345, 0.5, 9, 10, 5000, "cpu")


def later(row, **changes):
    return dataclasses.replace(row, limit=1200.0, **changes)


@pytest.fixture
def wanted(tmp_path):
    config = small_config(write_data(tmp_path, classes=2))
    values = {**to_dict(config), "label": "Tiny", "summary": "Small.", "source": "GAN Studio: a test"}
    preset = Preset("tiny", "Tiny", "Small.", "GAN Studio: a test", "generate", 8, values)
    return Measurement((preset,), (0.2, 0.5), 20, tmp_path / "runs", "cpu")


def rows_and_starts(wanted):
    events = list(measure_presets(wanted))
    return [event for event in events if isinstance(event, Row)], [
        event for event in events if isinstance(event, Started)
    ]


def test_a_preset_is_trained_once_and_scored_at_each_time(wanted):
    (first, second), starts = rows_and_starts(wanted)
    assert [start.step > 0 for start in starts] == [False, True]
    assert starts[1].images_seen == pytest.approx(1000 * first.kimg)
    assert 0.2 <= first.seconds < second.seconds
    assert second.kimg > first.kimg
    assert first.images_per_second == pytest.approx(1000 * first.kimg / first.seconds)
    assert first.kid is not None
    assert (first.classes, first.count, first.reason) == (2, 20, "done")
    assert first.device in {"cpu, 1 core", f"cpu, {usable_cores()} cores"}


def test_what_was_measured_is_not_done_again(wanted):
    before, _ = rows_and_starts(wanted)
    again, starts = rows_and_starts(wanted)
    assert again == before
    assert not starts


def test_a_run_that_was_ended_goes_on(wanted):
    events = measure_presets(wanted)
    stopped = next(event for event in events if isinstance(event, StepDone))
    events.close()
    rows, starts = rows_and_starts(wanted)
    assert starts[0].step == stopped.step
    assert len(rows) == 2


def test_other_pictures_are_another_row(wanted):
    rows_and_starts(wanted)
    other = dataclasses.replace(wanted, limits=(0.5,), count=30)
    (row,), (start,) = rows_and_starts(other)
    assert row.count == 30
    assert start.seconds >= 0.5  # nothing was trained, only scored anew
    assert len(read_rows(wanted.rows_path)) == 3


def test_kept_rows_come_back(tmp_path):
    path = tmp_path / "folder" / "rows.json"
    assert read_rows(path) == []
    write_rows(path, [ROW, later(ROW, frechet=None)])
    assert read_rows(path) == [ROW, later(ROW, frechet=None)]
    assert row_of(read_rows(path), "one", 1200.0, 5000).frechet is None
    assert row_of(read_rows(path), "one", 60.0, 5000) is None


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "rows": []}', '{"version": 1, "rows": [{}]}'])
def test_a_file_of_something_else_is_refused(text, tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(text)
    with pytest.raises(InputError, match="holds no rows of presets"):
        read_rows(path)


def test_the_markdown_has_a_line_for_each_preset_and_columns_for_each_time():
    other = dataclasses.replace(ROW, preset="two", frechet=3.0, covered=None, classes=0)
    lines = as_markdown([ROW, later(ROW, frechet=8.0, kimg=600.0, reason="diverged"), other]).splitlines()
    assert "Fréchet, 5 min" in lines[0]
    assert "KID, 20 min" in lines[0]
    assert lines[2] == "| `two` | clothes | 28 | 500 | 150 | 3 | 0.5 | – | – | – | – | – |"
    assert lines[3] == (
        "| `one` | clothes | 28 | 500 | 150 | 12.3 | 0.5 | 9 of 10 | 600 (diverged) | 8 | 0.5 | 9 of 10 |"
    )
    assert "5 min and 20 min on cpu" in lines[-1]
    assert "5,000 pictures" in lines[-1]


def test_presets_of_one_set_stand_together_the_best_first():
    rows = [
        dataclasses.replace(ROW, preset="a", data="faces", frechet=1.0),
        dataclasses.replace(ROW, preset="b", frechet=None),
        dataclasses.replace(ROW, preset="c", frechet=2.0),
    ]
    names = [line.split("`")[1] for line in as_markdown(rows).splitlines() if "`" in line]
    assert names == ["c", "b", "a"]


def test_csv_and_json_hold_every_field():
    (read,) = csv.DictReader(io.StringIO(as_csv([ROW])))
    assert read["frechet"] == "12.345"
    assert set(read) == {field.name for field in dataclasses.fields(Row)}


def test_the_files_ending_says_how_the_table_is_written(tmp_path):
    path = tmp_path / "deep" / "table.json"
    write_table(path, [ROW])
    assert Row(**json.loads(path.read_text())[0]) == ROW
    with pytest.raises(InputError, match=r"name it \.md, \.csv or \.json"):
        check_table_path(tmp_path / "table.txt")


def test_a_readme_keeps_everything_else(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(f"Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n", encoding="utf-8")
    for _ in range(2):
        update_readme(path, [ROW])
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"Before\n\n{BEGIN}\n| Preset |")
        assert text.endswith(f"{END}\n\nAfter\n")
        assert "old" not in text
        assert text.count("`one`") == 1


def test_a_readme_without_a_place_is_refused(tmp_path):
    path = tmp_path / "README.md"
    path.write_text("Nothing here")
    with pytest.raises(InputError, match="has no place for the table; write <!-- preset table -->"):
        check_readme(path)


@pytest.mark.parametrize(("seconds", "text"), [(300, "5 min"), (1200, "20 min"), (45, "45 s"), (90, "90 s")])
def test_times_are_written_as_a_person_says_them(seconds, text):
    assert time_text(seconds) == text
