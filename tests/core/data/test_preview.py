"""The preview shows what training will see."""

from __future__ import annotations

import numpy as np
import pytest
from picture_files import broken_files, png, result_of, special_files, write_files

from gan_studio.core.config import DataOptions
from gan_studio.core.data.prepare import prepare
from gan_studio.core.data.preview import Selection, preview
from gan_studio.core.data.source import open_source
from gan_studio.core.errors import InputError


def test_a_preview_equals_the_prepared_pictures(tmp_path):
    write_files(tmp_path / "set", {**special_files(), **broken_files()})
    options = DataOptions(source=str(tmp_path / "set"), resolution=8, fit="pad", held_out=0.0)
    shown = result_of(preview(open_source(options.source), options, Selection(100)))
    images = result_of(prepare(options, tmp_path / "cache"))
    np.testing.assert_array_equal(shown.images, images.train.transpose(0, 2, 3, 1))
    assert set(shown.captions) == set(special_files())


@pytest.mark.parametrize("source", ["fashion-mnist", "emoji-noto"])
def test_a_preview_of_a_shipped_set(source):
    shown = result_of(preview(open_source(source), DataOptions(source=source), Selection(9)))
    assert shown.images.shape == (9, 32, 32, 1 if source == "fashion-mnist" else 3)
    assert len(set(shown.captions)) == 9


@pytest.mark.parametrize(("channels", "expected"), [("auto", 3), ("grey", 1), ("colour", 3)])
def test_the_colour_choice_is_kept(tmp_path, channels, expected):
    write_files(tmp_path, {"1.png": png(1)})
    options = DataOptions(source=str(tmp_path), resolution=8, channels=channels)
    assert result_of(preview(open_source(options.source), options, Selection(4))).images.shape == (
        1,
        8,
        8,
        expected,
    )


def test_nothing_to_show_is_an_error(tmp_path):
    write_files(tmp_path, {"1.png": b""})
    with pytest.raises(InputError, match="can be read"):
        result_of(preview(open_source(str(tmp_path)), DataOptions(), Selection(4)))


def test_another_turn_shows_other_pictures(tmp_path):
    write_files(tmp_path, {f"{seed:03}.png": png(seed) for seed in range(50)})
    source = open_source(str(tmp_path))
    turns = [set(Selection(5, turn).indices(source)) for turn in range(3)]
    assert all(len(chosen) == 5 for chosen in turns)
    assert turns[0] != turns[1] != turns[2]


def test_one_class_alone_can_be_shown(tmp_path):
    write_files(tmp_path, {"cat/1.png": png(1), "dog/2.png": png(2), "stray.png": png(3)})
    source = open_source(str(tmp_path))
    options = DataOptions(source=str(tmp_path), resolution=8)
    captions = {
        name: result_of(preview(source, options, Selection(9, 1, name))).captions
        for name in ("cat", "dog", "unlabelled", "")
    }
    assert captions["cat"] == ("cat/1.png, cat",)
    assert captions["dog"] == ("dog/2.png, dog",)
    assert captions["unlabelled"] == ("stray.png",)
    assert len(captions[""]) == 3
