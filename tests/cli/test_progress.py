"""Progress on standard error: one line on a terminal, few lines anywhere else."""

from __future__ import annotations

import io
from pathlib import Path

from gan_studio.cli.progress import Progress, show_progress
from gan_studio.core.events import Finished, Preparing, SamplesReady, Started, StepDone, Warned


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def step(number: int, seconds: float, **scalars: float) -> StepDone:
    named = {name.replace("_", "/", 1): value for name, value in scalars.items()}
    return StepDone(number, number * 64, seconds, share=0.25, scalars=named)


def test_a_file_gets_one_line_in_ten_seconds():
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, clock)
    for number in range(1, 301):
        clock.seconds = number * 0.1
        progress.show(step(number, clock.seconds))
    assert len(stream.getvalue().splitlines()) == 3


def test_a_terminal_rewrites_one_line_and_leaves_it_at_the_end():
    stream, clock = Terminal(), Clock()
    progress = Progress(stream, clock)
    for number in range(1, 4):
        clock.seconds = float(number)
        progress.show(step(number, clock.seconds))
    progress.end_line()
    progress.end_line()
    assert stream.getvalue().count("\r") == 3
    assert stream.getvalue().count("\n") == 1


def test_a_shorter_line_wipes_the_longer_one_before_it():
    stream, clock = Terminal(), Clock()
    progress = Progress(stream, clock)
    progress.show(Preparing("Decoding many images", 0.5))
    progress.show(Preparing("Sorting"))
    assert stream.getvalue().split("\r")[-1] == "Sorting".ljust(len("Decoding many images 50%"))


def test_a_step_tells_speed_losses_and_time_left():
    stream = io.StringIO()
    Progress(stream, Clock()).show(step(100, 30.0, speed_images_per_second=2345.6, loss_d=1.25, loss_g=0.5))
    told = stream.getvalue()
    assert told == "step 100 · 6,400 images · 0:30 · 2,346 images/s · D 1.250 · G 0.500 · 25% · 1:30 left\n"


def test_scalars_of_an_earlier_step_stay_on_the_line():
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, clock)
    progress.show(step(1, 0.1, loss_d=1.25))
    clock.seconds = 20.0
    progress.show(step(2, 20.0))
    assert "D 1.250" in stream.getvalue().splitlines()[-1]


def test_each_piece_of_preparation_is_told_at_once():
    stream = io.StringIO()
    progress = Progress(stream, Clock())
    for event in (Preparing("Reading", 0.0), Preparing("Reading", 0.5), Preparing("Building networks")):
        progress.show(event)
    assert stream.getvalue().splitlines() == ["Reading 0%", "Building networks"]


def test_a_count_within_a_piece_of_preparation_is_not_told_each_time():
    stream = io.StringIO()
    progress = Progress(stream, Clock())
    progress.show(Preparing("Decoded 365 of 70,000 pictures", 0.01))
    progress.show(Preparing("Decoded 1,365 of 70,000 pictures", 0.02))
    assert stream.getvalue() == "Decoded 365 of 70,000 pictures 1%\n"


def test_begin_warning_and_end_have_lines_of_their_own():
    stream = Terminal()
    progress = Progress(stream, Clock())
    progress.show(Started(Path("run"), None, "cpu", "float32", (), 40, 2560, 1.0, 0.5))
    progress.show(step(41, 1.1))
    progress.show(Warned(41, "The disk is full."))
    progress.show(Finished(41, 2624, 1.1, "done", "Done.", None))
    lines = stream.getvalue().splitlines()
    assert lines[0] == "Training in run on cpu in float32, going on from step 40."
    assert lines[-2].endswith("The disk is full.")
    assert lines[-1] == "Done."


def test_samples_are_not_told():
    stream = io.StringIO()
    Progress(stream, Clock()).show(SamplesReady(1, 64, None, 8, Path("x.png")))
    assert stream.getvalue() == ""


def test_progress_goes_to_standard_error(capsys):
    show_progress(Preparing("Reading"))
    assert capsys.readouterr() == ("", "Reading\n")
