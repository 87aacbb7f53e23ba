from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import packets as core_packets
from core.documents import request_document
from core.models import AuditEvent, Packet
from core.pdf import PdfFailed
from hiring.models import Panelist
from hiring.packets import kit, may_read_kit
from hiring.tasks import NoKit, compile_kit
from question_bank.models import Question
from scorecards.models import Answer
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, unpublish
from tests.factories.hiring import MONDAY
from tests.rig.pdfs import QuietJob, compiled, words_of

pytestmark = pytest.mark.slow


@pytest.fixture
def interview(candidacy, iris, ivan):
    interview = InterviewFactory(candidacy=candidacy, place="Room 4")
    for user in (iris, ivan):
        PanelistFactory(interview=interview, user=user)
    return interview


def ask(interview, user):
    return request_document(kit(interview.uid, user), task="hiring.compile_kit", by=user)


def test_the_kit_holds_what_the_room_needs(interview, iris):
    reader = compiled(ask(interview, iris), compile_kit)
    words = words_of(reader)
    for expected in (
        "Amara Nwosu",
        "Tuesday 17 November 2026, 10:00\u201311:00 (Berlin)",
        "09:00 for Amara Nwosu (Lisbon)",
        "Room 4",
        "Iris Ito (you), Ivan Ivanov",
        "Listen for examples.",
        "Welcome.",
        "Technical Interview: question 2?",
        "First area",
        "And then?",
        "Technical Interview criterion 1",
        "Outstanding",
        "Strong no hire",
        "Page 1 of",
        "For Iris Ito",
    ):
        assert expected in words, expected


def test_a_work_sample_has_a_window(candidacy, iris):
    stage = candidacy.role.stages.get(kind="work_sample")
    interview = InterviewFactory(candidacy=candidacy, stage=stage, ends_at=MONDAY + timedelta(days=5))
    PanelistFactory(interview=interview, user=iris)
    words = words_of(compiled(ask(interview, iris), compile_kit))
    assert "Tuesday 17 November 2026, 10:00 to Saturday 21 November, 10:00 (Berlin)" in words


def test_the_kit_says_nothing_of_others(interview, iris, ivan):
    own, other = interview.panelists.get(user=iris), interview.panelists.get(user=ivan)
    before = kit(interview.uid, iris).key(reader=iris)
    draft = ScorecardFactory(panelist=own)
    Answer.objects.create(scorecard=draft, question=Question.objects.first(), notes="quokka")
    ScorecardFactory(panelist=other, sealed=True, summary="axolotl")
    assert kit(interview.uid, iris).key(reader=iris) == before
    words = words_of(compiled(ask(interview, iris), compile_kit))
    assert "quokka" not in words
    assert "axolotl" not in words


def test_placeholders_are_filled_or_shown_as_missing(interview, iris, role):
    unpublish(role.guide_version)
    Question.objects.filter(key="technical-q1").update(text="Why {company}? And {product}?")
    role.placeholder_values = {"company": "Lumen {candidate}"}
    role.save()
    words = words_of(compiled(ask(interview, iris), compile_kit))
    assert "Why Lumen {candidate}? And [product]?" in words


def test_hostile_texts_are_only_texts(interview, iris, candidacy):
    bad = '<link rel=attachment href="file:///etc/passwd"><img src="http://127.0.0.1/x"><script>alert(1)</script>'
    candidacy.candidate.name = "<b>Amara</b>"
    candidacy.candidate.save()
    interview.place = bad
    interview.save()
    reader = compiled(ask(interview, iris), compile_kit)
    assert "<b>Amara</b>" in words_of(reader)
    assert "rel=attachment" in words_of(reader)
    assert not reader.attachments
    assert "EmbeddedFiles" not in str(reader.trailer["/Root"])


def test_the_metadata_names_nobody(interview, iris):
    reader = compiled(ask(interview, iris), compile_kit)
    said = str(dict(reader.metadata or {}))
    assert "Technical Interview" in said
    for name in ("Amara", "Iris", "Ivan"):
        assert name not in said


def test_a_question_of_a_megabyte_is_refused_in_words(interview, iris, role):
    unpublish(role.guide_version)
    Question.objects.filter(key="technical-q1").update(text="x " * 800_000)
    with pytest.raises(PdfFailed, match="too long to be printed"):
        compiled(ask(interview, iris), compile_kit)
    assert not Packet.objects.get().is_ready


def test_the_same_content_is_compiled_once_and_for_one_reader(interview, iris, ivan):
    first = ask(interview, iris)
    assert ask(interview, iris) == first
    assert ask(interview, ivan) != first
    interview.place = "Room 5"
    interview.save()
    assert ask(interview, iris) != first


def test_asking_for_a_kit_is_on_record(client, interview, iris, ivan):
    client.force_login(iris)
    packet = client.post(f"/interviews/{interview.uid}/kit/").url.split("/")[-2]
    event = AuditEvent.objects.get(verb="packet.requested")
    assert (event.actor, event.object_uid, event.scope_uid, event.data) == (
        iris, packet, interview.candidacy.uid, {"kind": "interview_kit"},
    )  # fmt: skip


def test_what_changed_while_waiting_is_what_is_printed(interview, iris):
    packet = ask(interview, iris)
    interview.place = "Room 5"
    interview.save()
    assert "Room 5" in words_of(compiled(packet, compile_kit))
    assert ask(interview, iris) == packet


def test_the_right_is_asked_again(interview, iris):
    packet = ask(interview, iris)
    Panelist.objects.filter(user=iris).update(recused_at=timezone.now(), recusal_reason="Old friends")
    assert not core_packets.may_read(packet=packet, user=iris)
    with pytest.raises(NoKit):
        compile_kit(QuietJob(), packet_id=packet.pk)


@pytest.mark.parametrize("who", ["iris", "rosa", "mara", "ada"])
def test_who_may_have_the_kit(interview, who, request):
    assert may_read_kit(request.getfixturevalue(who), interview.uid)


def test_a_stranger_may_not(interview, stan):
    assert not may_read_kit(stan, interview.uid)


@pytest.mark.parametrize(("who", "status"), [("iris", 302), ("stan", 404)])
def test_asking_on_the_page(client, interview, who, status, request):
    client.force_login(request.getfixturevalue(who))
    response = client.post(reverse("kit_request", args=[interview.uid]))
    assert response.status_code == status
    if status == 302:
        packet = Packet.objects.get()
        assert response.url == reverse("packet_detail", args=[packet.uid])
        assert packet.title == "Technical Interview with Amara Nwosu"


def test_who_has_stepped_back_gets_no_kit(client, interview, iris):
    Panelist.objects.filter(user=iris).update(left_at=timezone.now())
    client.force_login(iris)
    assert client.post(reverse("kit_request", args=[interview.uid])).status_code == 403


def test_a_look_asks_for_nothing(client, interview, iris):
    client.force_login(iris)
    assert client.get(reverse("kit_request", args=[interview.uid])).status_code == 405
