"""The evaluation that goes on, as it is seen from every place: in the status bar, and a notice at the end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QToolButton, QWidget

from gan_studio.session.evaluation_session import EvaluationSession, Standing
from gan_studio.session.studio import Studio, Visit
from gan_studio.ui import theme

_WIDEST = "Scoring 88 of 88"


class EvaluationStatus(QToolButton):
    """Says in the status bar which model is being scored; pressing it leads there.

    Args:
        page: the page that this belongs to.
    """

    def __init__(self, studio: Studio, session: EvaluationSession, page: QWidget) -> None:
        super().__init__(page)
        self._studio = studio
        self._session = session
        self._page = page
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setObjectName("status.evaluation")
        self.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(_WIDEST) + theme.spacing(2))
        self.setFixedHeight(self.fontMetrics().height() + 1)  # the bar must not grow
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        self.clicked.connect(self._go_there)
        session.started.connect(self._show_begin)
        session.moved.connect(self._show_standing)
        session.ended.connect(self._show_end)

    def _show_begin(self) -> None:
        window = self._page.window()
        if isinstance(window, QMainWindow) and self.parent() is self._page:
            window.statusBar().addPermanentWidget(self)
        self._say(0, "Beginning")
        self.setVisible(isinstance(window, QMainWindow))

    def _show_standing(self, standing: Standing) -> None:
        self._say(standing.row, standing.what)

    def _say(self, row: int, what: str) -> None:
        text = f"Scoring {row + 1} of {len(self._session.wanted.models)}"
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
        self.setToolTip(f"{what}. A click goes to the scores.")

    def _show_end(self, how: str) -> None:
        self.hide()
        if how == "done" and not self._page.isVisible():
            count = len(self._session.wanted.models)
            scored = "1 model is scored" if count == 1 else f"{count} models are scored"
            self._studio.notices.info(f"{scored}; Evaluate shows how.")

    def _go_there(self) -> None:
        self._studio.visit(Visit("evaluate"))
