"""Closing the window while a run trains: it asks, stops, waits for the saving, then closes."""

from __future__ import annotations

LONG_MS = 10_000


def test_closing_an_idle_window_asks_nothing(frame):
    asked = []
    frame.ask_to_stop = lambda *_: asked.append(True)
    frame.show()
    assert frame.close()
    assert asked == []


def test_cancelling_keeps_the_window_and_the_run(training_frame):
    training_frame.ask_to_stop = lambda *_: False
    assert not training_frame.close()
    assert training_frame.isVisible()
    assert training_frame.studio.training.state == "running"


def test_the_question_names_the_run(training_frame):
    asked = []
    training_frame.ask_to_stop = lambda window, run: asked.append(run.name)
    training_frame.close()
    assert asked == ["a-run"]


def test_the_run_is_saved_before_the_window_closes(training_frame, scripted_run, qtbot):
    scripted_run.may_save.clear()
    assert not training_frame.close()
    assert training_frame.isVisible()
    assert training_frame._stack.currentWidget() is training_frame._closing_view
    assert not training_frame.rail.isEnabled()
    scripted_run.may_save.set()
    qtbot.waitUntil(lambda: not training_frame.isVisible(), timeout=LONG_MS)
    assert scripted_run.saved.is_set()


def test_the_window_lives_while_it_waits(training_frame, scripted_run, qtbot):
    scripted_run.may_save.clear()
    training_frame.close()
    with qtbot.waitSignal(training_frame.status_line._timer.timeout, timeout=LONG_MS):
        pass  # the window's own timers go on
    assert training_frame.isVisible()


def test_a_paused_run_is_saved_too(training_frame, scripted_run, qtbot):
    training_frame.studio.training.pause()
    training_frame.close()
    qtbot.waitUntil(lambda: not training_frame.isVisible(), timeout=LONG_MS)
    assert scripted_run.saved.is_set()


def test_a_failure_to_save_keeps_the_window_open_and_tells(training_frame, scripted_run, qtbot):
    scripted_run.error = OSError(28, "No space left on device")
    training_frame.close()
    qtbot.waitUntil(lambda: bool(training_frame.notice_bar.notices), timeout=LONG_MS)
    qtbot.waitUntil(training_frame.rail.isEnabled, timeout=LONG_MS)
    assert training_frame.isVisible()
    assert "full" in training_frame.notice_bar.notices[0].text
    assert training_frame.close()


def test_closing_again_while_saving_asks_whether_to_abandon(training_frame, scripted_run, qtbot):
    scripted_run.may_save.clear()
    training_frame.close()
    answers = [False, True]
    training_frame.ask_to_abandon = lambda *_: answers.pop(0)
    assert not training_frame.close()
    assert training_frame.close()
    assert answers == []


def test_a_run_that_is_saved_while_a_second_question_stands_lets_the_window_close(
    training_frame, scripted_run, qtbot
):
    asked = _closing_again(training_frame, scripted_run, qtbot)
    assert training_frame.close()
    assert asked == ["to stop", "to abandon"]


def test_a_run_that_cannot_be_saved_while_a_second_question_stands_keeps_the_window_open(
    training_frame, scripted_run, qtbot
):
    scripted_run.error = OSError(28, "No space left on device")
    asked = _closing_again(training_frame, scripted_run, qtbot)
    assert not training_frame.close()
    assert asked == ["to stop", "to abandon"]
    assert training_frame._stack.currentWidget() is not training_frame._closing_view


def _closing_again(window, scripted_run, qtbot) -> list[str]:
    """What a person is asked who closes, and who says no to a second question once the run has ended."""
    asked = []
    scripted_run.may_save.clear()

    def stop(*_):
        asked.append("to stop")
        return True

    def abandon(_):
        asked.append("to abandon")
        scripted_run.may_save.set()
        qtbot.waitUntil(window.rail.isEnabled, timeout=LONG_MS)
        return False

    window.ask_to_stop, window.ask_to_abandon = stop, abandon
    window.close()
    return asked


def test_a_run_that_ends_while_the_question_stands_lets_the_window_close(training_frame, scripted_run, qtbot):
    def answer(*_):
        training_frame.studio.training.stop()
        assert training_frame.studio.training.wait(LONG_MS)
        return True

    training_frame.ask_to_stop = answer
    training_frame.close()
    qtbot.waitUntil(lambda: not training_frame.isVisible(), timeout=LONG_MS)


def test_a_run_that_ends_while_the_question_stands_obeys_cancel(training_frame):
    def answer(*_):
        training_frame.studio.training.stop()
        assert training_frame.studio.training.wait(LONG_MS)
        return False

    training_frame.ask_to_stop = answer
    training_frame.close()
    assert training_frame.isVisible()
