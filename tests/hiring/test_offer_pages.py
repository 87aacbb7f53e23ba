"""The pages of offered times: the recruiter's form, and a candidate's page behind the link, without any script."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import deactivate_person
from core.models import OutboxMessage
from hiring import services
from hiring.models import Candidacy, CandidateWindow, Interview, Offer
from tests.factories import InterviewFactory, PanelistFactory, offered

from .conftest import NOW

MON = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUE = MON + timedelta(days=1)
SLOT = re.compile(r'name="start" value="([^"]+)"')


@pytest.fixture
def as_rosa(client: Client, rosa: User) -> Client:
    client.force_login(rosa)
    return client


@pytest.fixture
def link(candidacy: Candidacy, iris: User, rosa: User):
    """The address of a link by which Amara chooses between Monday and Tuesday."""
    _, token = offered(iris, candidacy=candidacy, times=[MON, TUE], created_by=rosa)
    return f"/offers/{token}/"


def slots(answer) -> list[str]:
    return SLOT.findall(answer.content.decode())


def filled(candidacy: Candidacy, *panel: User, **changes: object) -> dict[str, object]:
    return {
        "stage": candidacy.stage.uid, "panel": [user.uid for user in panel], "trainee": "", "minutes": "60",
        "first_day": "2026-11-23", "last_day": "2026-11-27", "which": "some", "place": "Room 4",
        "expires_days": "5", "moves": "1", "move_hours": "24",
    } | changes  # fmt: skip


def test_a_recruiter_offers_times_from_the_planning_page(as_rosa, candidacy, iris):
    planning = as_rosa.get(reverse("interview_create", args=[candidacy.uid])).content.decode()
    address = reverse("offer_create", args=[candidacy.uid])
    assert address in planning
    assert as_rosa.get(address).status_code == 200
    answer = as_rosa.post(address, filled(candidacy, iris), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("candidacy_detail", args=[candidacy.uid])
    offer = Offer.objects.get()
    times = [row.starts_at for row in offer.times.all()]
    assert len(times) == 9
    assert len({at.date() for at in times}) == 5
    assert "the candidate chooses a time" in answer.content.decode()
    assert "Waits for: the candidate\u2019s choice of a time" in answer.content.decode()
    assert "may choose a time until" in as_rosa.get("/").content.decode()


def test_free_times_are_shown_with_a_sensible_choice_ticked(as_rosa, candidacy, iris):
    address = reverse("offer_create", args=[candidacy.uid])
    shown = as_rosa.post(address, filled(candidacy, iris) | {"show-free": "1"})
    assert shown.status_code == 200
    page = shown.content.decode()
    assert page.count('name="times"') > 50
    assert len(re.findall(r'name="times" value="[^"]+" checked', page)) == 9
    assert not Offer.objects.exists()
    tuesday = TUE.isoformat()
    assert f'value="{tuesday}"' in page
    as_rosa.post(address, filled(candidacy, iris, which="ticked", times=[tuesday]))
    assert [row.starts_at for row in Offer.objects.get().times.all()] == [TUE]


def test_all_free_times_can_be_offered(as_rosa, candidacy, iris):
    as_rosa.post(reverse("offer_create", args=[candidacy.uid]), filled(candidacy, iris, which="all"))
    assert Offer.objects.get().times.count() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"panel": []}, "Choose at least one person"),
        ({"last_day": "2026-11-20"}, "must not come before"),
        ({"last_day": "2027-02-20"}, "at most 31 days"),
        ({"first_day": "2026-11-21", "last_day": "2026-11-22"}, "No time is free for all"),
        ({"which": "ticked"}, "tick at least one"),
        ({"which": "ticked", "times": ["2026-11-23T09:07:00+00:00"]}, "not free any more"),
        ({"which": "ticked", "times": ["whatever"]}, "choose anew"),
        ({"which": "ticked", "times": ["2026-11-23T09:00:00"]}, "choose anew"),
        ({"first_day": "0001-01-01", "last_day": "0001-01-02"}, "two years"),
        ({"first_day": "9999-12-30", "last_day": "9999-12-31"}, "two years"),
        ({"expires_days": "0"}, "At least one day"),
        ({"moves": "6"}, "At most five"),
        ({"minutes": "4"}, "At least 5 minutes"),
        ({"place": "x" * 301}, "at most 300"),
        ({"stage": "nonsense"}, "valid choice"),
    ],
)
def test_what_cannot_be_offered_is_said_beside_its_field_and_kept(as_rosa, candidacy, iris, changes, words):
    address = reverse("offer_create", args=[candidacy.uid])
    answer = as_rosa.post(address, filled(candidacy, iris, place="Room 4") | changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert changes.get("place", "Room 4") in page
    assert not Offer.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_an_offer_is_taken_back_and_its_link_renewed(as_rosa, candidacy, iris, link):
    offer = Offer.objects.get()
    as_rosa.post(reverse("offer_renew", args=[offer.uid]), {"days": "3"})
    assert Client().get(link).status_code == 410
    offer.refresh_from_db()
    assert offer.expires_at == NOW + timedelta(days=3)
    answer = as_rosa.post(reverse("offer_renew", args=[offer.uid]), {"days": "99"}, follow=True)
    assert "between 1 and 30 days" in answer.content.decode()
    as_rosa.post(reverse("offer_withdraw", args=[offer.uid]))
    answer = as_rosa.post(reverse("offer_withdraw", args=[offer.uid]), follow=True)
    assert "not open any more" in answer.content.decode()


def test_a_candidate_sees_times_in_their_own_zone_and_nothing_of_the_panel(client, link, candidacy):
    answer = client.get(link)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("strict-origin", "no-store, private")
    assert "Monday 23 November" in page
    assert "Lisbon" in page
    assert slots(answer) == [MON.isoformat(), TUE.isoformat()]
    assert "Iris" not in page
    assert "Reyes" not in page


def test_a_candidate_takes_a_time_and_sees_it_again(client, link, candidacy, mara):
    words = {"start": TUE.isoformat(), "spoken_name": "Am", "pronunciation": "AHM", "needs": "Captions, please"}
    answer = client.post(link, words, follow=True)
    page = answer.content.decode()
    assert "Your time is booked" in page
    assert "Tuesday 24 November 2026" in page
    assert "Captions, please" in page
    assert Interview.objects.get().starts_at == TUE
    entry = client.get(f"{link}download/")
    assert entry["Content-Type"].startswith("text/calendar")
    assert entry["Content-Disposition"] == 'attachment; filename="interview.ics"'
    assert b"METHOD:PUBLISH" in entry.content
    assert b"Iris" not in entry.content
    again = client.post(link, words | {"act": "wishes"})
    assert again.status_code == 302
    client.force_login(mara)
    history = client.get(reverse("candidacy_history", args=[candidacy.uid])).content.decode()
    assert "Evenhand planned an interview, as the candidate chose" in history
    assert Interview.objects.count() == 1


def test_who_comes_second_sees_fresh_times_with_everything_they_typed(client, link, iris):
    PanelistFactory(interview=InterviewFactory(starts_at=TUE), user=iris)
    words = {"start": TUE.isoformat(), "spoken_name": "Am", "pronunciation": "AHM", "needs": "Captions, please"}
    answer = client.post(link, words)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "just been taken" in page
    assert all(f'value="{said}"' in page for said in ("Am", "AHM"))
    assert "Captions, please" in page
    assert len(slots(answer)) == 2
    assert TUE.isoformat() not in slots(answer)
    assert Offer.objects.get().needs == ""


@pytest.mark.parametrize(
    "start",
    [
        "", "x", "2026-11-23", "2026-11-23T09:00:00", "2026-11-23T09:07:00+00:00", "2026-11-19T09:00:00+00:00",
        "2026-11-25T09:00:00+00:00", "9999-12-31T23:59:59+00:00", "x" * 2_000_000,
    ],
)  # fmt: skip
def test_a_forged_time_is_refused_beside_the_times(client, link, start):
    answer = client.post(link, {"start": start, "needs": "Captions"})
    assert 400 <= answer.status_code < 500
    page = answer.content.decode()
    assert 'id="start-error"' in page
    assert "Captions" in page
    assert not Interview.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("name", ["needs", "spoken_name", "pronunciation"])
def test_texts_that_are_far_too_long_are_refused(client, link, name):
    answer = client.post(link, {"start": MON.isoformat(), name: "x" * 2_000_000})
    assert answer.status_code in {400, 413, 422}
    assert not Interview.objects.exists()


def test_a_zone_is_switched_without_losing_a_word(client, link, candidacy):
    words = {"act": "zone", "timezone": "Asia/Kathmandu", "needs": "Captions", "start": MON.isoformat()}
    answer = client.post(link, words)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ">14:45<" in page
    assert "Captions" in page
    assert "checked" in page
    candidacy.candidate.refresh_from_db()
    assert candidacy.candidate.timezone == "Asia/Kathmandu"
    assert client.post(link, words | {"timezone": "Mars/Olympus"}).status_code == 422


def test_if_none_suits_the_candidate_says_when_they_could(client, link):
    words = {"act": "windows", "day_0": "2026-11-25", "from_0": "13:00", "until_0": "16:00"}
    answer = client.post(link, words, follow=True)
    assert "You told us when you could" in answer.content.decode()
    window = CandidateWindow.objects.get()
    assert (window.starts_at.hour, window.ends_at.hour) == (13, 16)
    assert len(slots(client.get(link))) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "at least one day"),
        ({"day_0": "2026-11-25"}, "from when and until when"),
        ({"day_1": "2026-11-25", "from_1": "13:00", "until_1": "12:00"}, "end must come after"),
        ({"day_0": "2026-11-25", "from_0": "25:00", "until_0": "26:00"}, "valid time"),
        ({"day_0": "2027-03-28", "from_0": "01:30", "until_0": "05:00"}, "does not exist"),
        ({"day_0": "2020-11-25", "from_0": "13:00", "until_0": "14:00"}, "within the next year"),
        ({"day_0": "9999-12-31", "from_0": "13:00", "until_0": "14:00"}, "within the next year"),
    ],
)
def test_a_window_that_cannot_be_is_said_beside_it(client, link, typed, words):
    answer = client.post(link, {"act": "windows", **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CandidateWindow.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_candidate_moves_the_interview_until_the_limit(client, link):
    client.post(link, {"start": MON.isoformat()})
    page = client.get(f"{link}move/")
    assert slots(page) == [TUE.isoformat()]
    assert client.post(f"{link}move/", {"start": MON.isoformat()}).status_code == 422
    assert client.post(f"{link}move/", {}).status_code == 422
    assert client.post(f"{link}move/", {"start": TUE.isoformat()}).status_code == 302
    assert Interview.objects.get().starts_at == TUE
    assert "cannot be moved" in client.get(f"{link}move/").content.decode()
    assert client.post(f"{link}move/", {"start": MON.isoformat()}).status_code == 422


def test_declining_is_asked_once_more(client, link, as_rosa):
    stranger = Client()
    assert "Decline all of these times?" in stranger.get(f"{link}decline/").content.decode()
    assert Offer.objects.get().state == "open"
    assert stranger.post(f"{link}decline/", {"words": "x" * 1_001}).status_code == 422
    answer = stranger.post(f"{link}decline/", {"words": "Another job"}, follow=True)
    assert "You have declined" in answer.content.decode()
    assert "declined the offered times" in as_rosa.get("/").content.decode()
    assert (
        "Another job" in as_rosa.get(reverse("candidacy_detail", args=[Candidacy.objects.get().uid])).content.decode()
    )


def test_the_link_says_plainly_that_the_interview_was_called_off(client, link, rosa):
    client.post(link, {"start": MON.isoformat()})
    services.cancel_interview(interview=Interview.objects.get(), reason="Ill", by=rosa)
    assert "called off" in client.get(link).content.decode()
    assert client.get(f"{link}download/").status_code == 302
    assert "Ill" not in client.get(link).content.decode()
    assert client.post(link, {"needs": "Captions"}).status_code == 409


def test_an_offer_that_ran_out_stands_on_today(link, as_rosa):
    with time_machine.travel(datetime(2026, 11, 26, 9, tzinfo=UTC), tick=False):
        as_rosa.force_login(User.objects.get(name="Rosa Reyes"))
        assert "chose no time before the link ended" in as_rosa.get("/").content.decode()
        assert Client().get(link).status_code == 410


def test_needs_stand_before_whoever_plans_and_nobody_who_rates(client, link, rosa, iris, mara):
    client.post(link, {"start": MON.isoformat(), "needs": "A quiet room", "spoken_name": "Am"})
    interview = Interview.objects.get()
    pages = {}
    for user in (rosa, mara, iris):
        client.force_login(user)
        pages[user.name] = client.get(reverse("interview_detail", args=[interview.uid])).content.decode()
    assert "A quiet room" in pages["Rosa Reyes"]
    assert "A quiet room" not in pages["Mara Muñoz"]
    assert "A quiet room" not in pages["Iris Ito"]
    assert "Chosen" not in pages["Iris Ito"]
    assert "<dd>Am</dd>" in pages["Iris Ito"]
    kit = client.get(reverse("scorecard_edit", args=[interview.uid])).content.decode()
    assert "Call them Am" in kit
    assert "A quiet room" not in kit


def test_an_older_tab_erases_nothing_and_keeps_its_own_words(client, link):
    client.post(link, {"act": "pick", "start": MON.isoformat(), "needs": "Captions", "spoken_name": ""})
    late = client.post(link, {"act": "pick", "start": TUE.isoformat(), "needs": "", "spoken_name": "Am"})
    assert late.status_code == 409
    words = late.content.decode()
    assert "Your time is booked" in words
    assert "Captions" in words
    assert 'value="Am"' in words
    assert Interview.objects.get().offer.needs == "Captions"

    client.post(link, {"act": "wishes", "needs": "Captions", "spoken_name": "Am"})
    assert Interview.objects.get().candidacy.candidate.spoken_name == "Am"


def test_days_that_are_over_are_said_so(as_rosa, candidacy, iris):
    typed = filled(candidacy, iris, first_day="2026-11-02", last_day="2026-11-06")
    answer = as_rosa.post(reverse("offer_create", args=[candidacy.uid]), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["last_day"] == ["These days are over. Choose later ones."]


def test_the_page_of_a_candidate_asks_at_most_twenty_times(client, link, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        client.get(link)


def test_days_in_which_clocks_change_are_offered_by_the_clock(candidacy, iris, rosa, client):
    with time_machine.travel(datetime(2027, 3, 24, 8, tzinfo=UTC), tick=False):
        _, token = offered(
            iris, candidacy=candidacy, created_by=rosa, first_day=date(2027, 3, 26), last_day=date(2027, 3, 29),
            expires_at=datetime(2027, 3, 25, 20, tzinfo=UTC),
        )  # fmt: skip
        page = client.get(f"/offers/{token}/").content.decode()
    assert "Friday 26 March" in page
    assert "Monday 29 March" in page
    assert '"2027-03-29T07:00:00+00:00"' in page


def test_a_recruiter_notes_when_a_candidate_could_on_the_candidates_clock(as_rosa, candidacy, iris, role):
    address = reverse("candidate_windows", args=[candidacy.uid])
    assert address in as_rosa.get(reverse("candidacy_detail", args=[candidacy.uid])).content.decode()
    typed = {"day_0": "2026-11-24", "from_0": "13:00", "until_0": "15:00"}
    assert as_rosa.post(address, typed).status_code == 302
    window = CandidateWindow.objects.get()
    assert (window.starts_at, window.noted_by.name) == (datetime(2026, 11, 24, 13, tzinfo=UTC), "Rosa Reyes")
    assert 'value="13:00"' in as_rosa.get(address).content.decode()
    answer = as_rosa.post(
        reverse("offer_create", args=[candidacy.uid]), filled(candidacy, iris, which="all") | {"show-free": "1"}
    )
    assert "The candidate could Tue 24 Nov, 14:00" in " ".join(answer.content.decode().split())
    assert as_rosa.post(address, typed | {"until_0": "12:00"}).status_code == 422
    assert as_rosa.post(address, typed | {"day_0": "2020-01-01"}).status_code == 422
    assert CandidateWindow.objects.get() == window
    as_rosa.post(address, {})
    assert not CandidateWindow.objects.exists()


def test_whoever_is_bound_learns_nothing_of_what_others_noted(client, candidacy, rosa, mara, iris):
    services.note_windows(candidacy=candidacy, windows=[(TUE, TUE + timedelta(hours=1))], by=mara)
    screen = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="screen"), starts_at=NOW)
    PanelistFactory(interview=screen, user=rosa)
    client.force_login(rosa)
    assert (
        "value="
        not in re.findall(
            r"<input[^>]*id_day_0[^>]*>", client.get(f"/candidacies/{candidacy.uid}/windows/").content.decode()
        )[0]
    )
    services.note_windows(candidacy=candidacy, windows=[(MON, MON + timedelta(hours=1))], by=rosa)
    assert CandidateWindow.objects.count() == 2


def test_both_sides_are_told_that_somebody_on_the_panel_has_left(link, as_rosa, candidacy, iris, ada):
    deactivate_person(person=iris, by=ada)
    page = Client().get(link).content.decode()
    assert "The people you would meet have changed" in page
    assert "Iris" not in page
    assert Client().post(link, {"start": MON.isoformat()}).status_code == 422
    told = as_rosa.get(reverse("candidacy_detail", args=[candidacy.uid])).content.decode()
    assert "account switched off, so no time can be taken" in told
