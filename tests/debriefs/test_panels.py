"""What the candidate page and Today show of debriefs."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from core.todo import Label
from debriefs.queries import todos
from tests.debriefs.deciding import decide
from tests.factories import CandidacyFactory


def panel(user, candidacy) -> str:
    request = RequestFactory().get("/")
    request.user = user
    template = Template("{% load debriefs_panels %}{% debriefs_panel candidacy %}{% debriefs_todos as due %}")
    candidacy = type(candidacy).objects.get(pk=candidacy.pk)
    return template.render(Context({"request": request, "candidacy": candidacy, "user": user})).strip()


def test_a_decider_is_invited_to_prepare(candidacy, mara):
    assert "Prepare debrief" in panel(mara, candidacy)


@pytest.mark.parametrize("persona", ["iris", "ada", "stan"])
def test_others_see_nothing_before_there_is_one(candidacy, iris_sealed, request, persona):
    assert panel(request.getfixturevalue(persona), candidacy) == ""


def test_who_owes_sees_nothing_of_it(overridden, candidacy, ivan):
    assert panel(ivan, candidacy) == ""


def test_the_outcome_stays_in_the_room(opened, candidacy, mara, iris, ada):
    decide(debrief=opened, outcome="no_hire", reason="No depth.", by=mara)

    assert "No hire" in panel(iris, candidacy)
    assert "No hire" not in panel(ada, candidacy)
    assert "Decided" in panel(ada, candidacy)


def labels(user) -> list[tuple[str, str]]:
    return [(todo.label, todo.act) for todo in todos(user)]


def test_today_says_when_it_can_open(prepared, mara, rosa, iris, iris_sealed):
    assert labels(mara) == [(Label.DECIDE, "Open debrief")]
    assert labels(rosa) == [(Label.LATER, "Look")]
    assert labels(iris) == [(Label.LATER, "Look")]


def test_today_waits_for_scorecards(prepared, mara, iris, ivan, iris_sealed, ivan_sits):
    assert [todo.detail for todo in todos(mara)] == ["waiting for scorecards"]
    assert [todo.detail for todo in todos(iris)] == ["led by Mara Muñoz"]
    assert labels(ivan) == []


def test_today_asks_for_the_decision(opened, mara, iris):
    assert labels(mara) == [(Label.DECIDE, "Decide")]
    assert labels(iris) == [(Label.NOW, "Take part")]


def test_today_is_empty_for_others_and_afterwards(opened, mara, iris, ada, stan):
    assert labels(ada) == labels(stan) == []
    decide(debrief=opened, outcome="no_hire", reason="No depth.", by=mara)
    assert labels(mara) == labels(iris) == []


def test_today_takes_three_queries(role, mara, django_assert_num_queries):
    from debriefs.models import Debrief

    for rows in (1, 3):
        for _ in range(rows):
            Debrief.objects.create(candidacy=CandidacyFactory(role=role), facilitator=mara)
        with django_assert_num_queries(3):
            assert len(todos(mara)) == (1 if rows == 1 else 4)
