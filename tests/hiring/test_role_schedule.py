"""How the interviews of a role are spread: counted for whoever plans them, and never from what they must not know."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from hiring.models import Panelist, SeatKind
from hiring.queries import role_schedule
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory, seat

# A Wednesday.
NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def planned(role, key, starts_at, *people, minutes=60, zone="UTC", candidacy=None):
    candidacy = candidacy or CandidacyFactory(role=role, candidate__timezone=zone)
    stage = role.stages.get(guide_stage__key=key)
    interview = InterviewFactory(
        candidacy=candidacy, stage=stage, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes)
    )
    for person in people:
        PanelistFactory(interview=interview, user=person)
    return interview


def row(found, user):
    return next(person for person in found.people if person.user == user)


def test_people_are_counted_by_stage_and_learners_are_not(role, rosa, iris, ivan, stan):
    interview = planned(role, "technical", NOW - timedelta(days=2), iris, ivan)
    PanelistFactory(interview=interview, user=stan, shadows=True)
    planned(role, "technical", NOW + timedelta(days=2), iris)
    planned(role, "screening", NOW + timedelta(days=3), iris)
    planned(role, "screening", NOW - timedelta(weeks=13), ivan)
    found = role_schedule(rosa, role)

    keys = [line.stage.guide_stage.key for line in found.stages]
    counts = dict(zip(keys, row(found, iris).by_stage, strict=True))
    assert (counts["technical"], counts["screening"], row(found, iris).total) == (2, 1, 3)
    assert row(found, ivan).total == 1
    assert stan not in [person.user for person in found.people]


def test_the_most_frequent_panel_is_counted(role, rosa, iris, ivan):
    for people in ([iris, ivan], [ivan, iris], [iris]):
        planned(role, "technical", NOW + timedelta(days=1), *people)
    technical = next(line for line in role_schedule(rosa, role).stages if line.stage.guide_stage.key == "technical")
    assert (technical.same_panel, technical.interviews) == (2, 3)


@pytest.mark.parametrize(
    ("zone", "hours"), [("UTC", [1, 0, 0]), ("Europe/Berlin", [0, 1, 0]), ("Asia/Kolkata", [0, 0, 1])]
)
def test_hours_are_the_candidates(role, rosa, iris, zone, hours):
    planned(
        role,
        "technical",
        datetime(2026, 3, 12, 11, tzinfo=UTC),
        iris,
        zone=zone,
    )
    technical = next(line for line in role_schedule(rosa, role).stages if line.stage.guide_stage.key == "technical")
    assert technical.by_hours == hours


def test_a_work_sample_has_no_hour_and_no_week(role, rosa, iris):
    planned(role, "work-sample", NOW, iris, minutes=60 * 24)
    found = role_schedule(rosa, role)
    sample = next(line for line in found.stages if line.stage.guide_stage.key == "work-sample")
    assert (sample.interviews, sample.by_hours) == (1, [0, 0, 0])
    assert row(found, iris).by_week == [0] * 7


@pytest.mark.parametrize(("minutes", "count"), [(0, 1), (9, 1), (10, 0), (60, 0)])
def test_an_interview_right_after_another_is_counted(role, rosa, iris, minutes, count):
    start = NOW + timedelta(days=1)
    planned(role, "technical", start, iris)
    planned(role, "screening", start + timedelta(minutes=60 + minutes), iris)
    assert row(role_schedule(rosa, role), iris).without_break == count


def test_weeks_count_every_role(role, rosa, iris):
    planned(role, "technical", NOW, iris)
    planned(CandidacyFactory().role, "technical", NOW - timedelta(weeks=4), iris)
    planned(role, "technical", NOW + timedelta(weeks=2), iris)
    planned(role, "technical", NOW + timedelta(weeks=3), iris)
    found = role_schedule(rosa, role)
    assert row(found, iris).by_week == [1, 0, 0, 0, 1, 0, 1]
    assert found.weeks[4] == found.this_week == date(2026, 3, 9)


def test_what_stands_still_for_the_reader_is_not_counted_but_their_own_place_is(role, iris, ivan):
    seat(role, iris, SeatKind.RECRUITER)
    candidacy = CandidacyFactory(role=role)
    planned(role, "technical", NOW - timedelta(days=1), iris, candidacy=candidacy)
    planned(role, "applied-ml", NOW + timedelta(days=1), ivan, candidacy=candidacy)
    assert [person.user for person in role_schedule(iris, role).people] == [iris]

    ScorecardFactory(panelist=Panelist.objects.get(user=iris), sealed=True)
    candidacy.reveals.create(at=NOW, by=iris, closed_at=NOW)
    assert {person.user for person in role_schedule(iris, role).people} == {iris, ivan}


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_takes_the_same_queries_for_few_and_many(client, role, rosa, iris, count, django_assert_num_queries):
    for number in range(count):
        planned(role, "technical", NOW + timedelta(days=number), iris, UserFactory())
    client.force_login(rosa)
    client.get(reverse("role_schedule", args=[role.uid]))
    with django_assert_num_queries(8):
        page = client.get(reverse("role_schedule", args=[role.uid])).content.decode()
    assert f"1 of {count}" in page
    assert "This week" in page


def test_an_empty_role_says_what_will_stand_there(client, role, rosa):
    client.force_login(rosa)
    assert "No interview to count yet." in client.get(reverse("role_schedule", args=[role.uid])).content.decode()


def test_interviewers_are_refused_and_not_led_there(client, role, iris):
    planned(role, "technical", NOW, iris)
    client.force_login(iris)
    url = reverse("role_schedule", args=[role.uid])
    assert client.get(url).status_code == 403
    assert url not in client.get(reverse("role_detail", args=[role.uid])).content.decode()
