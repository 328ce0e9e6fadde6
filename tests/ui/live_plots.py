"""Feeding live plots, and reading what they draw."""

import numpy as np


def place(step):
    return step, step * 0.064, step * 0.5


def feed(plot, name, values, start=0):
    for step, value in enumerate(values, start):
        plot.add(place(step), {name: value})


def wait_drawn(qtbot, plot, name, count):
    group = name.partition("/")[0]
    qtbot.waitUntil(lambda: len(drawn(plot.panel(group), name)[0]) == count)


def drawn(panel, name):
    places, values = panel.curve(name).getData()
    return (places, values) if places is not None else (np.empty(0), np.empty(0))
