"""Which network the pictures are seen through, and where its weights come from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from gan_studio.core.events import Preparing
from gan_studio.core.registry import EXTRACTORS, Entry
from gan_studio.session.evaluation_session import default_extractor
from gan_studio.session.failure import Failure
from gan_studio.session.studio import Studio
from gan_studio.session.weights_session import WeightsFacts, WeightsSession
from gan_studio.ui.pages.evaluate.options import EvaluationOptions, OptionsForm
from gan_studio.ui.widgets.setting_editors import Offer

_WEIGHTS = "evaluate/weights"
_SETTING = "extractor"
_FILES = "Weights (*.pt *.pth);;All files (*)"


class ExtractorChoice(QObject):
    """Fills the list of extractors from the registry; made when the parts are loaded.

    Attributes:
        ask_for_consent: asks a person whether weights may be downloaded; gets WeightsFacts and a widget.

    Args:
        form: has the setting that this fills.
    """

    def __init__(self, studio: Studio, form: OptionsForm, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._form = form
        self._facts: WeightsFacts | None = None
        self.ask_for_consent = wants_download
        self.weights_session = WeightsSession(self)
        self._make_actions()
        self._offer()
        self._form.changed.connect(self._follow)
        self.weights_session.looked.connect(self._show_facts)
        self.weights_session.fetching.connect(self._show_progress)
        self.weights_session.fetched.connect(self._tell_fetched)
        self.weights_session.failed.connect(self._tell_failure)
        self.weights_session.cancelled.connect(self._look)
        self._look()

    def weights(self) -> Path | None:
        """The file that a person pointed to for the extractor that is chosen now, or None."""
        text = self._studio.preferences.recall(self._key(), "")
        return Path(text) if text else None

    def use_weights(self, file: str) -> None:
        """Take the weights of the chosen extractor from a file, or with "" from where they are kept."""
        self._studio.preferences.remember(self._key(), file)
        self._look()

    def _make_actions(self) -> None:
        self.choose = self._action("Choose Weights File…", "Use the weights in a file of yours.")
        self.choose.triggered.connect(self._ask_for_weights)
        self.forget = self._action("Use the Kept Weights", "Use no file of yours, but what ships or is kept.")
        self.forget.triggered.connect(self._forget_weights)
        self.download = self._action("Download Weights…", "Fetch the published weights, after asking you.")
        self.download.triggered.connect(self._ask_for_download)
        self.stop = self._action("Cancel the Download", "Give the download up.")
        self.stop.triggered.connect(self.weights_session.cancel)

    def _action(self, text: str, tooltip: str) -> QAction:
        action = QAction(text, self)
        action.setToolTip(tooltip)
        return action

    def _offer(self) -> None:
        first = default_extractor()
        entries = EXTRACTORS.entries()
        plain = [entry for entry in entries if not entry.part.takes_name]
        plain.sort(key=lambda entry: entry.name != first)
        options = [("" if entry.name == first else entry.name, entry.label) for entry in plain]
        naming = [self._naming(entry) for entry in entries if entry.part.takes_name]
        actions = (*naming, self.choose, self.forget, self.download, self.stop)
        self._form.set_offer(_SETTING, Offer(options, actions))

    def _naming(self, entry: Entry) -> QAction:
        """An action that asks for the name of a network."""
        action = self._action(f"{entry.label}…", entry.summary)
        action.setData(entry.name)
        action.triggered.connect(self._ask_for_name)
        return action

    def _ask_for_name(self) -> None:
        entry = EXTRACTORS.entry(self.sender().data())
        name, is_given = QInputDialog.getText(
            self._form, entry.label, f"{entry.summary}\n\nName of the network, such as resnet50:"
        )
        if is_given and name.strip():
            self._form.edit(_SETTING, f"{entry.name}:{name.strip()}")

    def _ask_for_weights(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self._form, "Choose weights", str(Path.home()), _FILES)
        if file:
            self.use_weights(file)

    def _forget_weights(self) -> None:
        self.use_weights("")

    def _ask_for_download(self) -> None:
        if self._facts is not None and self.ask_for_consent(self._facts, self._form):
            self.weights_session.fetch(self._facts)
            self._allow()

    def _chosen(self) -> str:
        return self._form.options().extractor or default_extractor()

    def _key(self) -> str:
        return f"{_WEIGHTS}/{self._chosen().replace(':', '-')}"

    def _follow(self, _: EvaluationOptions) -> None:
        if self._facts is None or self._facts.extractor != self._chosen():
            self._look()

    def _look(self) -> None:
        self._facts = None
        self._allow()
        self._form.set_note(_SETTING, "")
        self.weights_session.look(self._chosen())

    def _show_facts(self, facts: WeightsFacts) -> None:
        self._facts = facts
        self._allow()
        if not self.weights_session.is_fetching:
            self._form.set_note(_SETTING, weights_note(facts, self.weights()))

    def _allow(self) -> None:
        facts, is_fetching = self._facts, self.weights_session.is_fetching
        can_download = facts is not None and facts.published is not None and not facts.is_here
        self.download.setEnabled(can_download and not is_fetching)
        self.stop.setVisible(is_fetching)
        self.forget.setVisible(self.weights() is not None)

    def _show_progress(self, event: Preparing) -> None:
        share = "" if event.share is None else f" ({event.share:.0%})"
        self._form.set_note(_SETTING, f"{event.what}{share}")

    def _tell_fetched(self, path: Path) -> None:
        self._studio.notices.info(f"The weights are in {path}.")
        self._look()

    def _tell_failure(self, failure: Failure) -> None:
        self._studio.tell_failure(failure)
        self._look()


def weights_note(facts: WeightsFacts, chosen: Path | None) -> str:
    """Where the weights come from, or what to do about them; "" where nothing needs to be said."""
    if facts.problem:
        return facts.problem
    if chosen is not None:
        return f"Weights: {chosen}"
    if facts.is_here:
        return ""
    size = f" ({facts.size})" if facts.size else ""
    return f"Its weights{size} are not here; choose a file or download them in the menu beside it."


def wants_download(facts: WeightsFacts, parent: QWidget) -> bool:
    """Ask whether weights may be downloaded: what, how large, where from and where to."""
    box = QMessageBox(parent)
    box.setWindowTitle("Download weights")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Download {facts.published.label}?")
    size = facts.size or "Its size is not known"
    box.setInformativeText(
        f"{size}, from\n{facts.published.url}\n\nThe file is compared with its published checksum and "
        "kept in\n"
        f"{facts.folder}\n\nNothing about you or your pictures is sent."
    )
    yes = box.addButton("Download", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is yes
