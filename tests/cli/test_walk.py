"""`gan-studio walk` makes the film it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from tiny_models import write_model, write_styled_model

from gan_studio import cli
from gan_studio.cli import walk
from gan_studio.core.latent.film.recipe import read_film_recipe
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.latent.timeline import Keyframe, Timeline, timeline_values

CLASSES = ("boot", "coat", "bag")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_model(tmp_path / "models" / "plain.pt")


@pytest.fixture
def by_class(tmp_path: Path) -> Path:
    return write_model(tmp_path / "models" / "by_class.pt", classes=CLASSES)


def _walk(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    assert cli.main(["walk", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def _complaint(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert cli.main(["walk", *map(str, arguments)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.strip().splitlines()[-1]


def test_a_video_lasts_as_long_as_was_said(plain: Path, tmp_path: Path, capsys):
    out = tmp_path / "films" / "a.mp4"
    result = _walk(capsys, plain, "--seeds", "1,2,3", "--seconds", 2, "--fps", 15, "--out", out)
    assert result == {"frames": 30, "out": str(out)}
    with av.open(str(out)) as video:
        assert len(list(video.decode(video=0))) == 30
        assert float(video.duration / av.time_base) == pytest.approx(2.0)
    assert [path.name for path in out.parent.iterdir()] == ["a.mp4"]


def test_a_folder_begins_with_the_first_seed_and_ends_with_the_last(plain: Path, tmp_path: Path, capsys):
    _walk(capsys, plain, "--seeds", "5,9", "--fps", 4, "--psi", 0.7, "--out", tmp_path / "frames")
    pictures = sorted((tmp_path / "frames").iterdir())
    assert len(pictures) == 8
    model, _ = open_model(plain)
    for path, seed in ((pictures[0], 5), (pictures[-1], 9)):
        with Image.open(path) as picture:
            expected = draw(model, [PictureRequest(Latent(seed), psi=0.7)])[0].squeeze(-1)
            assert np.array_equal(np.asarray(picture), expected)


def test_a_loop_has_one_way_more(plain: Path, tmp_path: Path, capsys):
    result = _walk(capsys, plain, "--seeds", "1,2", "--fps", 5, "--loop", "--out", tmp_path / "a.gif")
    assert result["frames"] == 20
    assert read_film_recipe(tmp_path / "a.gif").timeline.loops


def test_a_random_walk_is_the_same_each_time_and_another_for_another_seed(
    plain: Path, tmp_path: Path, capsys
):
    made = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        _walk(capsys, plain, "--random", 4, "--seed", seed, "--fps", 2, "--out", tmp_path / f"{name}.webp")
        made.append((tmp_path / f"{name}.webp").read_bytes())
    assert made[0] == made[1] != made[2]
    timeline = read_film_recipe(tmp_path / "a.webp").timeline
    assert len(timeline.keyframes) == 4
    assert (timeline.method, {key.easing for key in timeline.keyframes}) == ("curve", {"linear"})


def test_classes_are_one_or_take_turns(by_class: Path, tmp_path: Path, capsys):
    for name, chosen, expected in (("a", [], [0, 0, 0]), ("b", ["coat"], [1] * 3), ("c", ["all"], [0, 1, 2])):
        label = ["--label", *chosen] if chosen else []
        _walk(capsys, by_class, "--seeds", "1,2,3", *label, "--fps", 2, "--out", tmp_path / f"{name}.gif")
        timeline = read_film_recipe(tmp_path / f"{name}.gif").timeline
        assert [key.request.label for key in timeline.keyframes] == expected


def test_the_space_w_goes_straight(tmp_path: Path, capsys):
    model = write_styled_model(tmp_path / "styled.pt")
    out = tmp_path / "a.mp4"
    _walk(capsys, model, "--seeds", "1,2", "--space", "w", "--fps", 2, "--scale", 3, "--out", out)
    assert read_film_recipe(tmp_path / "a.mp4").timeline.method == "lerp"
    with av.open(str(tmp_path / "a.mp4")) as video:
        assert (video.streams.video[0].width, video.streams.video[0].height) == (48, 48)


def test_a_timeline_comes_from_a_file_or_from_another_film(plain: Path, tmp_path: Path, capsys):
    timeline = Timeline(
        (Keyframe(0.0, PictureRequest(Latent(4))), Keyframe(1.5, PictureRequest(Latent(5), psi=0.5)))
    )
    (tmp_path / "a.json").write_text(json.dumps(timeline_values(timeline)))
    first, second = tmp_path / "a.gif", tmp_path / "b.webp"
    assert (
        _walk(capsys, plain, "--timeline", tmp_path / "a.json", "--fps", 10, "--out", first)["frames"] == 15
    )
    assert _walk(capsys, plain, "--timeline", first, "--fps", 10, "--out", second)["frames"] == 15
    assert read_film_recipe(second).timeline == timeline


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "needs a way"),
        (["--seeds", "1"], "two seeds or more"),
        (["--seeds", "1,x"], "“x” is no seed"),
        (["--seeds", "1,-2"], "is no seed"),
        (["--seeds", "1,4294967296"], "is no seed"),
        (["--seeds", "1,2", "--random", "3"], "not allowed with"),
        (["--random", "5000"], "from 0 to 1,024"),
        (["--seeds", "1,2", "--seconds", "0"], "--seconds is 0"),
        (["--seeds", "1,2", "--seconds", "nan"], "--seconds is nan"),
        (["--seeds", "1,2", "--fps", "0"], "--fps is 0"),
        (["--seeds", "1,2", "--fps", "100"], "from 0.1 to 50"),
        (["--seeds", "1,2", "--scale", "-1"], "enlarged"),
        (["--seeds", "1,2", "--quality", "best"], "no quality"),
        (["--seeds", "1,2", "--psi", "9"], "psi"),
        (["--seeds", "1,2", "--label", "1"], "without classes"),
        (["--seeds", "1,2", "--space", "w"], "no latent space w"),
        (["--timeline", "nowhere.json"], "nowhere.json"),
        (["--timeline", "nowhere.json", "--psi", "0.5"], "leave --psi"),
        (["--timeline", "nowhere.mp4"], "no film that can be read"),
    ],
)
def test_what_cannot_be_is_one_sentence(arguments: list[str], part: str, plain: Path, tmp_path: Path, capsys):
    assert part in _complaint(capsys, plain, *arguments, "--out", tmp_path / "a.gif")
    assert not (tmp_path / "a.gif").exists()


def test_a_timeline_that_is_damaged_empty_or_of_another_model_is_refused(plain: Path, tmp_path: Path, capsys):
    file, out = tmp_path / "a.json", tmp_path / "a.gif"
    for text, part in (
        ("[1]", "damaged"),
        ("{", "damaged"),
        (json.dumps(timeline_values(Timeline())), "no keyframes"),
        (
            json.dumps(timeline_values(Timeline((Keyframe(0.0, PictureRequest(label=1)),)))),
            "does not suit this model",
        ),
    ):
        file.write_text(text)
        assert part in _complaint(capsys, plain, "--timeline", file, "--out", out)


def test_an_ending_that_is_no_films_is_refused_before_anything_is_opened(tmp_path: Path, capsys):
    assert "cannot be written as .avi" in _complaint(
        capsys, "no-model", "--seeds", "1,2", "--out", tmp_path / "a.avi"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGINT for another process")
def test_ctrl_c_leaves_no_half_film(plain: Path, tmp_path: Path):
    out = tmp_path / "films" / "a.gif"
    program = [sys.executable, "-m", "gan_studio", "walk", plain, "--random", "50", "--seconds", "3000"]
    with subprocess.Popen(
        [*map(str, program), "--out", str(out)],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
        preexec_fn=_heed_ctrl_c,
    ) as running:
        assert "Frame 1 of" in running.stderr.readline()
        begun = [path.name for path in out.parent.iterdir()]
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    assert begun == ["a.gif.part"]
    assert running.returncode == 130
    assert told.endswith("Interrupted.\n")
    assert list(out.parent.iterdir()) == []


def test_the_help_names_every_kind_of_film():
    parser = cli.Parser(prog="walk")
    walk.configure(parser)
    assert all(suffix in parser.format_help() for suffix in (".mp4", ".gif", ".webp"))


def _heed_ctrl_c() -> None:
    """Whoever runs the tests in the background may have told them to ignore it, which is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
