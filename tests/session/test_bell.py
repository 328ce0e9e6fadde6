"""A bell rings on the window's thread for pulls from any other."""

from __future__ import annotations

import gc
import select
import threading

from gan_studio.session.bell import Bell


def test_pulls_from_a_thread_ring_here(qtbot):
    bell, rung_on = Bell(), []
    bell.rung.connect(lambda: rung_on.append(threading.get_ident()))
    with qtbot.waitSignal(bell.rung):
        threading.Thread(target=bell.rope.pull).start()
    assert rung_on == [threading.get_ident()]


def test_however_often_it_is_pulled_nobody_waits_and_it_rings_again_afterwards(qtbot):
    bell = Bell()
    with qtbot.waitSignal(bell.rung):
        for _ in range(200_000):
            bell.rope.pull()
    qtbot.waitUntil(lambda: not select.select([bell.rope.near], [], [], 0)[0])
    with qtbot.waitSignal(bell.rung):
        bell.rope.pull()


def test_a_rope_outlives_its_bell(qtbot):
    bell = Bell()
    rope = bell.rope
    with qtbot.waitSignal(bell.destroyed):
        bell.deleteLater()
    del bell
    gc.collect()
    rope.pull()
