from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from tiny_models import write_model, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.latent.film import write as film
from gan_studio.core.latent.film.files import GifFile
from gan_studio.core.latent.film.options import (
    FILM_KINDS,
    FilmOptions,
    check_film,
    film_size,
    frame_times,
    kind_of,
)
from gan_studio.core.latent.film.recipe import read_film_recipe
from gan_studio.core.latent.film.write import write_film
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.recipe import recipe_of
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.latent.timeline import Keyframe, Timeline

SUFFIXES = (".mp4", ".gif", ".webp")
LINE = Timeline(
    (Keyframe(0.0, PictureRequest(Latent(3))), Keyframe(0.6, PictureRequest(Latent(4), psi=0.5))), loops=True
)


@pytest.fixture(scope="module")
def grey(tmp_path_factory: pytest.TempPathFactory):
    return open_model(write_model(tmp_path_factory.mktemp("grey") / "model.pt"))


@pytest.fixture(scope="module")
def colour(tmp_path_factory: pytest.TempPathFactory):
    return open_model(write_styled_model(tmp_path_factory.mktemp("colour") / "blüte.pt"))


def _written(model, out: Path, **options) -> Path:
    chosen = FilmOptions(**{"fps": 10, "timeline": LINE, **options})
    progress = list(write_film(model, LINE.frames(chosen.fps), out, chosen))
    assert progress[-1].share == 1.0
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    return out


def _frames(path: Path) -> list[np.ndarray]:
    """The pictures of an animation, as Pillow reads them."""
    with Image.open(path) as animation:
        pictures = []
        for place in range(animation.n_frames):
            animation.seek(place)
            pictures.append(np.asarray(animation.convert("RGB")))
    return pictures


def _in_colour(image: np.ndarray) -> np.ndarray:
    return np.broadcast_to(image, (*image.shape[:2], 3))


def test_a_video_is_h264_with_every_frame_at_its_time(colour, tmp_path: Path):
    _written(colour, tmp_path / "a.mp4", scale=4)
    with av.open(str(tmp_path / "a.mp4")) as video:
        stream = video.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (64, 64)
        assert stream.average_rate == Fraction(10)
        frames = list(video.decode(stream))
    assert [float(frame.time) for frame in frames] == pytest.approx([place / 10 for place in range(26)])
    expected = draw(colour[0], LINE.frames(10)[:]).repeat(4, axis=1).repeat(4, axis=2)
    shown = np.stack([frame.to_ndarray(format="rgb24") for frame in frames])
    assert np.abs(shown.astype(int) - expected).mean() < 4  # colours are halved, and coded with loss


def test_a_video_of_odd_size_is_filled_up_to_even_sides(colour, tmp_path: Path):
    assert film_size((3, 15, 15), 1.0, FILM_KINDS["mp4"]) == (16, 16)
    _written(colour, tmp_path / "a.mp4", scale=1.55)  # 24.8, so 25, so 26
    with av.open(str(tmp_path / "a.mp4")) as video:
        assert (video.streams.video[0].width, video.streams.video[0].height) == (26, 26)


def test_colours_of_a_video_are_those_of_the_picture(tmp_path: Path):
    from gan_studio.core.latent.film.video import Mp4File

    patches = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [200, 100, 50]], np.uint8)
    image = patches.reshape(2, 2, 3).repeat(32, axis=0).repeat(32, axis=1)
    video = Mp4File(tmp_path / "a.mp4", "", 1, FilmOptions())
    video.add(image)
    video.finish()
    with av.open(str(tmp_path / "a.mp4")) as opened:
        (frame,) = opened.decode(video=0)
    assert (frame.colorspace, frame.color_range) == (1, 1)
    seen = frame.to_ndarray(format="rgb24")[16::32, 16::32].reshape(4, 3)
    np.testing.assert_allclose(seen.astype(int), patches, atol=3)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
@pytest.mark.parametrize(("fps", "unit"), [(10, 100), (24, 1000 / 24), (30, 1000 / 30)])
def test_an_animation_has_every_frame_lasts_exactly_as_long_and_repeats(
    suffix: str, fps: int, unit: float, colour, tmp_path: Path
):
    path = _written(colour, tmp_path / f"a{suffix}", fps=fps, scale=2)
    count = round(2.6 * fps)
    with Image.open(path) as animation:
        assert (animation.n_frames, animation.size, animation.info["loop"]) == (count, (32, 32), 0)
        lengths = []
        for place in range(count):
            animation.seek(place)
            animation.load()
            lengths.append(animation.info["duration"])
    assert lengths == pytest.approx([unit] * count, abs=10 if suffix == ".gif" else 1)
    assert sum(lengths) == pytest.approx(count * unit, abs=5)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_an_animation_may_play_once(suffix: str, grey, tmp_path: Path):
    with Image.open(_written(grey, tmp_path / f"a{suffix}", repeats=False)) as animation:
        assert animation.info.get("loop") in (None, 1)


def test_a_lossless_webp_shows_the_models_own_pictures(colour, tmp_path: Path):
    shown = _frames(_written(colour, tmp_path / "a.webp"))
    expected = draw(colour[0], LINE.frames(10)[:])
    assert np.abs(np.stack(shown).astype(int) - expected).max() <= 1  # drawn among others


def test_a_gif_of_grey_pictures_is_exact_and_one_of_colours_nearly(grey, colour, tmp_path: Path):
    shown = _frames(_written(grey, tmp_path / "grey" / "a.gif", scale=3))
    first = draw(grey[0], [LINE.request_at(0.0)])[0].repeat(3, axis=0).repeat(3, axis=1)
    assert np.abs(shown[0].astype(int) - _in_colour(first)).max() <= 1
    shown = _frames(_written(colour, tmp_path / "colour" / "a.gif"))
    assert np.abs(np.stack(shown).astype(int) - draw(colour[0], LINE.frames(10)[:])).mean() < 1


@pytest.mark.parametrize("side", [64, 512])
def test_a_gif_of_many_colours_is_near_them(side: int, tmp_path: Path):
    across, down = np.meshgrid(*[np.arange(side) * 256 // side] * 2)
    image = np.stack([across, down, (across + down) // 2], axis=-1).astype(np.uint8)
    gif = GifFile(tmp_path / "a.gif", "{}", 1, FilmOptions())
    gif.add(image)
    gif.finish()
    (shown,) = _frames(tmp_path / "a.gif")
    assert np.abs(shown.astype(int) - image).mean() < 8


@pytest.mark.parametrize("suffix", [*SUFFIXES, ""])
@pytest.mark.parametrize("which", ["grey", "colour"])
def test_every_film_carries_the_recipe_it_was_made_from(
    suffix: str, which: str, tmp_path: Path, request: pytest.FixtureRequest
):
    model = request.getfixturevalue(which)
    recipe = read_film_recipe(_written(model, tmp_path / f"a{suffix}", scale=2))
    assert recipe == replace(recipe_of(model[1], LINE.keyframes[0].request), timeline=LINE)


def test_a_long_recipe_comes_back_too(grey, tmp_path: Path):
    latents = (Latent(place).with_components(dict.fromkeys(range(12), 0.123456789)) for place in range(900))
    long = Timeline(tuple(Keyframe(float(i), PictureRequest(latent)) for i, latent in enumerate(latents)))
    for suffix in SUFFIXES:
        options = FilmOptions(fps=10, timeline=long)
        list(write_film(grey, LINE.frames(10), tmp_path / f"a{suffix}", options))
        assert read_film_recipe(tmp_path / f"a{suffix}").timeline == long


def test_a_sequence_is_a_folder_of_exact_pictures_each_with_its_recipe(colour, tmp_path: Path):
    folder = _written(colour, tmp_path / "a", scale=2)
    paths = sorted(folder.iterdir())
    assert [path.name for path in paths] == [f"frame-{place:06d}.png" for place in range(26)]
    for path, wanted in list(zip(paths, LINE.frames(10), strict=True))[::5]:
        assert read_film_recipe(path).request == wanted
        with Image.open(path) as picture:
            expected = draw(colour[0], [wanted])[0].repeat(2, axis=0).repeat(2, axis=1)
            assert np.array_equal(np.asarray(picture), expected)


def test_a_free_scale_and_a_smooth_one_blur_pixels_a_whole_one_doubles_them(grey):
    image = draw(grey[0], [PictureRequest()])[0]
    doubled = film.frame_image(image, (16, 16), FilmOptions(scale=2))
    assert np.array_equal(doubled[::2, ::2], image)
    assert np.array_equal(doubled[1::2, 1::2], image)
    assert film.frame_image(image, (12, 12), FilmOptions(scale=1.5)).shape == (12, 12, 1)
    smooth = film.frame_image(image, (16, 16), FilmOptions(scale=2, is_smooth=True))
    assert not np.array_equal(smooth, doubled)
    assert np.abs(smooth.mean() - image.mean()) < 8


def test_frame_times_never_add_up_to_an_error():
    times = frame_times(3000, 30, 0.01)
    assert set(times) == {3, 4}
    assert sum(times) == 10_000


@pytest.mark.parametrize("suffix", [*SUFFIXES, ""])
def test_a_film_that_is_given_up_leaves_nothing_and_what_was_there_stays(suffix: str, colour, tmp_path: Path):
    out = tmp_path / f"a{suffix}"
    if suffix:
        out.write_bytes(b"before")
    writing = write_film(colour, LINE.frames(10), out, FilmOptions(fps=10))
    for _ in range(3):
        next(writing)
    writing.close()
    assert [path.name for path in tmp_path.iterdir()] == ([out.name] if suffix else [])
    assert not suffix or out.read_bytes() == b"before"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_is_one_sentence_and_loses_nothing(
    suffix: str, colour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / f"a{suffix}").write_bytes(b"before")
    opener = film._opener

    def full(kind):
        opened = opener(kind)

        class Full(opened):
            def finish(self) -> None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return Full

    monkeypatch.setattr(film, "_opener", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        list(write_film(colour, LINE.frames(10), tmp_path / f"a{suffix}", FilmOptions(fps=10)))
    assert [path.name for path in tmp_path.iterdir()] == [f"a{suffix}"]
    assert (tmp_path / f"a{suffix}").read_bytes() == b"before"


@pytest.mark.parametrize("suffix", [*SUFFIXES, ""])
def test_a_place_that_cannot_be_written_is_one_sentence(suffix: str, grey, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        list(write_film(grey, LINE.frames(10), tmp_path / "file" / f"a{suffix}", FilmOptions(fps=10)))


def test_a_disk_that_is_full_of_frames_is_told_of_by_the_name_a_person_gave(
    grey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(path: Path, *_: object) -> None:
        raise InputError(f"{path} is full.") from OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(film, "save_picture", full)
    with pytest.raises(InputError, match=rf"^{tmp_path / 'a'} cannot be written \(No space left"):
        list(write_film(grey, LINE.frames(10), tmp_path / "a", FilmOptions(fps=10)))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(grey, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="holds something already"):
        list(write_film(grey, LINE.frames(10), tmp_path, FilmOptions(fps=10)))
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_film_holds_only_a_few_pictures_in_memory(grey, tmp_path: Path):
    class Watched(Timeline):
        made = 0

        def request_at(self, seconds: float) -> PictureRequest:
            Watched.made += 1
            return super().request_at(seconds)

    line = Watched(LINE.keyframes).stretched(60.0)
    writing: Iterator = write_film(grey, line.frames(50), tmp_path / "a.gif", FilmOptions(fps=50))
    next(writing)
    assert Watched.made < 800
    writing.close()


@pytest.mark.parametrize(
    ("changes", "kind", "part"),
    [
        ({"fps": 0}, "mp4", "per second"),
        ({"fps": float("nan")}, "mp4", "per second"),
        ({"fps": 60}, "gif", "from 0.1 to 50"),
        ({"scale": 0}, "mp4", "enlarged"),
        ({"scale": float("inf")}, "mp4", "enlarged"),
        ({"scale": 64}, "webp", "choose a smaller scale"),
        ({"quality": "best"}, "mp4", "no quality"),
    ],
)
def test_films_that_cannot_be_are_told_in_a_sentence(changes: dict, kind: str, part: str):
    with pytest.raises(InputError, match=part):
        check_film((3, 256, 256), 10, FilmOptions(**changes), FILM_KINDS[kind])


def test_names_tell_the_kind_of_film(tmp_path: Path):
    names = {"a.mp4": "mp4", "a.GIF": "gif", "a.webp": "webp", "a": "png", "psi-0.5": "png"}
    assert {name: kind_of(Path(name)).name for name in names} == names
    with pytest.raises(InputError, match=r"cannot be written as \.avi"):
        kind_of(Path("a.avi"))
    with pytest.raises(InputError, match="0 frames"):
        check_film((1, 8, 8), 0, FilmOptions(), FILM_KINDS["mp4"])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_foreign_film_holds_no_recipe(suffix: str, grey, tmp_path: Path):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"hello")
    with pytest.raises(InputError, match="no film that can be read"):
        read_film_recipe(path)
    if suffix != ".mp4":
        Image.new("L", (4, 4)).save(path)
        with pytest.raises(InputError, match="holds no recipe"):
            read_film_recipe(path)
