import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils import timezone

from core import packets as core_packets
from core.models import Packet
from core.pdf import PdfFailed
from debriefs.models import AgendaNote, Debrief
from debriefs.packets import debrief_packet, decision_file, may_read_file, may_read_packet
from debriefs.services import (
    NextStepInput,
    NotInTheRoom,
    open_debrief,
    record_dissent,
    request_debrief_packet,
    request_decision_file,
    write_agenda_note,
)
from debriefs.tasks import NoLongerYours, compile_file, compile_packet
from hiring.models import Panelist, Seat
from question_bank.models import Question
from scorecards.models import Exposure
from scorecards.services import open_scorecard, revise, seal_scorecard
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, ReferenceCheckFactory
from tests.rig.pdfs import QuietJob, compiled, words_of
from tests.scorecards.conftest import fill, save

pytestmark = pytest.mark.slow


@pytest.fixture
def question(opened):
    return Question.objects.filter(stage__kind="debrief", stage__version=opened.candidacy.role.guide_version).earliest(
        "position"
    )


@pytest.fixture
def decided(opened, question, mara, rosa):
    write_agenda_note(debrief=opened, question=question, text="Ivan asked for depth.", base_revision=0, by=mara)
    step = NextStepInput("Call the referees", rosa, timezone.now().date())
    record_dissent(debrief=opened, text="I saw depth.", by=rosa)
    decide(debrief=opened, outcome="no_hire", reason="Too thin.", next_steps=[step], by=mara)
    return Debrief.objects.get()


def packet_words(debrief, user):
    return words_of(compiled(request_debrief_packet(debrief=debrief, by=user), compile_packet))


def test_the_packet_holds_what_the_meeting_needs(opened, question, ivan_sealed, mara, ivan):
    revise(scorecard=ivan_sealed, reason="I had missed the second half.", recommendation=4, by=ivan)
    write_agenda_note(debrief=opened, question=question, text="Ivan asked for depth.", base_revision=0, by=mara)
    words = packet_words(opened, mara)
    for expected in (
        "Amara Nwosu",
        "led by Mara",
        "2 sealed, all independent",
        "Composite 2.00",
        "2 apart",
        "Technical Interview criterion 1",
        "Said so in the interview with Iris Ito.",
        "Said so in the interview with Ivan Ivanov.",
        "now: Strong hire",
        "I had missed the second half.",
        "Debrief Meeting: question 1?",
        "Stay neutral.",
        "Ivan asked for depth.",
        "Confidential, for Mara",
        "Page 1 of",
    ):
        assert expected in words, expected


def test_red_flags_and_confidence_stand_in_the_packet(prepared, iris_sits, ivan_sealed, mara):
    flagging = open_scorecard(interview=iris_sits.interview, by=iris_sits.user)
    save(flagging, {"red_flags": [1], "red_flag_notes": "A transformer first.", "confidence": 3})
    seal_scorecard(scorecard=fill(flagging), by=iris_sits.user)
    words = packet_words(open_debrief(debrief=prepared, by=mara), mara)
    for expected in ("(confidence: high)", "Red flags", "No baseline.", "A transformer first."):
        assert expected in words
    assert "No data asked for." not in words


def test_the_matrix_lies_on_a_landscape_page_by_stage_and_by_competency(opened, mara):
    reader = compiled(request_debrief_packet(debrief=opened, by=mara), compile_packet)
    lying = [page.extract_text() for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert len(lying) == 2
    by_stage, by_competency = " ".join(" ".join(lying).split()).split("The same ratings by competency")
    assert "Evidence matrix" in by_stage
    assert (
        by_stage.count("Technical Interview criterion 1") == by_competency.count("Technical Interview criterion 1") == 1
    )


def test_the_file_holds_the_whole_record(decided, mara, candidacy):
    check = ReferenceCheckFactory(referee__candidacy=candidacy, referee__name="Remy Roth", finished=True, level=2)
    reader = compiled(request_decision_file(debrief=decided, by=mara), compile_file)
    words = words_of(reader)
    for expected in (
        "No hire",
        "Too thin.",
        "I saw depth.",
        "Call the referees",
        "Rosa Reyes",
        "2.00 of 4, the decision follows it",
        "version 1, published 5 January 2026",
        "Ivan asked for depth.",
        "Close, Technical Interview",
        "Remy Roth",
        check.answers.first().text,
        "Who read whose scorecard",
        "Iris Ito, Technical Interview",
    ):
        assert expected in words, expected


def test_who_owes_gets_nothing_even_with_every_seat(opened, mara, candidacy):
    packet = request_debrief_packet(debrief=opened, by=mara)
    compile_packet(QuietJob(), packet_id=packet.pk)
    assert core_packets.may_read(packet=packet, user=mara)
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    assert not core_packets.may_read(packet=packet, user=mara)
    with pytest.raises(NotInTheRoom):
        request_debrief_packet(debrief=opened, by=mara)


def test_a_panelist_who_owes_gets_no_packet_of_an_early_debrief(overridden, ivan, iris, mara):
    with pytest.raises(NotInTheRoom):
        request_debrief_packet(debrief=overridden, by=ivan)
    assert may_read_packet(iris, overridden.uid)
    assert "Opened early The offer ends on Friday." in packet_words(overridden, mara)


def test_a_decider_sees_no_part_of_a_stage_that_is_not_in(prepared, iris_sealed, ivan_sits, mara):
    words = packet_words(prepared, mara)
    assert "0 sealed" in words
    assert "Said so" not in words
    assert "No composite" in words


@pytest.mark.parametrize("who", ["ada", "stan"])
def test_being_an_admin_opens_nothing(opened, who, request):
    user = request.getfixturevalue(who)
    assert not may_read_packet(user, opened.uid)
    with pytest.raises(NotInTheRoom):
        request_debrief_packet(debrief=opened, by=user)


def test_there_is_no_file_before_the_decision(opened, mara):
    assert not may_read_file(mara, opened.uid)
    with pytest.raises(NotInTheRoom):
        request_decision_file(debrief=opened, by=mara)
    with pytest.raises(ObjectDoesNotExist):
        decision_file(mara, opened.uid)


def test_a_panelists_file_says_nothing_of_references(decided, iris, candidacy):
    ReferenceCheckFactory(referee__candidacy=candidacy, referee__name="Remy Roth", finished=True)
    words = words_of(compiled(request_decision_file(debrief=decided, by=iris), compile_file))
    assert "Too thin." in words
    assert "Remy Roth" not in words


def test_reading_is_on_record_before_anything_is_compiled(opened, rosa):
    request_debrief_packet(debrief=opened, by=rosa)
    assert Exposure.objects.filter(user=rosa, via="packet").count() == 2


def test_the_same_content_is_compiled_once_and_never_for_two(opened, mara, rosa, question):
    first = request_debrief_packet(debrief=opened, by=mara)
    assert request_debrief_packet(debrief=opened, by=mara) == first
    assert request_debrief_packet(debrief=opened, by=rosa) != first
    AgendaNote.objects.create(debrief=opened, question=question, text="New", written_by=mara)
    assert request_debrief_packet(debrief=opened, by=mara) != first


def test_a_file_is_stable_although_asking_for_it_is_recorded(decided, rosa):
    assert request_decision_file(debrief=decided, by=rosa) == request_decision_file(debrief=decided, by=rosa)


def test_who_loses_the_seat_loses_the_packet(opened, rosa):
    packet = request_debrief_packet(debrief=opened, by=rosa)
    Seat.objects.filter(user=rosa).delete()
    assert not core_packets.may_read(packet=packet, user=rosa)
    with pytest.raises(NoLongerYours):
        compile_packet(QuietJob(), packet_id=packet.pk)


def test_what_was_read_and_is_closed_again_keeps_the_packet_closed(opened, iris, mara, ivan_sits):
    packet = request_debrief_packet(debrief=opened, by=iris)
    assert core_packets.may_read(packet=packet, user=iris)
    Panelist.objects.filter(user=iris).update(recused_at=timezone.now(), recusal_reason="Found out late")
    assert not core_packets.may_read(packet=packet, user=iris)


def test_hostile_texts_are_only_texts(opened, question, mara):
    bad = '<link rel=attachment href="file:///etc/passwd"><a rel=attachment href="/etc/passwd">x</a><script>1</script>'
    write_agenda_note(debrief=opened, question=question, text=bad, base_revision=0, by=mara)
    reader = compiled(request_debrief_packet(debrief=opened, by=mara), compile_packet)
    assert "rel=attachment" in words_of(reader)
    assert not reader.attachments


def test_a_megabyte_of_text_fails_in_words(opened, question, mara):
    AgendaNote.objects.create(debrief=opened, question=question, text="x " * 800_000, written_by=mara)
    packet = request_debrief_packet(debrief=opened, by=mara)
    with pytest.raises(PdfFailed, match="too long"):
        compile_packet(QuietJob(), packet_id=packet.pk)


def test_the_metadata_names_nobody(opened, mara):
    reader = compiled(request_debrief_packet(debrief=opened, by=mara), compile_packet)
    said = str(dict(reader.metadata or {}))
    for name in ("Amara", "Mara", "Iris", "Ivan"):
        assert name not in said


def test_queries_do_not_grow_with_panelists(opened, mara, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        debrief_packet(mara, opened.uid)


@pytest.mark.parametrize(("who", "status"), [("mara", 302), ("iris", 302), ("ada", 403), ("stan", 404)])
def test_asking_on_the_page(client, opened, who, status, request):
    client.force_login(request.getfixturevalue(who))
    response = client.post(reverse("debrief_packet_request", args=[opened.uid]))
    assert response.status_code == status
    if status == 302:
        packet = Packet.objects.get()
        assert response.url == reverse("packet_detail", args=[packet.uid])


def test_asking_for_the_file_on_the_page(client, decided, mara):
    client.force_login(mara)
    assert client.post(reverse("decision_file_request", args=[decided.uid])).status_code == 302
    assert client.get(reverse("decision_file_request", args=[decided.uid])).status_code == 405


def test_another_persons_packet_is_not_there(client, opened, mara, iris):
    packet = request_debrief_packet(debrief=opened, by=mara)
    compile_packet(QuietJob(), packet_id=packet.pk)
    client.force_login(iris)
    assert client.get(reverse("packet_download", args=[packet.uid])).status_code == 404
    client.force_login(mara)
    assert client.get(reverse("packet_download", args=[packet.uid])).status_code == 200
