"""A throttle acts at once, then rests, and forgets nothing that was asked meanwhile."""

from __future__ import annotations

from gan_studio.ui.widgets.throttle import Throttle


def test_the_first_asking_is_obeyed_at_once(qapp):
    acts = []
    Throttle(lambda: acts.append(1), 10_000).ask()
    assert acts == [1]


def test_many_askings_in_a_rest_become_one_act_at_its_end(qtbot):
    acts = []
    throttle = Throttle(lambda: acts.append(1), 20)
    for _ in range(50):
        throttle.ask()
    assert acts == [1]
    qtbot.waitUntil(lambda: acts == [1, 1])


def test_an_act_without_waiting_leaves_nothing_to_do(qtbot):
    acts = []
    throttle = Throttle(lambda: acts.append(1), 20)
    throttle.ask()
    throttle.ask()
    throttle.act_now()
    assert acts == [1, 1]
    qtbot.waitUntil(lambda: not throttle._timer.isActive())
    assert acts == [1, 1]
