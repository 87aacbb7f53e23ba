"""A candidate did not come: nobody owes anything, everybody is told once, and nothing that was written is lost."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Interview, Panelist
from hiring.queries import todos
from scorecards.models import Scorecard
from tests.factories import CandidacyFactory, ScorecardFactory, UserFactory

from .conftest import NOW

WAITED = "Iris waited for 20 minutes."


@pytest.fixture
def interview(iris, ivan, plan):
    planned = plan(iris, ivan, hours=1)
    OutboxMessage.objects.all().delete()
    with time_machine.travel(planned.starts_at + timedelta(minutes=20), tick=False):
        yield planned


def note(interview, by, **words) -> Interview:
    return services.note_no_show(interview=interview, by=by, **words)


def told() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("to", flat=True))


def test_nobody_owes_and_everybody_is_told_once(interview, iris, ivan, rosa):
    assert Panelist.objects.owing().count() == 2
    note(interview, rosa, words=WAITED, tells_candidate=True)
    candidate = interview.candidacy.candidate
    assert Panelist.objects.owing().count() == 0
    assert told() == [iris.email, ivan.email, candidate.email]
    panel, theirs = OutboxMessage.objects.get(to=iris.email), OutboxMessage.objects.get(to=candidate.email)
    assert panel.subject == "Did not take place: Technical Interview with Amara Nwosu, Machine Learning Engineer"
    assert WAITED in panel.text
    assert theirs.subject == "We missed you: Technical Interview, Machine Learning Engineer"
    assert WAITED not in theirs.text
    with pytest.raises(services.Cancelled):
        note(interview, rosa)
    assert len(told()) == 3
    event = AuditEvent.objects.get(verb="interview.no_show")
    assert (event.actor, event.data) == (rosa, {"told": True})


def test_the_candidate_hears_nothing_unless_they_shall(interview, iris, ivan, rosa):
    note(interview, rosa)
    assert told() == [iris.email, ivan.email]


def test_a_begun_scorecard_stays_its_authors_and_the_stage_can_be_planned_again(interview, iris, ivan, rosa, plan):
    draft = ScorecardFactory(panelist=Panelist.objects.get(interview=interview, user=iris))
    note(interview, rosa)
    assert Scorecard.objects.get().pk == draft.pk
    line = next(todo for todo in todos(rosa) if todo.act == "Plan")
    assert "to be planned" in line.detail
    assert plan(iris, ivan, hours=30).cancelled_at is None


def test_whoever_interviewed_then_has_the_time_free_again(interview, iris, rosa, plan):
    note(interview, rosa)
    other = CandidacyFactory(role=interview.candidacy.role)
    now = timezone.now()
    assert plan(iris, candidacy=other, starts_at=now, ends_at=now + timedelta(hours=1))


def test_it_is_refused_before_the_start_for_a_work_sample_and_once_somebody_has_sealed(interview, iris, rosa, plan):
    with time_machine.travel(interview.starts_at - timedelta(seconds=1), tick=False), pytest.raises(services.NotBegun):
        note(interview, rosa)
    stage = interview.candidacy.role.stages.get(kind="work_sample")
    work = plan(UserFactory(), stage=stage, starts_at=NOW, ends_at=NOW + timedelta(days=3))
    with pytest.raises(services.NoAppointment):
        note(work, rosa)
    ScorecardFactory(panelist=Panelist.objects.get(interview=interview, user=iris), sealed=True)
    with pytest.raises(services.ScorecardSealed):
        note(interview, rosa)
    assert not Interview.objects.filter(no_show=True).exists()


def test_whoever_owes_beside_others_learns_nothing_by_trying(interview, iris, ivan, rosa, plan):
    sits = plan(rosa, UserFactory(), hours=3)
    with time_machine.travel(sits.starts_at, tick=False), pytest.raises(services.OwnScorecardFirst):
        note(sits, rosa)


def test_the_page_notes_it_and_says_so(client, interview, rosa):
    client.force_login(rosa)
    page, address = (
        reverse("interview_detail", args=[interview.uid]),
        reverse("interview_no_show", args=[interview.uid]),
    )
    assert address in client.get(page).content.decode()
    too_long = client.post(address, {"words": "x" * 301})
    assert too_long.status_code == 422
    assert "x" * 301 in too_long.content.decode()
    client.post(address, {"words": WAITED, "tells_candidate": "on"})
    said = client.get(page).content.decode()
    assert "The candidate did not come." in said
    assert WAITED in said
    assert address not in said


def test_before_the_start_the_page_offers_to_cancel_alone(client, interview, rosa):
    client.force_login(rosa)
    with time_machine.travel(interview.starts_at - timedelta(hours=1), tick=False):
        said = client.get(reverse("interview_detail", args=[interview.uid])).content.decode()
        answer = client.post(reverse("interview_no_show", args=[interview.uid]), {"words": ""})
    assert reverse("interview_no_show", args=[interview.uid]) not in said
    assert reverse("interview_cancel", args=[interview.uid]) in said
    assert answer.status_code == 422
    assert "has not begun yet" in answer.content.decode()
