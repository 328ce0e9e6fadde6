"""A monkey: it uses whatever control it finds, at random, but always alike for one seed."""

from __future__ import annotations

import random
from collections import defaultdict

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QScrollBar,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

_KEYS = [
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Return,
    Qt.Key.Key_Space,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
    Qt.Key.Key_R,
]
_MODIFIERS = [Qt.KeyboardModifier.NoModifier] * 3 + [
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
]
_TEXTS = ["", "0", "3", "1-4", "2, 7", "-1", "1.5", "99999999999", "abc", "a name", "ü 🙂"]
_LEFT = Qt.MouseButton.LeftButton


class Monkey:
    """Presses, drags, types and chooses on a page.

    Args:
        page: whose controls it uses.
        seed: the same seed chooses the same among the same controls.
        avoided: object names and words of controls that it leaves alone, with all that is in them.

    Attributes:
        trail: what it did, for whoever must find out why something broke.
    """

    def __init__(self, page: QWidget, seed: int, avoided: set[str]) -> None:
        self.trail: list[str] = []
        self._page = page
        self._avoided = avoided
        self._random = random.Random(seed)

    def act(self) -> None:
        """Do one thing."""
        actions = [one for one in self._page.actions() if one.isEnabled() and not self._is_avoided(one)]
        targets = self._targets()
        if actions and self._random.random() < 0.12:
            action = self._random.choice(actions)
            self._note("trigger", action.text())
            action.trigger()
        elif targets:
            kinds = sorted(targets)
            # In turn every control alike, and every kind alike, however many sliders there are.
            kinds = self._random.choice([kinds, [kind for kind in kinds for _ in targets[kind]]])
            widget = self._random.choice(targets[self._random.choice(kinds)])
            self._use(widget)
        self._close_what_popped_up()

    def _targets(self) -> dict[str, list[QWidget]]:
        found: dict[str, list[QWidget]] = defaultdict(list)
        for widget in self._page.findChildren(QWidget):
            if widget.isVisible() and widget.isEnabled() and self._is_control(widget):
                found[type(widget).__name__].append(widget)
        return found

    def _is_control(self, widget: QWidget) -> bool:
        if self._is_avoided(widget) or isinstance(widget, QScrollBar):
            return False
        known = (QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar, QAbstractItemView)
        if isinstance(widget, QLineEdit):
            return not isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
        takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.ClickFocus)
        is_own = type(widget).__module__.startswith("gan_studio") and not widget.focusProxy()
        return isinstance(widget, known) or (is_own and takes_keys)

    def _is_avoided(self, thing: QWidget | QAction) -> bool:
        while thing is not None and thing is not self._page:
            words = thing.text() if isinstance(thing, QAction | QAbstractButton) else ""
            names = {thing.objectName(), words, type(thing).__name__}
            if isinstance(thing, QWidget):
                names.add(thing.accessibleName())
            if names & self._avoided:
                return True
            thing = thing.parent()
        return False

    def _use(self, widget: QWidget) -> None:
        match widget:
            case QAbstractButton():
                self._press(widget)
            case QAbstractSpinBox():
                self._spin(widget)
            case QComboBox():
                self._key(widget, [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End])
            case QTabBar():
                visible = [tab for tab in range(widget.count()) if widget.isTabVisible(tab)]
                tab = self._random.choice(visible)
                self._note("tab", widget.tabText(tab))
                widget.setCurrentIndex(tab)
            case QLineEdit():
                self._type(widget)
            case QAbstractItemView():
                self._random.choice([self._key, self._click])(widget)
            case QAbstractSlider():
                self._random.choice([self._drag, self._key])(widget)
            case _:
                self._random.choice([self._drag, self._click, self._key, self._key, self._wheel])(widget)

    def _press(self, button: QAbstractButton) -> None:
        menu = button.menu() if hasattr(button, "menu") else None
        if menu is not None:
            self._choose_in(menu)
            return
        self._note("press", button.text() or button.accessibleName())
        button.click()

    def _choose_in(self, menu: QMenu) -> None:
        menu.aboutToShow.emit()
        usable = [
            one
            for one in menu.actions()
            if one.isEnabled() and not one.isSeparator() and not one.menu() and not self._is_avoided(one)
        ]
        if usable:
            action = self._random.choice(usable)
            self._note("menu", action.text())
            action.trigger()

    def _spin(self, box: QAbstractSpinBox) -> None:
        if self._random.random() < 0.5:
            self._key(box, [Qt.Key.Key_Up, Qt.Key.Key_Down])
            return
        self._type(box.lineEdit())

    def _type(self, field: QLineEdit) -> None:
        text = self._random.choice(_TEXTS)
        self._note("type", f"{text!r} in {field.accessibleName() or field.parent().accessibleName()}")
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        if text.isascii():
            QTest.keyClicks(field, text)
        else:
            composed = QInputMethodEvent()
            composed.setCommitString(text)
            QApplication.sendEvent(field, composed)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def _key(self, widget: QWidget, keys: list[Qt.Key] | None = None) -> None:
        key, modifier = self._random.choice(keys or _KEYS), self._random.choice(_MODIFIERS)
        self._note(f"key {key.name} {modifier.name}", _name(widget))
        widget.setFocus()
        QTest.keyClick(widget, key, Qt.KeyboardModifier.NoModifier if keys else modifier)

    def _click(self, widget: QWidget) -> None:
        place = self._place(widget)
        self._note("click", f"{_name(widget)} at {place.x()}, {place.y()}")
        inside = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        QTest.mouseClick(inside, _LEFT, Qt.KeyboardModifier.NoModifier, place)

    def _drag(self, widget: QWidget) -> None:
        places = [self._place(widget) for _ in range(4)]
        self._note("drag", f"{_name(widget)} by {[(place.x(), place.y()) for place in places]}")
        QTest.mousePress(widget, _LEFT, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places[1:]:
            QTest.mouseMove(widget, place)
            QApplication.processEvents()
            if not isValid(widget):  # a recipe that arrived has replaced the rows, for example
                return
        QTest.mouseRelease(widget, _LEFT, Qt.KeyboardModifier.NoModifier, places[-1])

    def _wheel(self, widget: QWidget) -> None:
        place = QPointF(self._place(widget))
        notches = self._random.choice([-120, 120])
        self._note(f"wheel {notches}", _name(widget))
        nothing = Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            place,
            place,
            QPoint(0, 0),
            QPoint(0, notches),
            Qt.MouseButton.NoButton,
            nothing,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(
            self._random.randrange(max(1, widget.width())), self._random.randrange(max(1, widget.height()))
        )

    def _note(self, what: str, about: str) -> None:
        self.trail.append(f"{what}: {about}")

    def _close_what_popped_up(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():
            if window is not self._page.window() and window.isVisible():
                window.close()


def _name(widget: QWidget) -> str:
    return widget.objectName() or widget.accessibleName() or type(widget).__name__
