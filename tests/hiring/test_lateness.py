"""What is late, by working days: on the board, in the list and on Today, and only for whoever may know of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from debriefs.services import prepare_debrief
from hiring.models import Candidacy, SeatKind
from hiring.queries import board, todos
from hiring.queries.lateness import late_by, late_words
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, ScorecardFactory, seat

# A Wednesday at noon.
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize(
    ("days_ago", "within", "late"),
    [(0, 2, 0), (2, 2, 0), (5, 2, 1), (4, 2, 1), (6, 2, 2), (8, 2, 4), (9, 1, 6), (30, 0, 22), (-3, 0, 0)],
)
def test_only_working_days_count(days_ago, within, late):
    assert late_by(NOW - timedelta(days=days_ago), within) == late


def test_days_are_the_readers_own():
    sunday_there = datetime(2026, 3, 8, 23, tzinfo=UTC)
    with timezone.override(ZoneInfo("UTC")):
        assert late_by(sunday_there, 2) == 1
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert late_by(sunday_there, 2) == 0


def test_the_words():
    assert [late_words(days) for days in (0, 1, 4)] == ["", "1 working day late", "4 working days late"]


def card(user, role):
    return next(card for column in board(user, role) for card in column.cards)


def in_stage(role, key, days):
    candidacy = CandidacyFactory(role=role, stage=role.stages.get(guide_stage__key=key))
    Candidacy.objects.filter(pk=candidacy.pk).update(stage_entered_at=NOW - timedelta(days=days))
    return candidacy


@pytest.mark.parametrize(
    ("key", "days", "late"), [("technical", 2, 0), ("technical", 6, 2), ("debrief", 8, 1), ("references", 14, 0)]
)
def test_what_nobody_has_begun_is_late_by_the_time_in_the_stage(role, rosa, key, days, late):
    in_stage(role, key, days)
    assert card(rosa, role).late == late


def interviewed(role, *people, days=5):
    candidacy = in_stage(role, "technical", 20)
    end = NOW - timedelta(days=days)
    interview = InterviewFactory(
        candidacy=candidacy, stage=candidacy.stage, starts_at=end - timedelta(hours=1), ends_at=end
    )
    return [PanelistFactory(interview=interview, user=person) for person in people]


def test_a_scorecard_is_late_from_the_end_of_its_interview(role, rosa, iris, ivan):
    first, _ = interviewed(role, iris, ivan)
    ScorecardFactory(panelist=first, sealed=True)
    assert (card(rosa, role).waits_on, card(rosa, role).late) == (ivan.first_name, 2)


def test_a_decision_is_late_from_the_last_seal(role, rosa, iris, ivan, clock):
    places = interviewed(role, iris, ivan, days=10)
    for place in places:
        ScorecardFactory(panelist=place, sealed=True, sealed_at=NOW)
    assert card(rosa, role).late == 0
    clock.shift(timedelta(days=6))
    assert (card(rosa, role).waits_for, card(rosa, role).late) == ("A decision, all scorecards are in", 2)


def test_a_panelist_learns_of_their_own_scorecard_alone(role, iris, ivan):
    seat(role, iris, SeatKind.RECRUITER)
    _, theirs = interviewed(role, iris, ivan)
    before = card(iris, role)
    assert (before.waits_for, before.late) == ("Your scorecard", 2)

    ScorecardFactory(panelist=theirs, sealed=True)
    assert card(iris, role).late == 2


def test_who_does_not_follow_the_progress_sees_no_late_scorecard(role, iris, ivan):
    mine, _ = interviewed(role, iris, ivan)
    ScorecardFactory(panelist=mine, sealed=True)
    assert card(iris, role).late == 0


def test_the_board_and_the_list_say_it(client, role, rosa):
    in_stage(role, "technical", 6)
    client.force_login(rosa)
    page = client.get(reverse("role_detail", args=[role.uid])).content.decode()
    assert "2 working days late" in page
    assert "1 late" in page
    assert (
        "2 working days late" in client.get(reverse("role_detail", args=[role.uid]), {"view": "list"}).content.decode()
    )


def test_today_says_what_is_late(role, rosa, mara, iris, clock):
    in_stage(role, "screening", 6)
    [place] = interviewed(role, iris)
    ScorecardFactory(panelist=place, sealed=True, sealed_at=NOW)
    assert [line.detail for line in todos(rosa)] == [f"to be planned · 2 working days late · {role.title}"]
    assert [line.detail for line in todos(mara)] == [f"all scorecards are in · {role.title}"]
    clock.shift(timedelta(days=6))
    assert [line.detail for line in todos(mara)] == [f"all scorecards are in · 2 working days late · {role.title}"]


def test_an_interview_to_come_does_not_hide_a_scorecard_that_is_owed(role, rosa, iris, ivan):
    [place] = interviewed(role, iris)
    coming = InterviewFactory(
        candidacy=place.interview.candidacy,
        stage=place.interview.stage,
        starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=1, hours=1),
    )
    PanelistFactory(interview=coming, user=ivan)
    shown = card(rosa, role)
    assert (shown.waits_for, shown.waits_on, shown.late) == ("Scorecards", iris.first_name, 2)
    assert card(ivan, role).waits_for == "Your interview"


def test_today_tells_deciders_of_a_late_debrief_and_late_references(client, role, rosa, mara):
    debriefed, referred = in_stage(role, "debrief", 8), in_stage(role, "references", 16)
    prepare_debrief(candidacy=debriefed, facilitator=mara, scheduled_at=None, by=mara)
    client.force_login(mara)
    page = client.get(reverse("today")).content.decode()
    assert f"led by {mara.name} · 1 working day late" in page
    assert f"References on {referred.candidate.name}" in page
    assert "0 of 2 referees named · 2 working days late" in page
