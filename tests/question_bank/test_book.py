"""The book of a guide: all of its text, with page numbers that are right, for those who may read the page."""

import re

import pytest
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import Destination

from core import packets
from core.models import AuditEvent, Packet
from core.pdf import Pdf
from question_bank.models import GuideVersion
from question_bank.packets import book, may_read_book
from question_bank.services import NotYourGuide, load_guide, request_book, retire_version
from question_bank.tasks import NoBook, compile_book
from tests.question_bank.documents import small
from tests.question_bank.text import GUIDES, bare, lost, texts_of, words_in
from tests.rig.pdfs import QuietJob, compiled, words_of

MILLIMETRE = 72 / 25.4
HEAD, FOOT = (297 - 24) * MILLIMETRE, 22 * MILLIMETRE


def loaded(document, *, publish=True) -> GuideVersion:
    return load_guide(document=document, by=None, publish=publish).version


@pytest.fixture
def version(db) -> GuideVersion:
    return loaded(small())


def text_between_head_and_foot(reader: PdfReader) -> str:
    """The words of the pages as one text, so that what runs over a page's end is not cut by its running head."""
    parts = []

    def visit(text, cm, tm, font, size):
        if FOOT < tm[4] * cm[1] + tm[5] * cm[3] + cm[5] < HEAD:
            parts.append(text)

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    return "".join(parts)


def bookmarks(reader: PdfReader) -> dict[str, int]:
    """The first page of each chapter, by the outline of the file; pages count from 1."""
    chapters = [entry for entry in reader.outline if isinstance(entry, Destination)]
    return {entry.title: reader.get_destination_page_number(entry) + 1 for entry in chapters}


@pytest.mark.parametrize("key", GUIDES)
def test_no_text_of_a_guide_is_missing(rosa, key):
    document = GUIDES[key]
    html = book(loaded(document).uid).html(reader=rosa)
    assert lost(texts_of(document), words_in(html[html.index("<body") :])) == []


@pytest.mark.slow
def test_the_printed_book_is_the_whole_guide(rosa):
    document = GUIDES["ml-engineer"]
    reader = compiled(request_book(version=loaded(document), by=rosa), compile_book)
    assert lost(texts_of(document), text_between_head_and_foot(reader)) == []
    pages = [bare(page.extract_text()) for page in reader.pages]
    for _, criterion in document.written_criteria():
        row = [bare(text) for text in (criterion.name, *criterion.levels.values())]
        assert any(all(text in page for text in row) for page in pages), f"{criterion.name} breaks over two pages"
    chapters = bookmarks(reader)
    assert list(chapters)[:4] == ["Contents", "About this guide", "Job description", "Ideal candidate"]
    assert [stage.name for stage in document.stages] == list(chapters)[5:12]
    contents = reader.pages[1].extract_text()
    for name, number in list(chapters.items())[1:]:
        assert re.search(rf"^{re.escape(name)}[ .]*\s{number}$", contents, re.MULTILINE), name
        page = reader.pages[number - 1].extract_text()
        assert f"Page {number} of {len(reader.pages)}" in page
        assert page.count(name) >= 2, "the running head names the chapter beside its heading"


@pytest.mark.slow
def test_the_index_and_the_scorecards_give_pages(version, rosa):
    reader = compiled(request_book(version=version, by=rosa), compile_book)
    chapters = bookmarks(reader)
    words = words_of(reader)
    shared, screening = chapters["Shared criteria"], chapters["Screening"]
    assert f"Good bread (p. {shared})." in words
    assert f"question 1 (p. {screening}); rated by Dough (p. {screening}), Good bread (p. {shared})" in words
    assert reader.metadata.title == "Baker"


def test_the_title_page_says_what_the_book_is(version, rosa, ada):
    document = small(
        ("name: Baker\n", "name: Baker\nsource: bread-book\n"),
        ("        name: Dough\n", "        name: Dough\n        ours: true\n"),
    )
    draft = loaded(document, publish=False)
    said = " ".join(words_in(book(draft.uid).html(reader=rosa)).split())
    assert "Version 2, draft" in said
    assert "nobody is measured with it yet" in said
    assert "Holds3 stages, 2 questions, 2 criteria" in said.replace("Holds ", "Holds")
    assert "bread-book" in said
    assert "1 criterion: not from the source, and marked as ours" in said
    retire_version(version=version, by=ada)
    said = " ".join(words_in(book(version.uid).html(reader=rosa)).split())
    assert "Version 1, retired" in said
    assert "roles that use it keep it" in said
    assert "Ours" not in said


def test_a_retired_version_is_printed_as_it_was(version, rosa, ada):
    loaded(small(("Sings", "Glows")))
    retire_version(version=version, by=ada)
    html = book(version.uid).html(reader=rosa)
    assert lost(texts_of(small()), words_in(html)) == []
    assert "Glows" not in html


def test_the_same_book_is_compiled_once_and_a_new_state_anew(version, rosa, ada):
    first = request_book(version=version, by=rosa)
    assert request_book(version=version, by=rosa) == first
    assert request_book(version=version, by=ada) != first
    retire_version(version=version, by=ada)
    assert request_book(version=version, by=rosa) != first


@pytest.mark.parametrize(("who", "code"), [("ada", 302), ("rosa", 302), ("stan", 404), ("mara", 404)])
def test_who_may_ask_for_a_book(client, request, version, who, code):
    user = request.getfixturevalue(who)
    client.force_login(user)
    answer = client.post(reverse("guide_book_request", args=[version.uid]))
    assert answer.status_code == code
    assert may_read_book(user, version.uid) == (code == 302)
    if code == 302:
        packet = Packet.objects.get()
        assert answer["Location"] == reverse("packet_detail", args=[packet.uid])
        assert reverse("guide_version_detail", args=[version.uid]) in client.get(answer["Location"]).content.decode()
        event = AuditEvent.objects.get(verb="packet.requested")
        assert (event.actor, event.object_uid, event.data) == (user, packet.uid, {"kind": "guide_book"})
    else:
        assert not Packet.objects.exists()
        with pytest.raises(NotYourGuide):
            request_book(version=version, by=user)


def test_who_lost_the_right_gets_neither_a_new_book_nor_the_old_one(client, version, rosa):
    ready = request_book(version=version, by=rosa)
    packets.store(ready, Pdf(data=b"%PDF-1.7", pages=1))
    retire_version(version=version, by=None)
    waiting = request_book(version=version, by=rosa)
    client.force_login(rosa)
    assert client.get(reverse("packet_download", args=[ready.uid])).status_code == 200
    rosa.access_level = "member"
    rosa.save()
    with pytest.raises(NoBook):
        compile_book(QuietJob(), packet_id=waiting.pk)
    assert client.get(reverse("packet_download", args=[ready.uid])).status_code == 404


def test_the_page_offers_the_book(client, version, rosa):
    client.force_login(rosa)
    shown = client.get(reverse("guide_version_detail", args=[version.uid])).content.decode()
    assert f'action="{reverse("guide_book_request", args=[version.uid])}"' in shown


def test_composing_costs_the_same_queries_however_long(rosa, django_assert_num_queries):
    for document in (small(), GUIDES["ml-engineer"]):
        version = loaded(document)
        with django_assert_num_queries(7):
            book(version.uid).html(reader=rosa)
