"""Every kind of PDF: tagged, named, with bookmarks and running heads, the same bytes for the same input."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from core import packets as core_packets
from core.documents import Document
from core.pdf import Press, render
from debriefs.packets import debrief_packet, debrief_summary, decision_file
from debriefs.services import store_summary
from hiring.models import Interview, Role
from hiring.packets import brief, day_kits, kit, preparation, stage_kit
from question_bank import packets as bank_packets
from question_bank.models import GuideVersion
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, unpublish
from tests.rig.pdfs import bookmarks_of, read, tags_of, words_of

pytestmark = [pytest.mark.slow, pytest.mark.once]

PREPARATION = {
    "intro": "Dear {candidate}, this is what comes.",
    "sections": [{"title": "Before you come", "items": ["Read about us"], "intro": "Take an hour."}],
    "faq": [{"question": "May I bring notes?", "answer": "Yes."}],
}
BRIEF = {"title": "Forecast a shop", "task": "Forecast it, {candidate}.", "submit": {"items": ["A notebook"]}}


@dataclass(frozen=True)
class Printed:
    """A kind: how it is composed in the world of these tests, and the words that say what, for whom and how secret."""

    compose: Callable[["Paper", User], Document]
    what: str
    whom: str
    secrecy: str
    marked: bool = True


class Paper:
    """What the documents are about."""

    def __init__(self, interview: Interview, sample: Interview, debrief: object) -> None:
        self.interview, self.sample, self.debrief = interview, sample, debrief
        self.role: Role = interview.candidacy.role


KINDS = {
    "interview_kit": Printed(lambda w, by: kit(w.interview.uid, by), "Interview kit", "Amara Nwosu", "Confidential"),
    "stage_kit": Printed(
        lambda w, by: stage_kit(w.interview.stage.uid, by),
        "Interview kit, blank",
        "Machine Learning",
        "For the hiring team",
    ),
    "guide_stage_kit": Printed(
        lambda w, by: bank_packets.stage_kit(w.role.guide_version.uid, "technical", by),
        "Interview kit, blank",
        "version 1",
        "For the hiring team",
        marked=False,
    ),
    "day_kits": Printed(
        lambda w, by: day_kits(w.role.uid, f"2026-11-17 {w.interview.uid} {w.sample.uid}", by),
        "Kits of Tuesday 17 November 2026",
        "Amara Nwosu",
        "Confidential",
    ),
    "preparation_sheet": Printed(
        lambda w, by: preparation(w.interview.candidacy.uid), "How to prepare", "Amara Nwosu", "For Amara", marked=False
    ),
    "work_sample_brief": Printed(
        lambda w, by: brief(w.sample.uid, by), "Work sample, brief", "Amara Nwosu", "For Amara", marked=False
    ),
    "guide_book": Printed(
        lambda w, by: bank_packets.book(w.role.guide_version.uid),
        "Interview guide",
        "Version 1",
        "hiring team",
        marked=False,
    ),
    "debrief_packet": Printed(
        lambda w, by: debrief_packet(by, w.debrief.uid), "Debrief packet", "Amara Nwosu", "Confidential, for Mara"
    ),
    "debrief_summary": Printed(
        lambda w, by: debrief_summary(by, w.debrief.uid), "Summary", "Amara Nwosu", "Confidential, for Mara"
    ),
    "decision_file": Printed(
        lambda w, by: decision_file(by, w.debrief.uid), "Decision file", "Amara Nwosu", "Confidential, for Mara"
    ),
}


@pytest.fixture
def paper(opened, candidacy, mara):
    decide(debrief=opened, outcome="no_hire", reason="Too thin.", by=mara)
    store_summary(debrief=opened)
    version = candidacy.role.guide_version
    unpublish(version)
    GuideVersion.objects.filter(pk=version.pk).update(preparation=PREPARATION)
    version.stages.filter(kind="work_sample").update(brief=BRIEF)
    sample = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="work_sample"))
    PanelistFactory(interview=sample)
    return Paper(opened.candidacy.interviews.earliest("pk"), sample, opened)


def printed(document: Document, reader: User) -> bytes:
    return render(document.html(reader=reader, made_at=timezone.now())).data


def test_every_kind_that_can_be_asked_for_is_looked_at():
    elsewhere = {"reference_report"}
    assert set(core_packets._readers) - elsewhere == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_accessible_and_every_page_says_what_it_is(kind, paper, mara):
    reader = read(printed(KINDS[kind].compose(paper, mara), mara))
    is_tagged_named_and_has_bookmarks(reader)
    says_on_every_page_what_it_is(reader, KINDS[kind])


def is_tagged_named_and_has_bookmarks(reader: PdfReader) -> None:
    root = reader.root_object
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title
    assert reader.metadata.author == "Evenhand"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert {"/H1", "/H2", "/P"} <= tags_of(reader)
    assert bookmarks_of(reader)
    for page in reader.pages:
        assert "/StructParents" in page
        assert page["/Tabs"] == "/S"


def says_on_every_page_what_it_is(reader: PdfReader, found: Printed) -> None:
    first = " ".join(reader.pages[0].extract_text().split())
    assert found.what in first
    assert found.secrecy in words_of(reader)
    assert found.whom in words_of(reader)
    for number, page in enumerate(reader.pages, 1):
        words = " ".join(page.extract_text().split())
        assert f"Page {number} of {len(reader.pages)}" in words
        assert "For Mara" in words or "For Amara" in words


@pytest.mark.parametrize("kind", KINDS)
def test_the_readers_name_stands_across_each_page_where_the_role_asks_for_it(kind, paper, mara):
    Role.objects.update(watermark_packets=True)
    paper.interview.candidacy.role.refresh_from_db()
    marked = 'class="run run-watermark"' in KINDS[kind].compose(paper, mara).html(reader=mara)
    assert marked == KINDS[kind].marked


@pytest.mark.parametrize("paper_size", ["a4", "letter"])
@pytest.mark.parametrize("kind", ["interview_kit", "debrief_packet", "guide_book"])
def test_it_is_set_for_the_paper_of_its_reader(kind, paper_size, paper, mara):
    mara.paper = paper_size
    reader = read(printed(KINDS[kind].compose(paper, mara), mara))
    sizes = {tuple(sorted((round(page.mediabox.width), round(page.mediabox.height)))) for page in reader.pages}
    assert sizes == {(595, 842) if paper_size == "a4" else (612, 792)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_input_gives_the_same_bytes_in_another_process(kind, paper, mara, monkeypatch):
    html = KINDS[kind].compose(paper, mara).html(reader=mara)
    first = render(html).data
    other = Press()
    monkeypatch.setattr(import_module("core.pdf.render"), "press", other)
    try:
        assert render(html).data == first
    finally:
        other.close()


def test_the_kits_of_a_day_have_a_bookmark_for_each_interview(paper, mara):
    reader = read(printed(KINDS["day_kits"].compose(paper, mara), mara))
    tops = [title for depth, title in bookmarks_of(reader) if depth == 0]
    assert sorted(tops) == ["Technical Assessment, Amara Nwosu", "Technical Interview, Amara Nwosu"]
