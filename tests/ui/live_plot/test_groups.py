"""Which plots there are, in which order, and when they are made."""

import pytest
from live_plots import drawn, feed, place, wait_drawn
from PySide6.QtWidgets import QLabel

from gan_studio.core.scalar_words import ScalarGroup, group_order
from gan_studio.ui.widgets.live_plot import Mark


def test_a_new_name_makes_a_curve(plot, qtbot):
    plot.add(place(1), {"loss/d": 1.0})
    plot.add(place(2), {"loss/d": 1.1, "loss/g": 0.7})
    wait_drawn(qtbot, plot, "loss/d", 2)
    wait_drawn(qtbot, plot, "loss/g", 1)


def test_a_new_group_makes_a_plot_with_a_plain_title(plot):
    plot.add(place(1), {"fresh_idea/one": 3.0})
    panel = plot.panel("fresh_idea")
    assert panel.isVisible()
    assert panel.about.title == "Fresh idea"


@pytest.mark.parametrize("is_there", [False, True])
def test_a_plot_can_be_described_before_and_after_it_is_made(plot, is_there):
    if is_there:
        plot.add(place(1), {"closeness/ema": 3.0})
        assert plot.panel("closeness").about.title == "Closeness"
    plot.describe("closeness", ScalarGroup("Nearness", "How near it is.", note="from 100 pictures"))
    plot.add(place(2), {"closeness/ema": 2.0})
    panel = plot.panel("closeness")
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert {"Nearness", "from 100 pictures"} <= set(shown)
    assert panel.accessibleName() == "Nearness"
    assert panel.accessibleDescription() == "How near it is."


def test_known_groups_stand_before_new_ones(plot, qtbot):
    plot.add(place(1), {"zebra/x": 1.0, "speed/images_per_second": 9.0, "loss/d": 1.0})
    groups = ["loss", "speed", "zebra"]
    qtbot.waitUntil(lambda: plot.panel("zebra").y() > 0)
    assert sorted(groups, key=lambda group: plot.panel(group).y()) == groups


def test_a_plot_begins_with_the_curves_of_every_run_whatever_comes_first(plot):
    plot.add(place(1), {"loss/d/extra_term": 0.1, "loss/g": 0.7, "loss/d": 1.0})
    assert plot.panel("loss").names() == ["loss/d", "loss/g", "loss/d/extra_term"]


def test_every_plot_says_what_it_means(plot):
    plot.add(place(1), {"loss/d": 1.0, "wholly/new": 1.0})
    for group in ("loss", "wholly"):
        assert plot.panel(group).accessibleDescription().endswith(".")


def test_described_plots_stand_after_the_first_known_one(plot, qtbot):
    first, second = group_order()[:2]
    plot.describe("closeness", ScalarGroup("Closeness", "How near it is."))
    groups = [first, "closeness", second]
    plot.add(place(1), {f"{group}/x": 1.0 for group in reversed(groups)})
    for group in groups:
        plot.panel(group)
    qtbot.waitUntil(lambda: plot.panel(second).y() > 0)
    assert sorted(groups, key=lambda group: plot.panel(group).y()) == groups


def test_many_new_plots_are_made_one_a_tick(plot):
    plot.add(place(1), {f"group{number:02d}/x": 1.0 for number in range(3)})
    made = []
    for _ in range(3):
        plot._redraw_next()
        made.append(len(plot._panels))
    assert made == [1, 2, 3]


def test_a_person_does_not_wait_for_the_plots_to_rest(plot, qtbot):
    feed(plot, "loss/d", range(3))
    wait_drawn(qtbot, plot, "loss/d", 3)
    plot._rest_for(1000.0)
    feed(plot, "loss/d", range(3), start=3)
    plot._redraw_next()
    assert len(drawn(plot.panel("loss"), "loss/d")[0]) == 3
    plot.panel("loss").view.set_log(True)
    plot._redraw_next()
    assert len(drawn(plot.panel("loss"), "loss/d")[0]) == 6


def test_clearing_forgets_everything(plot, qtbot):
    plot.add(place(1), {"loss/d": 1.0, "lr/g": 1.0})
    plot.mark(Mark(place(1), "x"))
    panel = plot.panel("loss")
    plot.clear()
    assert plot.names() == []
    assert not panel.isVisible()
    plot.add(place(2), {"loss/d": 3.0})
    assert plot.panel("loss").isVisible()
    assert plot.panel("loss").view.marks() == []
    wait_drawn(qtbot, plot, "loss/d", 1)
