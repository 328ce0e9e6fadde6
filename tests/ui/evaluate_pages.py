"""Pages of Evaluate whose evaluations follow a script, for the tests that drive their controls."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QWidget
from scripted_scores import SMALL, histogram, pairs, score

from gan_studio.core.evaluate import Evaluation, Refused, Scored
from gan_studio.core.events import Preparing
from gan_studio.core.registry import METRICS

WAIT = 20_000
CLASSES = ("Bag", "Sandal", "Shirt")


class Script:
    """An evaluation that scores every subject; from the one of number `held` on it waits for `goes_on`."""

    def __init__(self):
        self.plan = None
        self.held = 0
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self, plan):
        self.plan = plan
        evaluation = Evaluation(plan)
        for number, subject in enumerate(plan.subjects):
            yield Preparing("Looking at pictures", 0.5)
            while number >= self.held and not self.goes_on.wait(0.01):
                yield Preparing("Looking at pictures", 0.5)
            for metric in plan.metrics:
                yield self.result(evaluation, subject, metric, number)
        return evaluation

    def result(self, evaluation, subject, name, number):
        entry = METRICS.entry(name)
        if "asked labels" in entry.part.needs:
            refused = Refused(subject, name, entry.label, "It needs classes; choose another model.")
            evaluation.refused.append(refused)
            return refused
        details = (histogram(*CLASSES, missing=("Sandal",)),) if "labels" in entry.part.needs else ()
        details += (pairs(3),) if "training" in entry.part.needs else ()
        made = score(
            name,
            0.25 * (number + 1),
            label=entry.label,
            better=entry.part.better,
            aspect=entry.part.aspect,
            notes=(SMALL,),
            details=details,
        )
        evaluation.scores.append(Scored(subject, made))
        return evaluation.scores[-1]


def found(page: QWidget, name: str, kind: type = QWidget):
    widget = page.findChild(kind, name)
    assert widget is not None, name
    return widget


def tick_models(page, *names):
    page.form.models.tick(names)


def tick_metrics(page, *belongs):
    """Tick the metrics that any of these is true of."""
    chosen = [entry.name for entry in METRICS.entries() if any(holds(entry.part) for holds in belongs)]
    page.form.metrics.list.set_ticked(chosen)
    page.form.metrics.list.ticked_changed.emit()
    return chosen


def evaluated(qtbot, page, *names):
    tick_models(page, *names)
    with qtbot.waitSignal(page.session.ended, timeout=WAIT):
        found(page, "evaluate.start").click()


def visible_tabs(page):
    tabs = page.results.details
    return [tabs.tabText(tab) for tab in range(tabs.count()) if tabs.isTabVisible(tab)]
