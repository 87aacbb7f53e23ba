"""A day before an interview everybody who is expected is reminded, once, and never after it has begun."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import OutboxMessage
from hiring import services
from hiring.models import Panelist, Reply
from hiring.tasks import remind as task
from tests.factories import CandidacyFactory, UserFactory

from .conftest import NOW

START = NOW + timedelta(days=4)
DAY = timedelta(days=1)


@pytest.fixture
def interview(iris, ivan, plan):
    planned = plan(iris, ivan, starts_at=START, ends_at=START + timedelta(hours=1))
    OutboxMessage.objects.all().delete()
    return planned


def reminded_at(moment) -> int:
    with time_machine.travel(moment, tick=False):
        return services.remind_of_interviews()


def told() -> set[str]:
    return set(OutboxMessage.objects.filter(subject__startswith="Soon: ").values_list("to", flat=True))


def test_the_panel_and_the_candidate_are_reminded_once_a_day_before(interview, iris, ivan):
    assert reminded_at(START - DAY - timedelta(minutes=1)) == 0
    assert reminded_at(START - DAY) == 3
    with time_machine.travel(START - DAY + timedelta(minutes=5), tick=False):
        task()
    assert reminded_at(START - timedelta(hours=1)) == 0
    candidate = interview.candidacy.candidate
    assert told() == {iris.email, ivan.email, candidate.email}
    assert OutboxMessage.objects.count() == 3
    mine = OutboxMessage.objects.get(to=iris.email)
    assert mine.subject == "Soon: Technical Interview with Amara Nwosu, Machine Learning Engineer"
    assert f"/interviews/{interview.uid}/" in mine.text
    assert "https://meet.example.org/amara" in mine.text
    theirs = OutboxMessage.objects.get(to=candidate.email)
    assert theirs.subject == "Soon: Technical Interview, Machine Learning Engineer"
    assert candidate.timezone in theirs.text
    assert "scorecard" not in theirs.text
    assert iris.name not in theirs.text


def test_a_worker_that_was_away_reminds_late_and_never_after_the_start(interview):
    assert reminded_at(START) == 0
    assert reminded_at(START - timedelta(minutes=1)) == 3


def test_whoever_was_told_a_moment_ago_is_not_reminded(plan, iris, rosa, interview):
    OutboxMessage.objects.all().delete()
    soon = plan(UserFactory(), candidacy=CandidacyFactory(role=interview.candidacy.role), hours=10)
    assert reminded_at(NOW + timedelta(hours=1)) == 0
    new = UserFactory()
    with time_machine.travel(START - DAY, tick=False):
        services.add_panelist(interview=interview, user=new, override_reason="Agreed.", give_seats=True, by=rosa)
    OutboxMessage.objects.all().delete()
    assert reminded_at(START - DAY + timedelta(hours=1)) == 3
    assert new.email not in told()
    assert soon.candidacy.candidate.email not in told()


def test_a_new_time_is_reminded_of_anew(interview, rosa):
    reminded_at(START - DAY)
    later = START + timedelta(days=3)
    with time_machine.travel(START - timedelta(hours=20), tick=False):
        services.change_interview(
            interview=interview, starts_at=later, ends_at=later + timedelta(hours=1), timezone="Europe/Berlin",
            place="", override_reason="Agreed.", by=rosa,
        )  # fmt: skip
    assert reminded_at(START - timedelta(hours=1)) == 0
    assert reminded_at(later - DAY) == 3


@pytest.mark.parametrize("how", ["cancelled", "closed", "released", "declined", "switched off"])
def test_nobody_is_reminded_who_is_not_expected(interview, iris, ivan, rosa, mara, how):
    place = Panelist.objects.get(interview=interview, user=iris)
    if how == "cancelled":
        services.cancel_interview(interview=interview, reason="Ill.", by=rosa)
    elif how == "closed":
        services.close_candidacy(candidacy=interview.candidacy, reason="Depth.", by=mara)
    elif how == "released":
        services.release_panelist(panelist=place, reason="Ill.", by=rosa)
    elif how == "declined":
        Panelist.objects.filter(pk=place.pk).update(reply=Reply.DECLINED, replied_at=NOW)
    else:
        iris.is_active = False
        iris.save()
    reminded_at(START - DAY)
    assert iris.email not in told()
    assert (ivan.email in told()) == (how not in {"cancelled", "closed"})


def test_queries_stay_the_same_however_many_come_up(interview, plan):
    def queries() -> int:
        with time_machine.travel(START - DAY, tick=False), CaptureQueriesContext(connection) as found:
            services.remind_of_interviews()
        return len(found)

    reminded_at(START - DAY)
    before = queries()
    for number in range(3):
        other = CandidacyFactory(role=interview.candidacy.role)
        plan(UserFactory(), candidacy=other, starts_at=START - timedelta(hours=number), ends_at=START + DAY / 12)
    reminded_at(START - DAY)
    assert queries() == before == 3
