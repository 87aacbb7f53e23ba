"""A document's key: what it says and for whom, and nothing of when."""

from datetime import UTC, datetime

import pytest

from core.documents import ContentMoved, Document, compile_document, request_document
from core.models import Packet
from tests.rig.pdfs import QuietJob

KIT = "hiring.compile_kit"


def document(**context):
    """A kit without an interview behind it, since documents know no domain."""
    at = datetime(2026, 11, 17, 9, tzinfo=UTC)
    parts = ["stage", "guide_stage", "role", "version", "directions", "share", "brief"]
    base = {part: {} for part in parts} | {part: [] for part in ["questions", "criteria", "panel", "recommendations"]}
    base |= {
        "candidate": {"timezone": "UTC"},
        "interview": {"starts_at": at, "ends_at": at, "blocks_time": True, "candidate_zone": "UTC"},
        "minutes": 30,
    }
    return Document("a_kind", "abcdefghjkmn", "A title", "hiring/pdf/interview_kit.html", base | context)


def test_the_key_follows_content_and_reader_but_not_time(iris, ivan):
    first = document(minutes=30)
    assert first.key(reader=iris) == document(minutes=30).key(reader=iris)
    assert first.key(reader=iris) != document(minutes=45).key(reader=iris)
    assert first.key(reader=iris) != first.key(reader=ivan)
    assert len(first.key(reader=iris)) == 64


def test_times_stand_in_the_readers_zone(iris):
    iris.timezone = "Asia/Kolkata"
    html = document().html(reader=iris, made_at=datetime(2026, 11, 20, 22, 45, tzinfo=UTC))
    assert "21 Nov 2026, 04:15" in html


def test_progress_is_told_while_it_is_made(iris):
    job = QuietJob()
    packet = request_document(document(), task=KIT, by=iris)
    compile_document(packet, document(), job=job)
    # A press that takes its time shows a sign of life in between.
    assert [report for report in job.reports if report != (None, "")] == [
        (40, "Laying out the pages"),
        (75, "Writing 1 page"),
        (90, "Storing the file"),
    ]
    assert packet.is_ready


def test_content_that_moved_to_what_is_there_already_is_refused(iris):
    waiting = request_document(document(minutes=30), task=KIT, by=iris)
    request_document(document(minutes=45), task=KIT, by=iris)
    with pytest.raises(ContentMoved):
        compile_document(waiting, document(minutes=45), job=QuietJob())
    assert not Packet.objects.get(pk=waiting.pk).is_ready
