"""What follows from a debrief: who reads it, who ticks it off, and where it stands on Today."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from core.models import AuditEvent
from core.todo import Label
from debriefs.models import Debrief, NextStep
from debriefs.queries import todos
from debriefs.services import BadNextStep, NextStepInput, NotYourStep, tick_next_step, untick_next_step
from debriefs.visibility import room, taking_part
from hiring.models import Candidacy, SeatKind
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, UserFactory, seat

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def step(opened, mara, iris) -> NextStep:
    """Iris calls the second referee by Friday; the candidacy is on hold meanwhile."""
    steps = [NextStepInput("Call the second referee", iris, FRIDAY)]
    decide(debrief=opened, outcome="hold", reason="Depth, and no breadth yet.", next_steps=steps, by=mara)
    return NextStep.objects.get()


def press(client, user, name, step, **data):
    client.force_login(user)
    return client.post(reverse(name, args=[step.uid]), data)


# --- Ticking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["iris", "mara", "rosa"])
def test_its_owner_and_who_decides_tick_it_off_and_take_it_back(step, request, persona):
    user = request.getfixturevalue(persona)

    assert tick_next_step(step=step, by=user).done_at is not None
    assert untick_next_step(step=step, by=user).done_at is None

    acts = AuditEvent.objects.filter(object_uid=step.uid).order_by("pk")
    assert [act.verb for act in acts] == ["next_step.ticked", "next_step.unticked"]
    assert {act.scope_uid for act in acts} == {step.debrief.candidacy.uid}


@pytest.mark.parametrize("persona", ["ivan", "ada", "stan"])
def test_nobody_else_ticks_it_off(step, request, persona):
    for mark in (tick_next_step, untick_next_step):
        with pytest.raises(NotYourStep):
            mark(step=step, by=request.getfixturevalue(persona))
    assert not AuditEvent.objects.filter(object_uid=step.uid).exists()


def test_a_second_tick_changes_nothing(step, iris, mara):
    first = tick_next_step(step=step, by=iris).done_at

    assert tick_next_step(step=NextStep.objects.get(), by=mara).done_at == first
    assert AuditEvent.objects.filter(object_uid=step.uid).count() == 1


def test_whoever_owes_again_neither_ticks_nor_sees_it(client, step, candidacy, iris):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=iris)

    with pytest.raises(NotYourStep):
        tick_next_step(step=step, by=iris)
    assert press(client, iris, "next_step_tick", step).status_code == 403
    assert [todo for todo in todos(iris) if step.text in todo.title] == []
    assert step.text not in client.get(reverse("candidacy_debriefs_part", args=[candidacy.uid])).content.decode()
    assert step.text not in client.get(reverse("today")).content.decode()


def test_a_step_goes_to_somebody_who_hears_how_it_ended(opened, role, mara):
    seated = UserFactory(name="Nils Nord")
    seat(role, seated, SeatKind.INTERVIEWER)

    with pytest.raises(BadNextStep):
        decide(
            debrief=opened, outcome="hold", reason="Depth.", next_steps=[NextStepInput("Call", seated, FRIDAY)], by=mara
        )


# --- Pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("persona", "status"), [("ivan", 403), ("ada", 403), ("stan", 404)])
def test_the_buttons_answer_others_with_a_refusal(client, step, request, persona, status):
    for name in ("next_step_tick", "next_step_untick"):
        assert press(client, request.getfixturevalue(persona), name, step).status_code == status
    step.refresh_from_db()
    assert step.done_at is None


@pytest.mark.parametrize(
    ("back", "page"), [("", "debrief_detail"), ("candidacy", "candidacy_detail"), ("//evil.example", "debrief_detail")]
)
def test_without_scripts_a_tick_leads_back(client, step, iris, back, page):
    answer = press(client, iris, "next_step_tick", step, back=back)

    target = step.debrief.candidacy if page == "candidacy_detail" else step.debrief
    assert answer.url == reverse(page, args=[target.uid])


def test_with_scripts_only_the_row_is_answered(client, step, iris):
    client.force_login(iris)
    answer = client.post(reverse("next_step_tick", args=[step.uid]), headers={"HX-Request": "true"}).content.decode()

    assert "Not done yet" in answer
    assert "<html" not in answer


@pytest.mark.parametrize(("persona", "ticks"), [("iris", True), ("mara", True), ("ivan", False)])
def test_the_record_and_the_candidates_page_show_it(client, step, candidacy, request, persona, ticks):
    client.force_login(request.getfixturevalue(persona))

    for address in (reverse("debrief_detail", args=[step.debrief.uid]), _page(candidacy)):
        words = client.get(address).content.decode()
        assert step.text in words
        assert (reverse("next_step_tick", args=[step.uid]) in words) is ticks


def test_whoever_is_not_in_the_room_reads_nothing_of_it(client, step, candidacy, ada):
    client.force_login(ada)

    for address in (reverse("debrief_detail", args=[step.debrief.uid]), _page(candidacy)):
        assert step.text not in client.get(address).content.decode()


def _page(candidacy: Candidacy) -> str:
    return reverse("candidacy_debriefs_part", args=[candidacy.uid])


# --- Today -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "label", "words"),
    [
        ("2026-11-19 12:00", Label.LATER, "by Fri 20 Nov"),
        ("2026-11-20 12:00", Label.DUE, "by today"),
        ("2026-11-23 12:00", Label.DUE, "was due Fri 20 Nov"),
    ],
)
def test_today_tells_its_owner_by_its_day(step, iris, today, label, words):
    with time_machine.travel(today, tick=False):
        (todo,) = todos(iris)

    assert (todo.label, todo.act) == (label, "Look")
    assert todo.title == "Call the second referee · Amara Nwosu"
    assert words in todo.detail


def test_today_tells_nobody_else_and_nothing_once_it_is_done(step, iris, mara, ivan):
    assert todos(mara) == todos(ivan) == []
    tick_next_step(step=step, by=iris)
    assert todos(iris) == []


def test_a_step_without_a_day_stands_last(step, iris):
    NextStep.objects.update(due_on=None)

    (todo,) = todos(iris)
    assert (todo.label, todo.when) == (Label.LATER, None)


def test_the_number_of_queries_stays(client, step, candidacy, iris, django_assert_max_num_queries):
    client.force_login(iris)
    pages = [reverse("today"), _page(candidacy), reverse("debrief_detail", args=[step.debrief.uid])]
    for page in pages:
        client.get(page)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            NextStep.objects.create(debrief=step.debrief, text="And this", owner=iris, due_on=FRIDAY)
        row = []
        for page in pages:
            with django_assert_max_num_queries(16) as counted:
                client.get(page)
            row.append(len(counted))
        counts.append(row)

    assert counts[0] == counts[1]


# --- The room as a list and as a question ----------------------------------------------------------------------------


def test_the_list_of_rooms_agrees_with_each_room(request, candidacy, interview, mara, rosa, iris, ivan, ada, stan):
    """Whoever sealed, left, recused, still owes, only holds a seat, or is a stranger; before and after closing."""
    for fixture in ("iris_sealed", "opened", "step"):
        request.getfixturevalue(fixture)
        _agree(mara, rosa, iris, ivan, ada, stan)
    left, recused, owing = (UserFactory(name=name) for name in ("Lena Left", "Rita Recused", "Otto Owing"))
    PanelistFactory(interview=interview, user=left, left_at="2026-11-17T10:00Z")
    PanelistFactory(interview=interview, user=recused, recused_at="2026-11-17T10:00Z", recusal_reason="A friend.")
    PanelistFactory(interview=interview, user=owing)
    _agree(mara, rosa, iris, left, recused, owing)
    candidacy.reveals.update(closed_at=None)
    _agree(mara, rosa, iris, left, recused, owing)


def _agree(*users):
    for user in users:
        for debrief in Debrief.objects.all():
            listed = taking_part(user).filter(pk=debrief.pk).exists()
            assert listed == room(user, Candidacy.objects.get(pk=debrief.candidacy_id)).takes_part, user


# --- Rows from before they had an id ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_get_an_id_each(candidacy, mara):
    debrief = Debrief.objects.create(candidacy=candidacy, facilitator=mara)
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("debriefs", "0001_create_debriefs_and_decisions")])
        before = executor.loader.project_state([("debriefs", "0001_create_debriefs_and_decisions")]).apps
        old = before.get_model("debriefs", "NextStep")
        for number in range(3):
            old.objects.create(debrief_id=debrief.pk, text=f"Step {number}", owner_id=mara.pk)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes("debriefs"))

    uids = list(NextStep.objects.values_list("uid", flat=True))
    assert len(set(uids)) == 3
    assert all(len(uid) == 12 for uid in uids)
