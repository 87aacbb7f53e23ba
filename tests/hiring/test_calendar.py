from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from hiring import queries, services
from hiring.models import Candidacy
from tests.factories import CandidacyFactory

from .conftest import NOW


@pytest.fixture(autouse=True)
def _berlin():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        yield


def shown(week):
    return {day.date.isoformat(): [i.candidacy.candidate.name for i in day.interviews] for day in week.days}


def test_days_are_those_of_the_readers_zone(candidacy, iris, plan):
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    plan(iris, starts_at=late, ends_at=late + timedelta(hours=1))
    assert shown(queries.week(iris))["2026-11-21"] == ["Amara Nwosu"]
    with timezone.override(ZoneInfo("America/New_York")):
        assert shown(queries.week(iris))["2026-11-20"] == ["Amara Nwosu"]


def test_mine_and_all(candidacy, iris, ivan, mara, rosa, stan, plan):
    plan(iris)
    plan(ivan, candidacy=CandidacyFactory(), hours=26)
    assert queries.week(iris).count == 1
    assert queries.week(rosa).count == 0
    assert queries.week(rosa, mine=False).count == 2
    assert queries.week(mara, mine=False).count == 1
    assert queries.week(stan, mine=False).count == 0


@pytest.mark.parametrize("key", ["", "2026-W47", "nonsense", "2026-W99", "0001-W01", "9999-W52", "2026-Wx"])
def test_a_bad_week_is_this_week(iris, key):
    assert queries.week(iris, key=key).monday.isoformat() == "2026-11-16"


def test_weeks_follow_each_other_over_a_clock_change(iris):
    week = queries.week(iris, key="2026-W43")
    assert (week.previous, week.following) == ("2026-W42", "2026-W44")
    assert [day.date.day for day in week.days] == [19, 20, 21, 22, 23, 24, 25]


def test_cancelled_interviews_and_work_samples_are_no_appointments(candidacy, iris, rosa, plan):
    services.cancel_interview(interview=plan(iris), reason="Ill.", by=rosa)
    stage = candidacy.role.stages.get(kind="work_sample")
    plan(iris, stage=stage, ends_at=NOW + timedelta(days=7))
    week = queries.week(iris)
    assert (week.count, len(week.windows)) == (0, 1)


def test_an_interview_that_the_end_of_the_candidacy_called_off_is_no_load_and_not_done(role, iris, mara, plan):
    plan(iris, hours=2)
    candidacy = Candidacy.objects.get()
    services.withdraw(candidacy=candidacy, reason="Took another post.", by=mara)
    people = queries.people_for_panel(
        role, stage=role.stages.get(kind="technical"), around=timezone.localtime(), by=mara
    )
    assert next(person.load for person in people if person.user == iris) == "no interview that week"
    with time_machine.travel(NOW + timedelta(hours=9), tick=False):
        assert queries.done_this_week(iris).interviews == 0


def test_people_with_a_seat_come_first_with_their_load(role, iris, stan, rosa, plan):
    plan(iris)
    people = queries.people_for_panel(
        role, stage=role.stages.get(kind="technical"), around=timezone.localtime(), by=rosa
    )
    assert [person.user.name for person in people][-1] == "Stan Stone"
    by_name = {person.user.name: person for person in people}
    assert by_name["Iris Ito"].load == "1 interview that week"
    assert by_name["Stan Stone"].seats == []
    assert by_name["Mara Muñoz"].seats == ["Hiring manager"]
