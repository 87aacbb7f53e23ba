"""What people write is set whole, whatever they write: nothing leaves its page, no text is lost."""

from collections import Counter

import pytest

from core.pdf import render
from tests.rig.pdfs import read, words_of

pytestmark = pytest.mark.slow

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>T</title>
<link rel="stylesheet" href="/static/css/print.css"></head><body class="{paper}"><p class="run run-what">{title}</p>
<p class="run run-whom">whom</p><p class="run run-secrecy">Confidential</p><p class="run run-made">made</p>
<header class="cover"><h1>{title}</h1><table class="facts"><tr><th>Key</th><td>{text}</td></tr></table></header>
<section><h2>{title}</h2>{body}</section></body></html>"""
PLACES = {
    "paragraph": '<p class="pre">{text}</p>',
    "read aloud": '<article class="question"><p class="aloud pre">{text}</p></article>',
    "quote": '<div class="whole"><p class="quote">{text}</p></div>',
    "table": '<table class="plain"><thead><tr><th>A</th></tr></thead><tr><td>{text}</td></tr></table>',
    "rubric": '<table class="rubric"><tr><td>{text}</td><td>b</td><td>c</td><td>d</td><td>e</td></tr></table>',
    "beside": '<table class="beside"><tr><td><p class="quote">{text}</p></td><td>b</td></tr></table>',
    "halves": '<table class="halves"><tr><td><ul class="tick"><li>{text}</li></ul></td><td>b</td></tr></table>',
    "list": "<ul><li>{text}</li></ul>",
    "heading": "<h3>{text}</h3>",
    "note": '<p class="note">{text}</p>',
}
WORD = "x" * 900


def outside(data: bytes) -> list[str]:
    """The texts that begin off their page or in its last centimetre, where no letter belongs."""
    found = []
    for page in read(data).pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)

        def look(text, matrix, position, font, size, width=width, height=height):
            left, bottom = position[4] * matrix[0] + matrix[4], position[5] * matrix[3] + matrix[5]
            if text.strip() and not (28 <= left <= width - 28 and 28 <= bottom <= height - 28):
                found.append(f"{text[:20]} at {left:.0f}, {bottom:.0f}")

        page.extract_text(visitor_text=look)
    return found


def page(body: str, **values: str) -> bytes:
    return render(PAGE.format(**{"paper": "a4", "title": "T", "text": "t", "body": body} | values)).data


@pytest.mark.parametrize("place", PLACES)
def test_one_endless_word_breaks_where_it_must(place):
    data = page(PLACES[place].format(text=WORD), title="y" * 150, text="z" * 400)
    assert not outside(data)
    letters = Counter("".join(one.extract_text() for one in read(data).pages))
    assert letters["x"] >= len(WORD)
    assert letters["z"] == 400
    lines = [line for one in read(data).pages for line in one.extract_text().splitlines()]
    assert max(line.count("x") for line in lines) < 130


@pytest.mark.parametrize("place", PLACES)
def test_a_text_of_several_pages_goes_on_over_them(place):
    numbers = [f"w{number}w" for number in range(2_500)]
    data = page(PLACES[place].format(text=" ".join(numbers)))
    assert not outside(data)
    said = Counter(words_of(read(data)).replace("-", "").split())
    assert [number for number in numbers if not said[number]] == []


def test_twenty_thousand_words_are_set():
    numbers = [f"w{number}w" for number in range(20_000)]
    reader = read(page(PLACES["quote"].format(text=" ".join(numbers)), paper="letter"))
    said = set(words_of(reader).split())
    assert said >= set(numbers)
    assert len(reader.pages) > 30


def test_names_from_right_to_left_and_emoji_keep_their_letters():
    names = ["דוד כהן", "محمد الأحمد", "Zażółć 😀", "naïve"]
    data = page("".join(f"<p>{name}</p>" for name in names))
    said = words_of(read(data))
    assert not outside(data)
    assert "Zażółć" in said
    assert "😀" in said
    assert any(letter in said for letter in "כהן")


def test_a_paragraph_runs_in_the_direction_of_its_first_letters():
    data = page("<p>1. דוד</p><p>Zebra דוד</p>")
    lefts = []

    def look(text, matrix, position, font, size):
        if "ד" in text:
            lefts.append(position[4] * matrix[0] + matrix[4])

    first = read(data).pages[0]
    first.extract_text(visitor_text=look)
    middle = float(first.mediabox.width) / 2
    assert [left > middle for left in lefts] == [True, False]


def test_a_picture_that_is_missing_leaves_its_words():
    data = page('<p>before</p><img src="/static/img/gone.png" alt="A chart of the ratings"><p>after</p>')
    said = words_of(read(data))
    assert all(words in said for words in ("before", "A chart of the ratings", "after"))


def test_deep_lists_stay_on_their_page():
    deep = "<ul><li>deep " * 25 + "</li></ul>" * 25
    data = page(deep)
    assert not outside(data)
    assert words_of(read(data)).count("deep") == 25
