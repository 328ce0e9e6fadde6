"""The page: whole in itself, safe whatever names hold, and telling without colour."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image
from scripted_scores import SMALL, evaluation, histogram, pairs, score

from gan_studio.core.report.page import as_page

EVIL = "<img src=x onerror=alert(1)><b>"
VOID = {"meta", "img", "br", "wbr"}


class Outline(HTMLParser):
    """The elements of a page, its text, and whether every element is closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and data.strip():
            self.texts.append(data.strip())

    @property
    def text(self) -> str:
        """Everything that is read."""
        return " ".join(self.texts)

    def attributes(self, name: str) -> list[str]:
        """The values of an attribute, wherever it stands."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def pictures(self) -> list[np.ndarray]:
        """The pictures that the page holds."""
        data = [base64.b64decode(text.partition("base64,")[2]) for text in self.attributes("src")]
        return [np.asarray(Image.open(io.BytesIO(png))) for png in data]


@pytest.fixture
def rich():
    details = (histogram("boot", "bag", missing=("bag",)), pairs(3))
    return evaluation(
        {
            "first": [score("sharpness", 1.5, spread=0.25, notes=(SMALL,), details=details)],
            "second": [score("sharpness", 2.5, notes=(SMALL, "Another note."))],
        },
        refused=(("second", "variety", "It has no classes."),),
    )


def test_every_element_is_closed_in_turn(rich):
    assert Outline(as_page(rich)).open == []


def test_nothing_comes_from_outside(rich):
    outline = Outline(as_page(rich))
    assert all(source.startswith("data:image/png;base64,") for source in outline.attributes("src"))
    assert all(target.startswith("#") for target in outline.attributes("href"))
    assert not {"script", "link", "iframe"} & {tag for tag, _ in outline.elements}
    assert not re.search(r"url\(|@import", as_page(rich))


def test_names_cannot_add_elements():
    details = (histogram(EVIL, "bag", missing=(EVIL,)), pairs(1))
    plain = evaluation({"x": [score("m", 1.0, notes=("n",), details=details)]}, (("y", "m", "w"),))
    evil = evaluation(
        {EVIL: [score("m", 1.0, notes=(EVIL,), details=details, label=EVIL)]},
        ((EVIL + "2", "m", EVIL + "w"),),
    )
    evil.plan = plain.plan.__class__(evil.plan.subjects, data=EVIL, metrics=())
    outline = Outline(as_page(evil))
    assert [tag for tag, _ in outline.elements] == [tag for tag, _ in Outline(as_page(plain)).elements]
    assert outline.text.count(EVIL) >= 7


def test_the_best_value_of_a_column_is_named_so(rich):
    text = Outline(as_page(rich)).text
    assert re.search(r"1\.500 ± 0\.250 \d best", text)
    assert text.count("best") == 1


def test_a_score_that_is_missing_leads_to_its_reason(rich):
    outline = Outline(as_page(rich))
    number = outline.text.partition("not computed ")[2].partition(" ")[0]
    page = as_page(rich)
    assert f'<li id="note-{number}">It has no classes.</li>' in page


def test_every_footnote_exists_and_a_shared_note_is_one(rich):
    outline = Outline(as_page(rich))
    assert {target.removeprefix("#") for target in outline.attributes("href")} <= set(
        outline.attributes("id")
    )
    assert outline.text.count(SMALL) == 1


def test_pictures_are_there_pixel_for_pixel(rich):
    shown = Outline(as_page(rich)).pictures()
    expected = pairs(3)
    assert np.array_equal(shown[0::2], expected.left)
    assert np.array_equal(shown[1::2], expected.right)


def test_grey_pictures_are_shown_too():
    found = evaluation({"a": [score("m", 1.0, details=(pairs(2, channels=1),))]})
    assert np.array_equal(Outline(as_page(found)).pictures()[1::2], pairs(2, channels=1).right[..., 0])


def test_missing_classes_are_named_in_words_and_at_their_bars(rich):
    text = Outline(as_page(rich)).text
    assert "Missing: bag." in text
    assert "bag missing 50.0% 0.0%" in text


def test_a_bar_is_as_long_as_its_share(rich):
    widths = [
        float(re.search(r"width:([\d.]+)rem", style)[1])
        for style in Outline(as_page(rich)).attributes("style")
    ]
    assert widths == pytest.approx([10, 20, 10, 0])


def test_of_very_many_classes_those_that_differ_are_shown():
    names = [f"class {index}" for index in range(500)]
    found = evaluation({"a": [score("m", 1.0, details=(histogram(*names, missing=("class 321",)),))]})
    text = Outline(as_page(found)).text
    assert "Of 500 classes, the 60 that differ most are shown." in text
    assert "class 321 missing" in text


def test_a_detail_that_two_metrics_share_is_shown_once():
    shares = (histogram("boot", "bag"),)
    found = evaluation({"a": [score("m", 1.0, details=shares), score("n", 2.0, details=shares)]})
    assert Outline(as_page(found)).text.count("Classes drawn") == 1


def test_protocol_stands_in_words(rich):
    assert "500 generated pictures against 1,024 held-out pictures of shirts" in Outline(as_page(rich)).text


def test_an_evaluation_without_a_score_is_a_page_too():
    assert "It is damaged." in Outline(as_page(evaluation({}, refused=(("a", "", "It is damaged."),)))).text
