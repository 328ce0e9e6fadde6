"""Many seeds written at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_models import write_model, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.latent.contact_sheet import sheet_layout
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.recipe import read_recipe
from gan_studio.core.latent.requests import Blend, Latent, PictureRequest
from gan_studio.core.latent.seed_export import (
    ARCHIVE,
    CAPTIONED,
    FOLDER,
    SHEET,
    SeedExport,
    bytes_of,
    export_seeds,
)

SHARED = PictureRequest(Latent(99), psi=0.5)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return open_model(write_model(tmp_path_factory.mktemp("models") / "dots.pt"))


def written(model, kind: str, out: Path, request: PictureRequest = SHARED) -> Path:
    export = SeedExport(model[1], request, 3, 5, kind, out)
    shares = [news.share for news in export_seeds(export)]
    assert shares[-1] == 1
    return out


def picture(model, seed: int) -> np.ndarray:
    return draw(model[0], [replace(SHARED, latent=Latent(seed))])[0]


def test_a_folder_holds_every_picture_with_its_recipe(model, tmp_path: Path):
    out = written(model, FOLDER, tmp_path / "new" / "many")
    assert [path.name for path in sorted(out.iterdir())] == [f"seed-{seed}.png" for seed in range(3, 8)]
    assert np.array_equal(np.asarray(Image.open(out / "seed-5.png")), picture(model, 5).squeeze(-1))
    assert read_recipe(out / "seed-5.png").request == replace(SHARED, latent=Latent(5))


def test_an_archive_holds_the_pictures_and_seeds(model, tmp_path: Path):
    with np.load(written(model, ARCHIVE, tmp_path / "a.npz")) as archive:
        assert archive["seeds"].tolist() == [3, 4, 5, 6, 7]
        assert np.array_equal(archive["images"][2], picture(model, 5))


def test_a_plain_sheet_holds_the_pictures_pixel_by_pixel(model, tmp_path: Path):
    sheet = np.asarray(Image.open(written(model, SHEET, tmp_path / "a.png")))
    layout = sheet_layout(5, (1, 8, 8), has_captions=False)
    assert sheet.shape == layout.size[::-1]
    left, top = layout.corner(2)
    assert np.array_equal(sheet[top : top + 8, left : left + 8], picture(model, 5).squeeze(-1))


def test_a_sheet_with_captions_has_room_for_them_and_reopens(model, tmp_path: Path):
    out = written(model, CAPTIONED, tmp_path / "new" / "a.png")
    sheet = np.asarray(Image.open(out))
    layout = sheet_layout(5, (1, 8, 8), has_captions=True)
    assert layout.picture == (80, 80)
    left, top = layout.corner(2)
    assert np.array_equal(sheet[top : top + 80 : 10, left : left + 80 : 10], picture(model, 5).squeeze(-1))
    below = [sheet[top + 80 : top + 98, left : left + 80] for left, top in map(layout.corner, range(5))]
    assert all(caption.min() < 120 for caption in below)
    assert not np.array_equal(below[0], below[1])
    assert read_recipe(out).request == replace(SHARED, latent=Latent(3))


def test_the_largest_seed_fits_its_caption(model, tmp_path: Path):
    export = SeedExport(model[1], SHARED, 2**32 - 2, 2, CAPTIONED, tmp_path / "a.png")
    list(export_seeds(export))
    sheet = np.asarray(Image.open(tmp_path / "a.png"))
    layout = sheet_layout(2, (1, 8, 8), has_captions=True)
    assert sheet[80 + 4 :, layout.corner(1)[0] - 3 : layout.corner(1)[0]].min() == 255


def test_colour_pictures_make_a_colour_sheet(tmp_path: Path):
    styled = open_model(write_styled_model(tmp_path / "styled.pt"))
    out = tmp_path / "a.png"
    override = PictureRequest(Latent(0), style_overrides=((-1, 0, 3.0),))
    list(export_seeds(SeedExport(styled[1], override, 0, 3, CAPTIONED, out)))
    with Image.open(out) as sheet:
        assert sheet.mode == "RGB"
    assert read_recipe(out).request == PictureRequest(Latent(0))


def test_between_two_pictures_the_nearer_ones_settings_are_taken():
    ends = PictureRequest(Latent(1), psi=0.2), PictureRequest(Latent(2), psi=0.8)
    export = SeedExport(None, PictureRequest(blend=Blend(*ends, 0.7)), 4, 2, FOLDER, Path("x"))
    assert list(export.requests()) == [PictureRequest(Latent(4), psi=0.8), PictureRequest(Latent(5), psi=0.8)]


@pytest.mark.parametrize("kind", [FOLDER, ARCHIVE, SHEET])
def test_the_estimate_is_near_the_truth(model, kind: str, tmp_path: Path):
    out = written(model, kind, tmp_path / {ARCHIVE: "a.npz", SHEET: "a.png"}.get(kind, "many"))
    files = [out] if out.is_file() else list(out.iterdir())
    truth = sum(path.stat().st_size for path in files)
    estimate = bytes_of(SeedExport(model[1], SHARED, 3, 5, kind, out), png_bytes=130)
    assert truth / 4 < estimate < truth * 4


def test_a_sheet_beyond_bounds_is_refused(model, tmp_path: Path):
    export = SeedExport(model[1], SHARED, 0, 1_000_000, SHEET, tmp_path / "a.png")
    with pytest.raises(InputError, match=r"A sheet of 1,000,000 pictures would have .* too large"):
        list(export_seeds(export))
    with pytest.raises(InputError, match="too large"):
        bytes_of(export, 100)


@pytest.mark.parametrize("kind", [FOLDER, ARCHIVE, SHEET])
def test_a_full_disk_is_a_sentence_and_leaves_nothing_half_written(
    model, kind: str, tmp_path: Path, monkeypatch
):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    out = tmp_path / {ARCHIVE: "a.npz", SHEET: "a.png"}.get(kind, "many")
    monkeypatch.setattr("PIL.Image.Image.save", refuse)
    monkeypatch.setattr("numpy.lib.format.write_array_header_1_0", refuse)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\); choose another"):
        list(export_seeds(SeedExport(model[1], SHARED, 3, 5, kind, out)))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_place_that_cannot_be_made_is_a_sentence(model, tmp_path: Path):
    (tmp_path / "file").touch()
    for kind, name in ((SHEET, "a.png"), (ARCHIVE, "a.npz"), (FOLDER, "many")):
        with pytest.raises(InputError, match="cannot be written"):
            list(export_seeds(SeedExport(model[1], SHARED, 3, 5, kind, tmp_path / "file" / name)))


def test_a_copy_out_of_a_training_cannot_be_exported(model, tmp_path: Path):
    facts = replace(model[1], checksum="")
    with pytest.raises(InputError, match="No checkpoint holds"):
        list(export_seeds(SeedExport(facts, SHARED, 3, 5, FOLDER, tmp_path)))
