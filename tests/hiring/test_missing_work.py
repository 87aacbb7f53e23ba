"""A deadline passes and nothing came in: who plans the work sample hears of it, once."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import OutboxMessage
from hiring import services
from hiring.models import WorkSample
from hiring.services.links import fresh_link
from hiring.tasks import tell_of_missing_work as task
from tests.factories import CandidacyFactory

from .conftest import NOW

DUE = NOW + timedelta(days=5)


@pytest.fixture
def interview(candidacy, iris, plan):
    stage = candidacy.role.stages.get(kind="work_sample")
    planned = plan(iris, stage=stage, starts_at=NOW, ends_at=DUE, place="")
    OutboxMessage.objects.all().delete()
    return planned


def told_at(moment) -> int:
    with time_machine.travel(moment, tick=False):
        return services.tell_of_missing_work()


def told() -> list[str]:
    rows = OutboxMessage.objects.filter(subject__startswith="Not handed in")
    return list(rows.order_by("pk").values_list("to", flat=True))


def add(interview) -> str:
    token = fresh_link(interview)
    services.add_file(token=token, upload=SimpleUploadedFile("a.py", b"x = 1\n"))
    return token


def test_the_planner_is_told_once_when_the_deadline_has_passed_and_the_panel_is_not(interview, rosa):
    assert told_at(DUE - timedelta(seconds=1)) == 0
    assert told_at(DUE) == 1
    with time_machine.travel(DUE + timedelta(minutes=5), tick=False):
        task()
    assert told_at(DUE + timedelta(days=3)) == 0
    assert told() == [rosa.email]
    mail = OutboxMessage.objects.get()
    assert mail.subject == "Not handed in: Technical Assessment with Amara Nwosu, Machine Learning Engineer"
    assert "was due Wed 25 Nov 2026, 09:00" in mail.text
    assert "No file is there, so the panel is not asked for scorecards." in mail.text
    assert f"/interviews/{interview.uid}/" in mail.text


def test_files_that_were_there_and_a_wish_that_waits_are_told(interview):
    token = add(interview)
    services.ask_for_more_time(token=token, words="My back hurts.")
    OutboxMessage.objects.all().delete()
    told_at(DUE)
    text = OutboxMessage.objects.get().text
    assert "1 file was put there by then, and the panel can read it." in text
    assert "They have asked for more time, which is not answered yet." in text
    assert "back hurts" not in text


@pytest.mark.parametrize("how", ["handed in", "opened again", "cancelled", "closed", "long ago"])
def test_nobody_is_told_where_there_is_nothing_to_tell(interview, rosa, mara, how):
    if how in {"handed in", "opened again"}:
        services.hand_in(token=add(interview))
    if how == "opened again":
        services.reopen_work_sample(interview=interview, reason="The wrong file.", by=rosa)
    elif how == "cancelled":
        services.cancel_interview(interview=interview, reason="Ill.", by=rosa)
    elif how == "closed":
        services.close_candidacy(candidacy=interview.candidacy, reason="Depth.", by=mara)
    assert told_at(DUE + timedelta(days=8 if how == "long ago" else 0)) == 0
    assert told() == []


def test_a_new_deadline_is_told_of_anew(interview, rosa):
    told_at(DUE)
    with time_machine.travel(DUE + timedelta(hours=1), tick=False):
        services.give_more_time(interview=interview, days=2, by=rosa)
    assert told_at(DUE + timedelta(days=1)) == 0
    assert told_at(DUE + timedelta(days=2)) == 1
    assert told() == [rosa.email, rosa.email]


def test_without_a_link_nothing_came_in_either(interview, rosa):
    WorkSample.objects.all().delete()
    assert told_at(DUE) == 1
    assert told() == [rosa.email]


def test_a_planner_whom_another_panel_binds_hears_nothing_and_each_decider_does(interview, rosa, mara, plan):
    plan(rosa, hours=200, by=mara)
    OutboxMessage.objects.all().delete()
    assert told_at(DUE) == 1
    assert told_at(DUE + timedelta(minutes=5)) == 0
    assert told() == [mara.email]


def test_an_appointment_that_has_ended_is_no_missing_work(plan, iris):
    plan(iris, hours=1)
    assert told_at(NOW + timedelta(hours=2)) == 0


def test_looking_costs_the_same_for_one_and_three(interview, plan, iris, candidacy):
    def queries() -> int:
        told_at(DUE)
        with CaptureQueriesContext(connection) as captured:
            assert told_at(DUE) == 0
        return len(captured)

    one = queries()
    for _ in range(2):
        other = CandidacyFactory(role=candidacy.role)
        plan(iris, candidacy=other, stage=interview.stage, starts_at=NOW, ends_at=DUE)
    assert queries() == one == 2
