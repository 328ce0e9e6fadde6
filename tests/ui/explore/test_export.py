"""The dialog that writes many seeds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle, type_in
from PySide6.QtCore import Qt
from tiny_models import write_model

from gan_studio.core.latent.recipe import read_recipe
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.session.studio import OpenRecipe
from gan_studio.ui.pages.explore.export import ExportDialog
from gan_studio.ui.pages.explore.export_estimate import size_text
from gan_studio.ui.pages.explore.page import ExplorePage

SETTINGS = PictureRequest(Latent(5), psi=0.5, label=1)


@pytest.fixture
def page(qtbot, studio, tmp_path: Path) -> ExplorePage:
    """A page that shows a picture with settings of its own."""
    page = opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "dots.pt", classes=("boot", "coat")))
    page.exploration.commit_request(SETTINGS, "Change")
    settle(qtbot, page)
    studio.preferences.remember("explore/export_folder", str(tmp_path))
    return page


@pytest.fixture
def dialog(page: ExplorePage) -> ExportDialog:
    page.picture.export_action.trigger()
    return page.picture.findChild(ExportDialog)


def _choose(qtbot, dialog: ExportDialog, *, count: int, format_row: int) -> Path:
    type_in(dialog.form.count.lineEdit(), str(count), qtbot)
    dialog.form.format.setFocus()
    for _ in range(format_row):
        qtbot.keyClick(dialog.form.format, Qt.Key.Key_Down)
    dialog.form.format.activated.emit(format_row)
    return dialog.form.out()


def _write(qtbot, dialog: ExportDialog) -> None:
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)


def test_seeds_are_written_with_the_settings_shown(
    qtbot, page: ExplorePage, dialog: ExportDialog, notices: list, tmp_path: Path
):
    out = _choose(qtbot, dialog, count=3, format_row=0)
    assert out == tmp_path / "dots-seeds-5-7"
    _write(qtbot, dialog)
    assert [path.name for path in sorted(out.iterdir())] == ["seed-5.png", "seed-6.png", "seed-7.png"]
    assert read_recipe(out / "seed-6.png").request == PictureRequest(Latent(6), psi=0.5, label=1)
    assert [(notice.text, notice.action.label) for notice in notices] == [
        ("Wrote 3 pictures: dots-seeds-5-7.", "Show")
    ]


def test_a_contact_sheet_opens_its_first_seed_again(
    qtbot, page: ExplorePage, dialog: ExportDialog, tmp_path: Path
):
    out = _choose(qtbot, dialog, count=4, format_row=1)
    assert out == tmp_path / "dots-seeds-5-8.png"
    _write(qtbot, dialog)
    page.exploration.commit_request(PictureRequest(Latent(1), label=0), "Elsewhere")
    page.receive(OpenRecipe(out))
    qtbot.waitUntil(lambda: page.exploration.view.request == SETTINGS)
    assert np.array_equal(settle(qtbot, page), expected(page, SETTINGS))


def test_arrays_are_written_for_other_programs(qtbot, page: ExplorePage, dialog: ExportDialog):
    out = _choose(qtbot, dialog, count=4, format_row=3)
    _write(qtbot, dialog)
    with np.load(out) as archive:
        assert archive["seeds"].tolist() == [5, 6, 7, 8]
        assert archive["labels"].tolist() == [1] * 4
        assert np.array_equal(archive["images"][0], expected(page, SETTINGS))


def test_the_cost_is_told_before(qtbot, dialog: ExportDialog):
    _choose(qtbot, dialog, count=1000, format_row=3)
    assert dialog.estimate.text().startswith("About 80 kB and ")
    _choose(qtbot, dialog, count=1_000_000, format_row=0)
    dialog.form.format.setCurrentIndex(2)
    dialog.form.format.activated.emit(2)
    assert "too large for one PNG" in dialog.estimate.text()
    assert not dialog.start_button.isEnabled()


def test_what_will_be_replaced_is_told(qtbot, dialog: ExportDialog, tmp_path: Path):
    _choose(qtbot, dialog, count=3, format_row=0)
    (tmp_path / "dots-seeds-5-7").mkdir()
    (tmp_path / "dots-seeds-5-7" / "seed-5.png").touch()
    dialog.form.changed.emit()
    assert "pictures of the same seeds in it are replaced" in dialog.estimate.text()


def test_seeds_end_with_the_largest(qtbot, dialog: ExportDialog):
    type_in(dialog.form.first.lineEdit(), "4294967290", qtbot)
    assert dialog.form.how_many() == 6
    assert dialog.form.out().name == "dots-seeds-4294967290-4294967295"


def test_a_place_that_was_typed_stays_when_the_numbers_change(qtbot, dialog: ExportDialog, tmp_path: Path):
    type_in(dialog.form.place, str(tmp_path / "mine"), qtbot)
    _choose(qtbot, dialog, count=3, format_row=3)
    assert dialog.form.out() == tmp_path / "mine.npz"


@pytest.mark.parametrize("half_typed", ["/", "."])
def test_a_place_that_is_half_typed_is_told_and_not_written_to(
    qtbot, dialog: ExportDialog, tmp_path: Path, half_typed: str
):
    _choose(qtbot, dialog, count=3, format_row=3)
    type_in(dialog.form.place, half_typed, qtbot)
    assert half_typed in dialog.estimate.text()
    assert not dialog.start_button.isEnabled()
    type_in(dialog.form.place, str(tmp_path / "whole"), qtbot)
    assert dialog.form.out() == tmp_path / "whole.npz"
    assert dialog.start_button.isEnabled()


def test_an_export_is_cancelled_and_can_be_begun_again(qtbot, dialog: ExportDialog):
    out = _choose(qtbot, dialog, count=100_000, format_row=3)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0)
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.news.text() == "Cancelled.")
    assert not list(out.parent.glob(f"{out.name}*"))
    _choose(qtbot, dialog, count=2, format_row=3)
    _write(qtbot, dialog)
    assert out.with_name("dots-seeds-5-6.npz").is_file()


def test_what_cannot_be_written_is_told_in_the_dialog(qtbot, dialog: ExportDialog, tmp_path: Path):
    (tmp_path / "file").touch()
    type_in(dialog.form.place, str(tmp_path / "file" / "many"), qtbot)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "cannot be written" in dialog.news.text())
    assert dialog.start_button.isEnabled()


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (25e6, "25 MB"), (3e15, "3,000 TB")],
)
def test_sizes_are_told_in_a_persons_words(size: float, text: str):
    assert size_text(size) == text
