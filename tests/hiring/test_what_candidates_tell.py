"""What a candidate says of themselves stands on each interview as it was when that was over."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hiring import services
from hiring.models import Candidate, Interview
from tests.factories import CandidacyFactory, InterviewFactory, offered

from .conftest import NOW

DAY = timedelta(days=1)
AMARA = {"spoken_name": "Mara", "pronunciation": "ah-MAH-rah"}


@pytest.fixture
def interview(candidacy) -> Interview:
    candidacy.candidate.timezone = "Africa/Lagos"
    candidacy.candidate.save()
    return InterviewFactory(candidacy=candidacy, starts_at=NOW + DAY)


@pytest.fixture
def link(candidacy, iris, rosa, interview) -> str:
    _, token = offered(iris, candidacy=candidacy, created_by=rosa)
    return token


def told(interview: Interview) -> tuple[str, str]:
    interview.refresh_from_db()
    return interview.spoken_words, interview.candidate_zone


def test_it_reaches_the_interviews_to_come_in_every_role(link, interview, candidacy):
    elsewhere = InterviewFactory(candidacy=CandidacyFactory(candidate=candidacy.candidate), starts_at=NOW + 2 * DAY)
    of_another = InterviewFactory(starts_at=NOW + DAY)
    before = told(of_another)
    services.tell_wishes(token=link, needs="", names=AMARA)
    services.choose_zone(token=link, timezone="Asia/Kathmandu")
    assert told(interview) == told(elsewhere) == ("Mara, say: ah-MAH-rah", "Asia/Kathmandu")
    assert told(of_another) == before


def test_what_is_said_later_changes_nothing_of_an_interview_that_is_over(link, interview):
    services.tell_wishes(token=link, needs="", names=AMARA)
    with time_machine.travel(interview.ends_at + timedelta(minutes=1), tick=False):
        services.tell_wishes(token=link, needs="", names={"spoken_name": "Am", "pronunciation": ""})
        services.choose_zone(token=link, timezone="Asia/Kathmandu")
    assert told(interview) == ("Mara, say: ah-MAH-rah", "Africa/Lagos")
    assert Candidate.objects.get(pk=interview.candidacy.candidate_id).spoken_words == "Am"


def test_an_interview_that_is_planned_or_moved_later_says_it_as_it_is_now(link, interview, plan, iris, rosa):
    with time_machine.travel(interview.ends_at + timedelta(minutes=1), tick=False):
        services.tell_wishes(token=link, needs="", names=AMARA)
        services.choose_zone(token=link, timezone="Asia/Kathmandu")
        at = {"starts_at": NOW + 4 * DAY, "ends_at": NOW + 4.1 * DAY, "timezone": "UTC", "place": "", "by": rosa}
        services.change_interview(interview=interview, override_reason="Agreed.", **at)
        planned = plan(iris, hours=5 * 24)
    assert told(interview) == told(planned) == ("Mara, say: ah-MAH-rah", "Asia/Kathmandu")


@pytest.mark.django_db(transaction=True)
def test_interviews_from_before_keep_what_was_told_in_time(candidacy):
    candidate = candidacy.candidate
    Candidate.objects.filter(pk=candidate.pk).update(timezone="Africa/Lagos", **AMARA)
    over = InterviewFactory(candidacy=candidacy, starts_at=NOW - DAY)
    ahead = InterviewFactory(candidacy=candidacy, starts_at=NOW + DAY)
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("hiring", "0027_let_a_loop_have_nothing_left")])
        before = executor.loader.project_state([("hiring", "0027_let_a_loop_have_nothing_left")]).apps
        before.get_model("hiring", "Candidate").objects.filter(pk=candidate.pk).update(spoken_at=NOW)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert told(over) == ("", "Africa/Lagos")
    assert told(ahead) == ("Mara, say: ah-MAH-rah", "Africa/Lagos")
