"""Bad input: a clear error beside the field, every typed word kept, nothing written."""

import html
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import OutboxMessage
from debriefs.models import Debrief, Decision
from hiring import services
from hiring.forms.moments import Twice, instant
from hiring.models import Candidacy, Interview, Role, StageDecision
from tests.factories import CandidacyFactory, GuideVersionFactory, ScorecardFactory

from .conftest import NOW

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "at", "occurrence", "expected"),
    [
        (date(2026, 11, 20), time(14), "", datetime(2026, 11, 20, 13, tzinfo=UTC)),
        (date(2026, 7, 20), time(14), "", datetime(2026, 7, 20, 12, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), "first", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), "second", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3), "", datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_wall_clocks_become_instants(day, at, occurrence, expected):
    assert instant(day, at, BERLIN, occurrence) == expected


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30)),
        ("America/New_York", date(2027, 3, 14), time(2, 0)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15)),
    ],
)
def test_times_that_do_not_exist_are_refused_in_words(zone, day, at):
    with pytest.raises(ValidationError, match="does not exist on that day"):
        instant(day, at, ZoneInfo(zone))


def test_times_that_come_twice_are_asked_about():
    with pytest.raises(Twice, match="comes twice"):
        instant(date(2026, 10, 25), time(2, 30), BERLIN)


@pytest.fixture
def planning(client, candidacy, rosa, iris):
    """The address of the planning form, and what a good answer looks like."""
    client.force_login(rosa)
    good = {
        "stage": candidacy.stage.uid,
        "day": "2026-11-24",
        "start": "14:00",
        "minutes": "60",
        "place": "Room 4",
        "panel": [iris.uid],
    }
    return reverse("interview_create", args=[candidacy.uid]), good


def test_a_good_form_plans_in_the_planners_zone(client, planning):
    url, good = planning
    response = client.post(url, good)
    interview = Interview.objects.get()
    assert response.url == reverse("interview_detail", args=[interview.uid])
    assert interview.starts_at == datetime(2026, 11, 24, 13, tzinfo=UTC)
    assert interview.timezone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"day": "2027-03-28", "start": "02:30"}, "start", "does not exist"),
        ({"day": "2027-10-31", "start": "02:30"}, "occurrence", "comes twice"),
        ({"day": "2026-11-19"}, "day", "over already"),
        ({"day": "2026-11-20", "start": "08:59"}, "start", "This time has passed already. Choose a later one."),
        ({"day": "soon"}, "day", "valid date"),
        ({"minutes": ""}, "minutes", "how long"),
        ({"minutes": "-5"}, "minutes", "At least 5 minutes"),
        ({"panel": []}, "panel", "at least one person"),
        ({"panel": ["nobody"]}, "panel", "nobody"),
        ({"stage": "other"}, "stage", "valid choice"),
        ({"place": "x" * 301}, "place", "300"),
    ],
)
def test_a_bad_form_keeps_every_word_and_writes_nothing(client, planning, change, field, words):
    url, good = planning
    typed = good | {"place": "The green room"} | change
    response = client.post(url, typed)
    assert response.status_code == 422
    form = response.context["form"]
    assert words in str(form.errors[field])
    assert form["place"].value() == typed["place"]
    assert form["start"].value() == typed["start"]
    assert not Interview.objects.exists()
    if change.get("panel") is None:
        assert "checked" in response.text


def test_on_a_friday_monday_is_proposed(client, planning):
    response = client.get(planning[0])
    assert response.context["form"]["day"].value() == date(2026, 11, 23)
    assert "in the week of Mon 23 Nov" in response.text


@pytest.mark.parametrize(
    ("day", "week"), [("2026-12-03", "Mon 30 Nov"), ("9999-12-31", "Mon 23 Nov"), ("0001-01-01", "Mon 23 Nov")]
)
def test_the_load_is_that_of_the_week_typed(client, planning, day, week):
    url, good = planning
    assert f"in the week of {week}" in client.post(url, good | {"day": day, "panel": []}).text


def test_the_scorecards_are_at_hand_and_nothing_is_chosen_before_a_decision(client, candidacy, mara):
    ScorecardFactory(panelist__interview__candidacy=candidacy, sealed=True)
    client.force_login(mara)
    response = client.get(reverse("candidacy_decide", args=[candidacy.uid]))
    assert response.context["standing"].ready
    assert response.context["form"]["decision"].value() is None
    assert reverse("candidacy_scorecards_part", args=[candidacy.uid]) in response.text


def test_giving_a_seat_comes_back_to_the_seats(client, role, stan, rosa):
    client.force_login(rosa)
    response = client.post(reverse("seat_give", args=[role.uid]), {"user": stan.uid, "kind": "interviewer"})
    assert response.url.endswith("?part=seats#seats")
    assert "Seat given." in client.get(response.url).text


def test_an_interview_may_begin_this_minute(client, planning):
    url, good = planning
    with time_machine.travel(NOW + timedelta(seconds=40), tick=False):
        assert client.post(url, good | {"day": "2026-11-20", "start": "09:00"}).status_code == 302
    assert Interview.objects.get().starts_at == NOW


def test_the_window_of_a_work_sample_may_have_begun(client, candidacy, planning):
    url, good = planning
    stage = candidacy.role.stages.get(kind="work_sample")
    window = {"stage": stage.uid, "day": "2026-11-20", "start": "08:00", "minutes": "", "days": "7"}
    assert client.post(url, good | window).status_code == 302


def test_an_interview_that_has_begun_keeps_its_start_and_moves_to_no_other_past(client, iris, rosa, plan):
    interview = plan(iris, hours=-0.5)
    client.force_login(rosa)
    url = reverse("interview_edit", args=[interview.uid])
    typed = {"day": "2026-11-20", "start": "08:30", "minutes": "90", "place": "Room 4"}
    assert "passed already" in client.post(url, typed | {"start": "08:15"}).text
    assert client.post(url, typed | {"override_reason": "It runs over."}).status_code == 302
    interview.refresh_from_db()
    assert (interview.starts_at, interview.place) == (NOW - timedelta(minutes=30), "Room 4")


@pytest.mark.parametrize(
    ("change", "field"), [({"start": "08:30"}, "start"), ({"day": "2026-10-25", "start": "02:30"}, "occurrence")]
)
def test_a_refused_time_is_told_on_the_page_beside_its_field_and_nobody_hears_of_it(client, planning, change, field):
    url, good = planning
    with time_machine.travel(datetime(2026, 10, 20, 7, tzinfo=UTC), tick=False):
        change = {"day": "2026-10-20"} | change
        page = client.post(url, good | change)
    assert page.context["form"].errors.keys() == {field}
    assert f'name="{field}"' in page.text
    assert page.context["form"].errors[field][0] in html.unescape(page.text)
    assert not Interview.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_choosing_one_of_two_times_plans(client, planning):
    url, good = planning
    client.post(
        url,
        good
        | {"day": "2027-10-31", "start": "02:30", "occurrence": "second", "override_reason": "Both are night owls."},
    )
    assert Interview.objects.get().starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_double_booking_stands_beside_the_start(client, planning, iris, plan):
    url, good = planning
    plan(iris, hours=24 * 4 + 5, candidacy=CandidacyFactory())
    response = client.post(url, good)
    assert "Iris Ito has another interview" in str(response.context["form"].errors["start"])
    assert Interview.objects.count() == 1


def test_a_work_sample_keeps_its_hour_when_the_clocks_change(client, candidacy, planning):
    url, good = planning
    stage = candidacy.role.stages.get(kind="work_sample")
    window = good | {"stage": stage.uid, "day": "2027-03-26", "start": "09:00", "minutes": "", "days": "7"}
    assert client.post(url, window).status_code == 302
    interview = Interview.objects.get()
    assert interview.ends_at == datetime(2027, 4, 2, 7, tzinfo=UTC)
    edit = reverse("interview_edit", args=[interview.uid])
    assert client.get(edit).context["form"].initial["days"] == 7


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2062-11-24"])
def test_a_slip_in_the_year_is_told_beside_the_day(client, planning, day):
    url, good = planning
    response = client.post(url, good | {"day": day})
    assert response.status_code == 422
    assert "Check the year" in response.text


def test_a_work_sample_is_planned_in_days(client, candidacy, planning):
    url, good = planning
    stage = candidacy.role.stages.get(kind="work_sample")
    response = client.post(url, good | {"stage": stage.uid, "minutes": "", "days": ""})
    assert "how long" in str(response.context["form"].errors["days"])
    client.post(url, good | {"stage": stage.uid, "minutes": "", "days": "7"})
    interview = Interview.objects.get()
    assert (interview.ends_at - interview.starts_at).days == 7


def test_moving_shows_the_time_as_typed_and_stores_the_new_one(client, iris, rosa, plan):
    interview = plan(iris)
    client.force_login(rosa)
    url = reverse("interview_edit", args=[interview.uid])
    page = client.get(url).text
    assert 'value="2026-11-21"' in page
    assert 'value="09:00"' in page
    client.post(
        url, {"day": "2026-11-21", "start": "10:15", "minutes": "45", "place": "", "override_reason": "Agreed."}
    )
    interview.refresh_from_db()
    assert interview.starts_at == datetime(2026, 11, 21, 9, 15, tzinfo=UTC)


def test_deciding_needs_a_reason_and_can_be_undone(client, candidacy, mara):
    client.force_login(mara)
    url = reverse("candidacy_decide", args=[candidacy.uid])
    response = client.post(url, {"decision": "advance", "reason": ""})
    assert response.status_code == 422
    assert not StageDecision.objects.exists()
    client.post(url, {"decision": "advance", "reason": "Clear."})
    page = client.get(reverse("candidacy_detail", args=[candidacy.uid])).text
    undo = reverse("stage_decision_undo", args=[StageDecision.objects.get().uid])
    assert undo in page
    client.post(undo)
    assert Candidacy.objects.get().stage.kind == "technical"


def test_whoever_owes_is_told_why_and_may_only_note_a_withdrawal(client, candidacy, mara, plan):
    plan(mara)
    client.force_login(mara)
    url = reverse("candidacy_decide", args=[candidacy.uid])
    assert "You owe a scorecard on this candidate" in client.get(url).text
    assert client.post(url, {"decision": "advance", "reason": "Now."}).status_code == 422
    assert not StageDecision.objects.exists()


def test_a_hire_is_noted_at_the_references_once_the_debrief_has_decided(client, candidacy, mara):
    client.force_login(mara)
    url = reverse("candidacy_decide", args=[candidacy.uid])
    said = {"decision": "hire", "reason": "Both referees bear it out."}
    assert client.post(url, said).status_code == 422
    Candidacy.objects.update(stage=candidacy.role.stages.get(kind="references"))
    refused = client.post(url, said)
    assert "the debrief&#x27;s decision" in refused.text
    assert Candidacy.objects.get().state == "active"
    decided(candidacy, mara)
    assert client.post(url, said).status_code == 302
    assert Candidacy.objects.get().state == "hired"


def test_nobody_advances_past_the_debrief_by_hand(client, candidacy, mara):
    debrief = candidacy.role.stages.get(kind="debrief")
    Candidacy.objects.update(stage=debrief)
    client.force_login(mara)
    url = reverse("candidacy_decide", args=[candidacy.uid])
    assert client.post(url, {"decision": "advance", "reason": "Good enough."}).status_code == 422
    with pytest.raises(services.DebriefFirst):
        services.advance(candidacy=Candidacy.objects.get(), reason="Good enough.", by=mara)
    assert Candidacy.objects.get().stage == debrief


def decided(candidacy, by):
    """A closed debrief that decided on a hire."""
    now = timezone.now()
    debrief = Debrief.objects.create(
        candidacy=candidacy,
        facilitator=by,
        opened_at=now,
        opened_by=by,
        closed_at=now,
        guide_version=candidacy.role.guide_version,
    )
    Decision.objects.create(
        debrief=debrief, outcome="hire", reason="Evidence throughout.", by=by, at=now, effective_at=now
    )


def test_opening_a_role_keeps_words_and_wants_a_decider(client, rosa, mara):
    version = GuideVersionFactory(placeholders={"company": "Name of the company"})
    client.force_login(rosa)
    url = reverse("role_create")
    response = client.post(url, {"title": "Data Engineer", "placeholder_company": "Northwind"})
    assert response.status_code == 422
    assert "somebody must be able to decide" in str(response.context["form"].errors["hiring_managers"])
    assert 'value="Northwind"' in response.text
    assert not Role.objects.exists()
    client.post(
        url, {"title": "Data Engineer", "placeholder_company": "Northwind", "hiring_managers": [mara.uid], "team": ""}
    )
    role = Role.objects.get()
    assert (role.guide_version, role.placeholder_values) == (version, {"company": "Northwind"})
    assert role.seats.get().user == mara


def test_adding_a_candidate_with_a_bad_file_adds_nobody(client, role, rosa):
    client.force_login(rosa)
    url = reverse("candidacy_create", args=[role.uid])
    typed = {"name": "Bo", "email": "bo@example.net", "timezone": "Asia/Tokyo"}
    response = client.post(url, typed | {"file": SimpleUploadedFile("cv.pdf", b"<html>")})
    assert response.status_code == 422
    assert 'value="bo@example.net"' in response.text
    assert not Candidacy.objects.exists()
    client.post(url, typed)
    response = client.post(url, typed)
    assert "in this role already" in str(response.context["form"].errors["email"])


def test_seats_and_stages_have_their_buttons(client, role, rosa, stan):
    client.force_login(rosa)
    client.post(reverse("seat_give", args=[role.uid]), {"user": stan.uid, "kind": "interviewer"})
    assert role.seats.filter(user=stan).exists()
    client.post(reverse("seat_take", args=[role.uid]), {"user": stan.uid, "kind": "interviewer"})
    assert not role.seats.filter(user=stan).exists()
    client.post(reverse("stage_move", args=[role.stages.get(kind="culture").uid]), {"to": "up"})
    assert role.stages.get(kind="culture").position == 4
    client.post(reverse("stage_drop", args=[role.stages.get(kind="culture").uid]))
    assert not role.stages.filter(kind="culture").exists()
    client.post(reverse("role_close", args=[role.uid]))
    assert Role.objects.get(pk=role.pk).state == "closed"


def test_panels_change_with_a_reason(client, iris, ivan, rosa, plan):
    interview = plan(iris)
    client.force_login(rosa)
    client.post(reverse("panelist_add", args=[interview.uid]), {"user": ivan.uid, "override_reason": "Agreed."})
    panelist = interview.panelists.get(user=ivan)
    url = reverse("panelist_release", args=[panelist.uid])
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "Away."})
    panelist.refresh_from_db()
    assert panelist.left_at
    client.force_login(iris)
    client.post(reverse("panelist_recuse", args=[interview.panelists.get(user=iris).uid]), {"reason": "Cousins."})
    assert interview.panelists.get(user=iris).recused_at


def test_cancelling_wants_a_reason(client, iris, rosa, plan):
    interview = plan(iris)
    client.force_login(rosa)
    url = reverse("interview_cancel", args=[interview.uid])
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "Ill."})
    interview.refresh_from_db()
    assert interview.cancelled_reason == "Ill."
    with pytest.raises(services.Cancelled):
        services.cancel_interview(interview=interview, reason="Again.", by=rosa)
