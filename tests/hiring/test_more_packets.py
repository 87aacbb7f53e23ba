"""Blank kits, a day's kits, preparation sheets and briefs: who may have them, and what is in them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import packets as core_packets
from core.models import Job, Packet
from hiring.models import Interview, Panelist, Role
from hiring.packets import day_kits, having_kits, may_read_brief, may_read_preparation, may_read_stage_kit
from hiring.services import NothingThatDay, request_day_kits, request_preparation
from hiring.tasks import NoLongerYours, compile_brief, compile_day_kits, compile_preparation, compile_stage_kit
from question_bank.models import GuideVersion
from question_bank.services import request_stage_kit as request_guide_kit
from question_bank.tasks import compile_stage_kit as compile_guide_kit
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, unpublish
from tests.factories.hiring import MONDAY
from tests.rig.pdfs import QuietJob, compiled, words_of

TUESDAY = date(2026, 11, 17)


@pytest.fixture
def interview(candidacy, iris):
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    return interview


@pytest.fixture
def other(role, interview, ivan):
    """Somebody else's interview an hour later, with Ivan."""
    later = CandidacyFactory(role=role, candidate__name="Bela Bartos")
    other = InterviewFactory(candidacy=later, starts_at=interview.starts_at + timedelta(hours=1))
    PanelistFactory(interview=other, user=ivan)
    return other


def posted(client, user, route, uid, **data):
    client.force_login(user)
    return client.post(reverse(route, args=[uid]), data)


@pytest.mark.slow
def test_a_blank_kit_is_asked_for_on_the_role_and_names_nobody(client, interview, iris):
    page = client_page(client, iris, interview.candidacy.role)
    assert reverse("stage_kit_request", args=[interview.stage.uid]) in page
    assert posted(client, iris, "stage_kit_request", interview.stage.uid).status_code == 302
    words = words_of(compiled(Packet.objects.get(), compile_stage_kit))
    assert "Technical Interview: question 2?" in words
    assert "Interview kit, blank" in words
    assert "Amara" not in words


def client_page(client, user, role: Role) -> str:
    client.force_login(user)
    return client.get(reverse("role_detail", args=[role.uid]), {"view": "guide"}).text


def test_a_panelist_has_blank_kits_of_their_own_stage_only(interview, role):
    sits = PanelistFactory(interview=interview)
    assert may_read_stage_kit(sits.user, interview.stage.uid)
    assert not may_read_stage_kit(sits.user, role.stages.get(kind="culture").uid)
    Panelist.objects.filter(pk=sits.pk).update(left_at=timezone.now())
    assert not may_read_stage_kit(sits.user, interview.stage.uid)


@pytest.mark.slow
def test_the_kit_of_a_draft_is_had_from_its_preview(client, role, rosa):
    version = role.guide_version
    posted(client, rosa, "guide_stage_kit_request", version.uid, stage="technical")
    packet = Packet.objects.get()
    assert packet.detail == "technical"
    assert "Technical Interview: question 1?" in words_of(compiled(packet, compile_guide_kit))
    assert request_guide_kit(version=version, key="technical", by=rosa) == packet
    assert request_guide_kit(version=version, key="culture", by=rosa) != packet


@pytest.mark.slow
def test_the_kits_of_a_day_are_one_file_and_let_others_pass(client, interview, other, rosa):
    answer = posted(client, rosa, "day_kits_request", interview.candidacy.role.uid, day=TUESDAY.isoformat())
    packet = Packet.objects.get()
    assert answer.url == reverse("packet_detail", args=[packet.uid])
    assert packet.job.priority == Job.Priority.NORMAL
    words = words_of(compiled(packet, compile_day_kits))
    assert words.index("Technical Interview, Amara Nwosu") < words.index("Technical Interview, Bela Bartos")


def test_a_day_holds_only_the_kits_that_the_reader_may_have(interview, other, role, iris, rosa):
    assert having_kits(iris, Interview.objects.all()) == [interview]
    assert having_kits(rosa, Interview.objects.all()) == [interview, other]
    packet = request_day_kits(role=role, day=TUESDAY, by=iris)
    assert packet.detail.split() == ["2026-11-17", interview.uid]
    Panelist.objects.filter(user=iris).update(recused_at=timezone.now(), recusal_reason="Old friends")
    assert not core_packets.may_read(packet=packet, user=iris)
    with pytest.raises(NoLongerYours):
        compile_day_kits(QuietJob(), packet_id=packet.pk)


def test_whoever_is_bound_by_one_panel_does_not_get_that_candidates_kits(interview, other, role, mara):
    PanelistFactory(interview=other, user=mara)
    second = InterviewFactory(candidacy=other.candidacy, starts_at=other.starts_at + timedelta(hours=2))
    found = having_kits(mara, Interview.objects.all())
    assert other in found
    assert second not in found


@pytest.mark.parametrize("day", ["2026-11-19", "", "soon"])
def test_a_day_without_interviews_is_told(client, interview, rosa, day):
    answer = posted(client, rosa, "day_kits_request", interview.candidacy.role.uid, day=day)
    assert answer.url.endswith("?view=guide")
    assert not Packet.objects.exists()
    with pytest.raises(NothingThatDay):
        request_day_kits(role=interview.candidacy.role, day=date(2026, 11, 19), by=rosa)


def test_the_day_is_that_of_the_reader(interview, role, rosa):
    Interview.objects.update(starts_at=MONDAY.replace(hour=23), ends_at=MONDAY.replace(hour=23) + timedelta(minutes=30))
    rosa.timezone = "Asia/Tokyo"
    local = MONDAY.replace(hour=23).astimezone(rosa.zone).date()
    assert request_day_kits(role=role, day=local, by=rosa)


@pytest.mark.slow
def test_a_candidate_is_told_how_to_prepare_in_the_words_of_the_guide(client, candidacy, rosa, iris):
    assert not may_read_preparation(rosa, candidacy.uid)
    version = candidacy.role.guide_version
    unpublish(version)
    text = {"intro": "Dear {candidate}.", "sections": [{"title": "Before", "items": ["Read {company}"]}]}
    GuideVersion.objects.filter(pk=version.pk).update(preparation=text)
    client.force_login(rosa)
    assert "Preparation sheet" in client.get(reverse("candidacy_detail", args=[candidacy.uid])).text
    words = words_of(compiled(request_preparation(candidacy=candidacy, by=rosa), compile_preparation))
    assert "Dear Amara Nwosu." in words
    assert "Read [company]" in words
    assert "Rosa" not in words
    assert not may_read_preparation(iris, candidacy.uid)


@pytest.mark.slow
def test_the_brief_says_task_and_deadline(client, candidacy, rosa, iris):
    stage = candidacy.role.stages.get(kind="work_sample")
    unpublish(candidacy.role.guide_version)
    stage.guide_stage.brief = {
        "title": "Forecast a shop",
        "task": "By {deadline}.",
        "submit": {"items": ["A notebook"]},
    }
    stage.guide_stage.save()
    sample = InterviewFactory(candidacy=candidacy, stage=stage, ends_at=MONDAY + timedelta(days=5))
    PanelistFactory(interview=sample, user=iris)
    assert not may_read_brief(iris, sample.uid)
    client.force_login(rosa)
    assert "Brief as PDF" in client.get(reverse("interview_detail", args=[sample.uid])).text
    posted(client, rosa, "brief_request", sample.uid)
    words = words_of(compiled(Packet.objects.get(), compile_brief))
    for expected in ("Forecast a shop", "Hand in by Saturday 21 November 2026, 09:00 (Lisbon)", "A notebook"):
        assert expected in words


def test_the_same_day_is_compiled_once(interview, other, role, rosa):
    first = request_day_kits(role=role, day=TUESDAY, by=rosa)
    assert request_day_kits(role=role, day=TUESDAY, by=rosa) == first
    document = day_kits(role.uid, first.detail, rosa)
    assert first.content_key == document.key(reader=rosa)
