"""The audit trail keeps the independence rule: an admin on the panel learns from it no more than anyone."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core import audit
from core.models import AuditEvent
from hiring.models import Interview, Panelist, SeatKind
from scorecards.models import Reveal
from tests.factories import PanelistFactory, ScorecardFactory, seat

from .conftest import sealed


@pytest.fixture
def ada_sits(interview: Interview, ada: User) -> Panelist:
    return PanelistFactory(interview=interview, user=ada)


def read(user: User) -> set[str]:
    return set(audit.readable_by(user).values_list("verb", flat=True))


def test_a_pending_admin_gets_the_same_page_whatever_the_others_do(ada_sits, interview, ivan, ivan_sits):
    client = Client()
    client.force_login(ada_sits.user)

    def page() -> list[object]:
        answer = client.get("/audit-trail/", {"object": interview.candidacy.uid})
        export = client.get("/audit-trail/export/", {"object": interview.candidacy.uid})
        lines = b"".join(export.streaming_content).decode().splitlines()
        return [answer.status_code, [event.pk for event in answer.context["page"].rows], lines]

    before = page()
    sealed(interview, ivan)
    assert AuditEvent.objects.filter(verb="scorecard.sealed").exists()
    assert page() == before
    assert before[1:] == [[], before[2][:1]]


def test_an_admin_who_sits_on_no_panel_reads_the_acts(ada, interview, ivan, ivan_sits):
    sealed(interview, ivan)
    assert "scorecard.sealed" in read(ada)


def test_the_own_acts_stay_readable(ada_sits, interview, ivan, ivan_sits):
    sealed(interview, ada_sits.user)
    sealed(interview, ivan)
    actors = set(
        audit.readable_by(ada_sits.user).filter(scope_uid=interview.candidacy.uid).values_list("actor", flat=True)
    )
    assert actors == {ada_sits.user.pk}


@pytest.mark.parametrize(
    ("own", "state", "reads"),
    [
        ("sealed", "hidden", False),
        ("sealed", "revealed", True),
        ("pending", "revealed", False),
        ("left", "revealed", False),
        ("left", "closed", True),
        ("recused", "closed", False),
    ],
)
def test_the_acts_open_with_the_rule(interview, ada, rosa, ivan, ivan_sits, own, state, reads):
    now = timezone.now()
    marks = {"left": {"left_at": now}, "recused": {"recused_at": now, "recusal_reason": "We are cousins."}}
    panelist = PanelistFactory(interview=interview, user=ada, **marks.get(own, {}))
    if own == "sealed":
        ScorecardFactory(panelist=panelist, sealed=True)
    sealed(interview, ivan)
    if state != "hidden":
        now = timezone.now()
        closed = now if state == "closed" else None
        Reveal.objects.create(candidacy=interview.candidacy, at=now, by=rosa, closed_at=closed)
    assert ("scorecard.sealed" in read(ada)) is reads


def test_a_decider_whom_no_panel_binds_reads_the_acts(interview, ada, ivan, ivan_sits):
    seat(interview.candidacy.role, ada, SeatKind.RECRUITER)
    ScorecardFactory(panelist=PanelistFactory(interview=interview, user=ada), sealed=True)
    sealed(interview, ivan)
    assert "scorecard.sealed" in read(ada)
