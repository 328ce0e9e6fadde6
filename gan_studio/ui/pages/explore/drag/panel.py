"""The panel of dragging: what is at one point of the picture is brought to another [Pan 2023]."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.errors import InputError
from gan_studio.core.latent.dragging.messages import DragStep
from gan_studio.core.latent.dragging.plan import DragPlan, PointId
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.drag.run import DragRun
from gan_studio.ui.pages.explore.drag.tools import DragTools
from gan_studio.ui.pages.explore.drag.words import list_line, progress_line, what_to_do
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.described import describe
from gan_studio.ui.widgets.drag_overlay import DragOverlay, DragTool
from gan_studio.ui.widgets.latent_image import LatentImage
from gan_studio.ui.widgets.taking_turns import show_one

_POSITIONS = 1000


class DragPanel(ExplorePanel):
    """Sets points on the big picture and changes its styles until they are where they should be."""

    title = "Drag"
    icon = "drag"
    tip = "Drag points of the picture to where they should be, and watch the model follow."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.drag")
        self.setAccessibleName("Drag points")
        self.overlay: DragOverlay | None = None
        self.tools = DragTools()
        self.list = QListWidget()
        self.start = theme.as_primary(QPushButton("Start"))
        self.stop = QPushButton("Stop")
        self.progress = QProgressBar(textVisible=False)
        self.news = theme.as_figures(QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText))
        self.run = DragRun(exploration, studio, self)
        self._image: LatentImage | None = None
        self._said: tuple[DragPlan, str] | None = None
        self._name_for_readers()
        self._lay_out()
        self._connect()
        self._set_running(False)

    @classmethod
    def fits(cls, facts: ModelFacts) -> bool:
        """Whether the model has styles, which dragging changes."""
        return facts.num_ws > 0

    def end(self) -> None:
        """End the work."""
        self.run.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Find the picture, and catch up."""
        super().showEvent(event)
        self._find_picture()
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the picture back to the mouse; a drag under way goes on."""
        super().hideEvent(event)
        self.leave()

    def leave(self) -> None:
        """Put the tool away."""
        self._take_tool(None)

    def begin(self) -> None:
        """Start dragging what is set."""
        facts = self.exploration.facts
        if facts is None or self.run.is_running:
            return
        try:
            self.run.begin(facts)
        except InputError as error:
            self.news.setText(str(error))
            return
        if self.tools.tool() is None:
            self._take_tool(DragTool.POINTS)
        self._set_running(True)
        self.news.setText("Opening the model…")

    def _name_for_readers(self) -> None:
        for widget, name, label, tip in (
            (self.list, "list", "Pairs of points", "Every point and its target; Delete removes a pair."),
            (
                self.start,
                "start",
                "Start dragging",
                "Changes the picture until every point is at its target.",
            ),
            (self.stop, "stop", "Stop dragging", "Ends here and keeps how far the picture has come."),
            (self.progress, "progress", "Progress of dragging", "How much of the way is done."),
        ):
            describe(widget, f"explore.drag.{name}", label, tip)
        self.news.setObjectName("explore.drag.news")
        self.progress.setRange(0, _POSITIONS)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.setSpacing(theme.spacing())
        column.addWidget(theme.as_heading(QLabel("Drag points")))
        column.addWidget(self.tools)
        column.addWidget(self.list)
        column.addWidget(self.news)
        row = QHBoxLayout()
        row.setSpacing(theme.spacing())
        row.addWidget(self.progress, 1)
        row.addStretch()
        row.addWidget(self.stop)
        row.addWidget(self.start)
        column.addLayout(row)
        column.addStretch(1)
        self.list.setMinimumHeight(theme.spacing(6))
        self.list.setMaximumHeight(theme.spacing(22))

    def _connect(self) -> None:
        self.tools.chosen.connect(self._take_tool)
        self.tools.area_cleared.connect(self._clear_area)
        self.tools.points_cleared.connect(self._clear_points)
        self.list.currentRowChanged.connect(self._select_row)
        removal = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        removal.setContext(Qt.ShortcutContext.WidgetShortcut)
        removal.activated.connect(self._remove_row)
        self.start.clicked.connect(self.begin)
        self.stop.clicked.connect(self._stop)
        self.run.stepped.connect(self._show_step)
        self.run.ended.connect(self._show_end)
        self.exploration.model_changed.connect(self._take_model)
        self.exploration.view_changed.connect(self._follow)

    def _find_picture(self) -> None:
        if self.overlay is not None:
            return
        self._image = self.window().findChild(LatentImage, "explore.image")
        if self._image is None:
            return
        self.overlay = DragOverlay(self._image, self)
        self.overlay.brush = float(self.tools.brush.value())
        self.overlay.edited.connect(self._take_edit)
        self.overlay.selected_changed.connect(self._show_selected)
        self.overlay.left.connect(self.leave)
        self.tools.show_area.toggled.connect(self.overlay.show_area)
        self.tools.brush_changed.connect(self.overlay.set_brush)

    def _take_tool(self, tool: DragTool | None) -> None:
        is_possible = self.overlay is not None and self.exploration.picture is not None
        tool = tool if is_possible else None
        self.tools.set_tool(tool)
        if self.overlay is None or self.overlay.tool is tool:
            return
        self.overlay.take(tool)
        if tool is not None:
            self._image.setFocus()
        self._follow()

    def _take_edit(self, edit: tuple[DragPlan, str]) -> None:
        plan, what = edit
        self.exploration.commit(
            replace(self.exploration.view, drag=plan), what, "drag" if what == "Move a point" else ""
        )

    def _clear_area(self) -> None:
        self._take_edit((replace(self.exploration.view.drag, area=None), "Clear the area"))

    def _clear_points(self) -> None:
        self._take_edit((DragPlan(area=self.exploration.view.drag.area), "Clear the points"))

    def _select_row(self, row: int) -> None:
        if self.overlay is None or row < 0:
            return
        if self.overlay.selected is None or self.overlay.selected.pair != row:
            self.overlay.select(PointId(row))

    def _remove_row(self) -> None:
        row = self.list.currentRow()
        if row >= 0 and self.overlay is not None and not self.run.is_running:
            self.overlay.remove(PointId(row))

    def _show_selected(self, point: PointId | None) -> None:
        self.list.setCurrentRow(-1 if point is None else point.pair)

    def _take_model(self, facts: ModelFacts) -> None:
        self.tools.set_side(facts.sample_shape[-1])

    def _follow(self) -> None:
        """Show what is set, but while a drag shows where it is."""
        if self.run.is_running:
            return
        view = self.exploration.view
        lines = [list_line(index, pair) for index, pair in enumerate(view.drag.pairs)]
        if lines != [self.list.item(row).text() for row in range(self.list.count())]:
            self.list.clear()
            self.list.addItems(lines)
        if self.overlay is not None:
            self.overlay.set_plan(view.drag)
            self._show_selected(self.overlay.selected)
        facts = self.exploration.facts
        self.start.setEnabled(bool(view.drag.pairs) and facts is not None and facts.has_file)
        self.tools.clear_points.setEnabled(view.drag != DragPlan(area=view.drag.area))
        self.tools.clear_area.setEnabled(view.drag.area is not None)
        if self._said is None or self._said[0] != view.drag:
            self._said = None
            shown = None if self.exploration.picture is None else self.exploration.picture.images[0]
            self.news.setText(what_to_do(view.drag, facts, self.tools.tool(), shown))

    def _show_step(self, step: DragStep) -> None:
        order = self.run.order
        farthest = max(pair.length for pair in order.pairs)
        self.progress.setValue(round(_POSITIONS * max(0.0, 1 - step.remaining / farthest)))
        self.news.setText(progress_line(step))
        if self.overlay is not None:
            self._image.set_image(step.picture)
            self.overlay.set_plan(order.plan.with_handles(step.handles))

    def _stop(self) -> None:
        self.news.setText("Stopping…")  # the button stays enabled, or the focus would go elsewhere
        self.run.stop()

    def _show_end(self, words: str) -> None:
        picture = self.exploration.picture
        if picture is not None and self._image is not None and picture.requests[0] == self._request():
            self._image.set_image(picture.images[0])
        self._set_running(False)
        self._follow()
        self._said = self.exploration.view.drag, words
        self.news.setText(words)

    def _request(self) -> PictureRequest:
        return self.exploration.view.request

    def _set_running(self, is_running: bool) -> None:
        self.tools.set_locked(is_running)
        if self.overlay is not None:
            self.overlay.set_locked(is_running)
        show_one(*((self.stop, self.start) if is_running else (self.start, self.stop)))
        self.progress.setVisible(is_running)
        self.progress.setValue(0)
