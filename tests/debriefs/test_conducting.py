"""What everybody sees, for how long, whose turn it is, and who is here."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from debriefs import services
from debriefs.models import Attendance, Debrief, Meeting
from debriefs.models.meeting import GONE_AFTER
from debriefs.queries import agenda, find_debrief, moves_of, speakers
from debriefs.visibility import room
from hiring.models import SeatKind
from tests.debriefs.deciding import decide
from tests.factories import PanelistFactory, ScorecardFactory, seat


@pytest.fixture
def clock():
    """A clock that is moved on by hand."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def meeting(debrief: Debrief) -> Meeting:
    return Meeting.objects.get(debrief=debrief)


def test_opening_shows_the_requirements_first(opened):
    assert meeting(opened).place == "requirements:1"


def test_opening_goes_on_to_the_evidence_when_the_requirements_were_read_before(
    prepared, mara, iris_sealed, ivan_sealed
):
    services.show(debrief=prepared, step="requirements", by=mara)
    services.open_debrief(debrief=prepared, by=mara)

    assert meeting(prepared).step == "evidence"


def test_before_opening_nothing_but_the_requirements_can_be_shown(prepared, mara, iris_sealed):
    with pytest.raises(services.NotOpened):
        services.show(debrief=prepared, step="evidence", by=mara)

    assert not Meeting.objects.exclude(step="").exists()


@pytest.mark.parametrize(("step", "item"), [("ready", 1), ("x", 1), ("agenda", 0), ("agenda", 501), ("", 1)])
def test_a_place_that_is_none_changes_nothing(opened, mara, step, item):
    before = moves_of([opened.uid])

    with pytest.raises(services.UnknownPlace):
        services.show(debrief=opened, step=step, item=item, by=mara)

    assert moves_of([opened.uid]) == before


def test_only_who_leads_leads(opened, iris, rosa):
    for user in (iris, rosa):
        with pytest.raises(services.NotLeading):
            services.show(debrief=opened, step="agenda", by=user)
        with pytest.raises(services.NotLeading):
            services.extend(debrief=opened, by=user)
        with pytest.raises(services.NotLeading):
            services.pass_turn(debrief=opened, by=user)


def test_a_question_has_the_minutes_of_the_guide(opened, mara):
    question = opened.guide_version.stages.get(kind="debrief").questions.in_order()[1]

    assert services.show(debrief=opened, step="agenda", item=2, by=mara).minutes == question.minutes


def test_more_time_counts_from_now_once_the_time_is_over(opened, mara, clock):
    shown = services.show(debrief=opened, step="disagreements", by=mara)
    assert services.extend(debrief=opened, by=mara).minutes == shown.minutes + services.MORE_MINUTES

    clock.shift(timedelta(minutes=30))
    longer = services.extend(debrief=opened, by=mara)

    assert longer.ends_at - timezone.now() >= timedelta(minutes=services.MORE_MINUTES)
    assert longer.ends_at - timezone.now() < timedelta(minutes=services.MORE_MINUTES + 1)


def test_the_turn_goes_round_with_the_hiring_manager_last(opened, interview, role, mara, iris, ivan):
    ScorecardFactory(panelist=PanelistFactory(interview=interview, user=mara), sealed=True)
    services.show(debrief=opened, step="disagreements", by=mara)
    fresh = Debrief.objects.get(pk=opened.pk)
    order = speakers(fresh, room(mara, fresh.candidacy))
    assert order[-1] == mara
    assert {iris, ivan} == set(order[:2])

    spoken = [meeting(opened).speaker]
    for _ in range(3):
        spoken.append(services.pass_turn(debrief=opened, by=mara).speaker)

    assert spoken == [*order, order[0]]


def test_attendance_is_recorded_from_first_to_last(opened, iris, clock):
    came = services.attend(debrief=opened, by=iris).first_at
    moves = moves_of([opened.uid])
    clock.shift(timedelta(seconds=30))
    stayed = services.attend(debrief=opened, by=iris)

    assert (stayed.first_at, stayed.last_at) == (came, timezone.now())
    assert moves_of([opened.uid]) == moves, "staying tells nobody anything"
    assert AuditEvent.objects.filter(verb="debrief.attended").count() == 1

    clock.shift(GONE_AFTER + timedelta(seconds=1))
    assert not Attendance.objects.here().exists()
    services.attend(debrief=opened, by=iris)
    assert moves_of([opened.uid]) != moves, "coming back is told"
    assert AuditEvent.objects.filter(verb="debrief.attended").count() == 1


def test_nobody_attends_a_debrief_that_is_closed(opened, mara, iris):
    decide(debrief=opened, outcome="hold", reason="We want to know more.", by=mara)
    opened.refresh_from_db()
    services.attend(debrief=opened, by=iris)

    assert not Attendance.objects.exists()


def test_whoever_owes_is_told_nothing_of_the_meeting(client, overridden, ivan):
    client.force_login(ivan)

    for name in ("debrief_stream", "debrief_now"):
        assert client.get(reverse(name, args=[overridden.uid])).status_code == 403
    assert client.post(reverse("debrief_attend", args=[overridden.uid])).status_code == 403
    page = client.get(reverse("debrief_detail", args=[overridden.uid])).content.decode()
    assert "debrief-now" not in page
    assert not Attendance.objects.exists()


def test_what_is_shown_stands_on_every_page(client, opened, mara, iris):
    services.show(debrief=opened, step="agenda", item=2, by=mara)
    services.attend(debrief=opened, by=mara)
    client.force_login(iris)
    page = client.get(reverse("debrief_detail", args=[opened.uid]), {"step": "evidence"}).content.decode()

    assert "Agenda 2" in page
    assert "?step=agenda&amp;item=2" in page
    assert "Here: " in page
    assert "Show this page to everybody" not in page


def test_leading_by_the_page(client, opened, mara):
    client.force_login(mara)
    address = reverse("debrief_lead", args=[opened.uid])

    answer = client.post(address, {"act": "show", "step": "disagreements", "item": "1"})
    assert answer.url.endswith("?step=disagreements&item=1")
    assert meeting(opened).step == "disagreements"

    minutes = meeting(opened).minutes
    client.post(address, {"act": "extend", "step": "disagreements", "item": "1"})
    assert meeting(opened).minutes > minutes

    refused = client.post(address, {"act": "show", "step": "agenda", "item": "-3"}, follow=True)
    assert "This debrief has no such step." in refused.content.decode()
    assert meeting(opened).step == "disagreements"


def test_a_manager_who_sits_on_the_panel_and_owes_does_not_lead(overridden, role, ivan):
    seat(role, ivan, SeatKind.HIRING_MANAGER)

    with pytest.raises(services.NotLeading):
        services.show(debrief=overridden, step="evidence", by=ivan)


def test_the_page_of_now_costs_few_queries(client, opened, mara, django_assert_max_num_queries):
    client.force_login(mara)
    services.attend(debrief=opened, by=mara)
    address = reverse("debrief_now", args=[opened.uid])
    client.get(address, {"step": "evidence", "item": "1"})

    with django_assert_max_num_queries(8):
        client.get(address, {"step": "evidence", "item": "1"})


def test_what_is_shown_now_holds_the_note_on_its_own_question(client, opened, mara):
    client.force_login(mara)
    for item in agenda(opened):
        services.write_agenda_note(
            debrief=opened, question=item.question, text=f"Note on {item.number}.", base_revision=0, by=mara
        )
    address = reverse("debrief_now", args=[opened.uid])
    pages = [client.get(address, {"step": "agenda", "item": item}).content.decode() for item in (1, 2, 3, 999)]

    assert [re.findall(r"Note on \d", page) for page in pages] == [["Note on 1"], ["Note on 2"], [], []]


def test_the_stream_says_the_number_and_nothing_else(client, opened, iris):
    client.force_login(iris)
    answer = client.get(reverse("debrief_stream", args=[opened.uid]), {"seen": "0"})

    number = moves_of([opened.uid])[opened.uid]
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert b"".join(answer.streaming_content).decode() == f"retry: 1000\n\nid: {number}\ndata: {number}\n\n"
    assert find_debrief(iris, opened.uid).meeting.moves == number


# --- What a first reader of the meeting stumbled over ----------------------------------------------------------------


def test_before_the_reveal_nobody_but_deciders_sees_who_else_is_here(
    client, prepared, mara, iris, ivan, iris_sealed, ivan_sealed
):
    services.attend(debrief=prepared, by=ivan)
    address = reverse("debrief_detail", args=[prepared.uid])
    for path in (address, reverse("debrief_now", args=[prepared.uid])):
        client.force_login(iris)
        assert ivan.name not in client.get(path).content.decode(), "only those are here who owe nothing"
        client.force_login(mara)
        assert ivan.name in client.get(path).content.decode()


def test_an_item_beyond_the_end_is_the_last_and_a_step_without_items_has_none(opened, mara):
    questions = opened.guide_version.stages.get(kind="debrief").questions.count()

    assert services.show(debrief=opened, step="agenda", item=400, by=mara).item == questions
    assert services.show(debrief=opened, step="evidence", item=3, by=mara).place == "evidence:1"


def test_more_time_can_be_given_from_the_page_that_opens(client, prepared, mara, iris_sealed):
    services.show(debrief=prepared, step="requirements", by=mara)
    before = meeting(prepared).minutes
    client.force_login(mara)
    client.post(reverse("debrief_lead", args=[prepared.uid]), {"act": "extend", "step": "ready", "item": "1"})

    assert meeting(prepared).minutes > before


def test_a_clock_that_is_set_back_breaks_no_arrival(opened, iris, clock):
    services.attend(debrief=opened, by=iris)
    clock.shift(-timedelta(seconds=3))

    assert services.attend(debrief=opened, by=iris).user == iris


def test_no_turn_comes_to_whoever_is_bound_or_gone(opened, candidacy, mara, iris, ivan):
    PanelistFactory(interview__candidacy=candidacy, interview__stage=candidacy.stage, user=iris)
    fresh = Debrief.objects.get(pk=opened.pk)
    assert speakers(fresh, room(mara, fresh.candidacy)) == [ivan]


def test_asking_for_the_head_of_a_stream_takes_no_place(client, opened, iris, settings):
    settings.LIVE_STREAMS = 0
    client.force_login(iris)

    assert client.head(reverse("debrief_stream", args=[opened.uid])).status_code == 200


def test_without_scripts_a_button_says_that_one_is_here(client, opened, iris):
    client.force_login(iris)
    page = client.get(reverse("debrief_detail", args=[opened.uid])).content.decode()
    assert "I am here" in page

    assert client.post(reverse("debrief_attend", args=[opened.uid])).status_code == 302
    assert Attendance.objects.get().user == iris
