"""How a picture is to be inverted: space, distance, steps, class, fit, noise."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from gan_studio.core.config import Setting, SettingField
from gan_studio.core.latent.inversion.options import (
    DEFAULT_STEPS,
    FITS,
    LOSSES,
    MAX_STEPS,
    InversionOptions,
    default_space,
)
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.vectors import SPACES
from gan_studio.ui import theme
from gan_studio.ui.widgets.check_box import CheckBox
from gan_studio.ui.widgets.described import describe
from gan_studio.ui.widgets.setting_number import NumberBox

_SPACE_TIP = (
    "Where to look for the latent. W+ gives every layer a style of its own and comes nearest to pictures "
    "that the model did not draw; W keeps latents that are easier to edit; Z is what seeds give."
)
_LOSS_TIP = (
    "What is compared with the picture. Pixels give the most exact copy; features look at shapes rather "
    "than at single pixels; the forgiving kinds care less about the few pixels that fit worst."
)
_STEPS_TIP = "How often the picture is drawn and improved. More come nearer and take longer."
_LABEL_TIP = "The class to look in. Any takes the one whose pictures come nearest."
_NOISE_TIP = (
    "Looks for the noise of the layers too. It keeps fine details, such as single hairs, that no latent has; "
    "the picture comes nearer and takes a little longer. The noise that is found stays until another is "
    "chosen beside the layers."
)
_FIT_TIP = "How a picture that is no square becomes one."
_STEPS = SettingField(
    "steps", int, DEFAULT_STEPS, Setting("Steps", _STEPS_TIP, minimum=1, maximum=MAX_STEPS, log=True)
)


class InvertForm(QWidget):
    """What a person chooses before an inversion.

    Signals:
        fit_chosen: a picture is to be made a square in another way; no argument.
    """

    fit_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.space, self.loss, self.label, self.fit = (QComboBox() for _ in range(4))
        self.steps = NumberBox(_STEPS)
        self.noise = CheckBox("Noise too")
        self._has_noise = False
        self.loss.addItems(list(LOSSES.values()))
        self.fit.addItems(list(FITS.values()))
        self._spaces: tuple[str, ...] = ()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.spacing())
        for widget, name, title, tip in (
            (self.space, "space", "Space", _SPACE_TIP),
            (self.loss, "loss", "Compare", _LOSS_TIP),
            (self.steps, "steps", "Steps", _STEPS_TIP),
            (self.label, "label", "Class", _LABEL_TIP),
            (self.fit, "fit", "Fit", _FIT_TIP),
        ):
            describe(widget, f"explore.invert.{name}", f"{title} of inversion", tip)
            words = QLabel(title, toolTip=tip)
            words.setBuddy(widget)
            form.addRow(words, widget)
        describe(self.noise, "explore.invert.noise", "Noise of inversion", _NOISE_TIP)
        form.addRow(self.noise)
        self._form = form
        for box in (self.space, self.loss, self.label, self.fit):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.fit.activated.connect(self._tell_fit)

    def take_model(self, facts: ModelFacts) -> None:
        """Offer the model's spaces and classes; what was chosen stays where it can."""
        if facts.latent_spaces != self._spaces:
            self._spaces = facts.latent_spaces
            self.space.clear()
            self.space.addItems([SPACES[space] for space in self._spaces])
            self.space.setCurrentIndex(self._spaces.index(default_space(self._spaces)))
        before = self.label.currentText()
        with QSignalBlocker(self.label):
            self.label.clear()
            self.label.addItems(["Any", *(name or str(index) for index, name in enumerate(facts.classes))])
            self.label.setCurrentIndex(max(0, self.label.findText(before)))
        self._form.setRowVisible(self.label, bool(facts.num_classes))
        self._has_noise = facts.has_noise
        self._form.setRowVisible(self.noise, self._has_noise)

    def chosen_fit(self) -> str:
        """A key of FITS."""
        return list(FITS)[self.fit.currentIndex()]

    def options(self) -> InversionOptions:
        """What is chosen."""
        self.steps.commit()
        label = self.label.currentIndex() - 1
        return InversionOptions(
            space=self._spaces[self.space.currentIndex()],
            steps=int(self.steps.value_shown()),
            loss=list(LOSSES)[self.loss.currentIndex()],
            label=label if label >= 0 else None,
            noise=self._has_noise and self.noise.isChecked(),
        )

    def _tell_fit(self) -> None:
        self.fit_chosen.emit()
