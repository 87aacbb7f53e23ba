"""Offering a candidate times: what the recruiter does, and what a candidate does with the link."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import TimeOff, User
from accounts.services import deactivate_person
from core.errors import LinkEnded, Refused
from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Candidacy, CandidateWindow, Interview, Offer, OfferState, Panelist
from hiring.queries import choice_of, free_for, offer_behind, offers_of, todos, with_offer
from hiring.services.offer_links import find_offer
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, UserFactory, offered

from .conftest import NOW

MON = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUE = MON + timedelta(days=1)
WEEK = {"first_day": date(2026, 11, 23), "last_day": date(2026, 11, 27)}


@pytest.fixture
def make(candidacy: Candidacy, rosa: User, iris: User):
    """Offer an hour with Iris in the week after."""

    def _make(**changes: object) -> Offer:
        values = {
            "candidacy": candidacy, "stage": candidacy.stage, "panel": [iris], "minutes": 60,
            "place": "https://meet.example.org/amara", "timezone": "Europe/Berlin", **WEEK,
            "expires_at": NOW + timedelta(days=5), "give_seats": True, "by": rosa,
        } | changes  # fmt: skip
        return services.make_offer(**values)

    return _make


def token_in(message: OutboxMessage) -> str:
    return re.search(r"/offers/([\w-]{43})/", message.text)[1]


def last_mail(words: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(subject__startswith=words).latest("pk")


def last_token() -> str:
    return token_in(last_mail("Choose a time"))


def test_an_offer_mails_a_link_of_which_only_a_hash_is_stored(make, candidacy):
    offer = make(times=[MON, TUE])
    mail = last_mail("Choose a time")
    assert (mail.to, mail.is_secret) == (candidacy.candidate.email, True)
    token = token_in(mail)
    assert find_offer(token=token) == offer
    assert len(offer.tokens.get().token_hash) == 64
    assert token not in str(list(offer.tokens.values())) + str(list(Offer.objects.values()))
    event = AuditEvent.objects.get(verb="offer.made")
    assert (event.scope_uid, event.data["number"]) == (candidacy.uid, 2)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"last_day": date(2026, 11, 22)}, services.BadDays),
        ({"first_day": date(2026, 11, 2), "last_day": date(2026, 11, 6)}, services.BadDays),
        ({"last_day": date(2027, 1, 22)}, services.BadDays),
        ({"first_day": date(2036, 11, 2), "last_day": date(2036, 11, 6)}, services.BadDays),
        ({"minutes": 4}, services.BadLength),
        ({"expires_at": NOW}, services.BadTerm),
        ({"expires_at": NOW + timedelta(days=31)}, services.BadTerm),
        ({"moves": 6}, services.BadTerm),
        ({"timezone": "Europe/Nowhere"}, services.NoSuchZone),
        ({"panel": []}, services.PanelEmpty),
        ({"times": [MON + timedelta(minutes=7)]}, services.NotFree),
        ({"first_day": date(2026, 11, 21), "last_day": date(2026, 11, 22)}, services.NothingFree),
    ],
)
def test_an_offer_that_cannot_be_writes_and_sends_nothing(make, changes, refusal):
    with pytest.raises(refusal):
        make(**changes)
    assert not Offer.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_work_samples_and_ended_candidacies_have_no_times_to_offer(make, candidacy, mara):
    with pytest.raises(services.NotThisRole):
        make(stage=candidacy.role.stages.get(kind="work_sample"))
    services.close_candidacy(candidacy=candidacy, reason="Enough.", by=mara)
    with pytest.raises(services.NotRunning):
        make()


def test_a_second_offer_of_a_stage_waits_for_the_first_to_end(make, rosa):
    first = make()
    with pytest.raises(services.OfferedAlready):
        make()
    services.withdraw_offer(offer=first, by=rosa)
    assert last_mail("Not offered any more")
    assert make() != first


def test_one_that_has_run_out_gives_way_to_the_next(make):
    first = make()
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        make(expires_at=NOW + timedelta(days=7))
    first.refresh_from_db()
    assert first.state == OfferState.WITHDRAWN


def test_a_pick_plans_the_interview_as_its_maker_would(make, candidacy, rosa, iris):
    make(times=[MON, TUE])
    names = {"spoken_name": "Mara", "pronunciation": "ah-MAH-rah"}
    interview = services.pick_time(token=last_token(), starts_at=TUE, needs="A screen reader", names=names)
    assert (interview.starts_at, interview.ends_at, interview.created_by) == (TUE, TUE + timedelta(hours=1), rosa)
    assert [place.user for place in interview.panelists.all()] == [iris]
    offer = Offer.objects.get()
    assert (offer.state, offer.interview, offer.needs) == (OfferState.TAKEN, interview, "A screen reader")
    candidate = type(candidacy.candidate).objects.get()
    assert candidate.spoken_words == "Mara, say: ah-MAH-rah"
    planned = AuditEvent.objects.get(verb="interview.planned")
    assert planned.actor is None
    assert AuditEvent.objects.get(verb="offer.taken").object_uid == interview.uid
    assert {mail.to for mail in OutboxMessage.objects.filter(subject__startswith="Interview:")} == {
        candidacy.candidate.email, iris.email,
    }  # fmt: skip


def test_whoever_offered_hears_which_time_was_chosen_and_of_each_move(make, rosa):
    make(times=[MON, TUE], moves=2)
    services.pick_time(token=last_token(), starts_at=MON)
    assert "Amara Nwosu has chosen a time: Mon 23 Nov 2026, 10:00 (Europe/Berlin)" in last_mail("Time chosen").text
    services.move_time(token=last_token(), starts_at=TUE)
    services.move_time(token=last_token(), starts_at=MON)
    moves = OutboxMessage.objects.filter(subject__startswith="Moved by the candidate", to=rosa.email)
    assert moves.count() == 2


def test_what_is_asked_for_is_mailed_in_nobodys_words(make, rosa):
    make()
    services.tell_wishes(token=last_token(), needs="A quiet room, I am autistic", names={})
    mail = last_mail("Asks for something")
    assert mail.to == rosa.email
    assert "autistic" not in mail.text
    services.tell_wishes(token=last_token(), needs="A quiet room and a break", names={})
    assert OutboxMessage.objects.filter(subject__startswith="Asks for something").count() == 1


def test_whoever_rates_never_reads_what_is_asked_for(make, candidacy, rosa, mara, iris):
    make(panel=[iris, mara])
    services.tell_wishes(token=last_token(), needs="A quiet room", names={})
    assert [offer.needs for offer in offers_of(rosa, candidacy)] == ["A quiet room"]
    assert [offer.needs for offer in offers_of(mara, candidacy)] == [""]
    assert offers_of(iris, candidacy) == []
    interview = services.pick_time(token=last_token(), starts_at=MON, needs="A quiet room")
    seen = {user: with_offer(Interview.objects.visible_to(user), user).get() for user in (rosa, mara, iris)}
    assert {one.pk for one in seen.values()} == {interview.pk}
    assert offer_behind(seen[rosa]).needs == "A quiet room"
    assert (offer_behind(seen[mara]), offer_behind(seen[iris])) == (None, None)


def test_whoever_decides_and_does_not_recruit_reads_nothing_of_it(make, candidacy, mara):
    make()
    services.tell_wishes(token=last_token(), needs="A quiet room", names={})
    assert [offer.needs for offer in offers_of(mara, candidacy)] == [""]


def test_whoever_is_to_sit_on_another_panel_reads_nothing_of_it(make, candidacy, role, rosa):
    make()
    services.tell_wishes(token=last_token(), needs="A quiet room", names={})
    make(stage=role.stages.get(guide_stage__key="culture"), panel=[rosa])
    assert {offer.needs for offer in offers_of(rosa, candidacy)} == {""}


def test_the_mail_leads_to_where_it_stands(make, rosa):
    make()
    interview = services.pick_time(token=last_token(), starts_at=MON, needs="A quiet room")
    assert f"/interviews/{interview.uid}/" in last_mail("Asks for something").text


def test_a_recruiter_who_rates_is_not_told_that_something_is_asked_for(make, rosa, mara, ada):
    make(panel=[rosa])
    services.tell_wishes(token=last_token(), needs="A quiet room", names={})
    assert last_mail("Asks for something").to == ada.email


@pytest.mark.parametrize("at", [MON + timedelta(hours=1), MON + timedelta(minutes=5), NOW - timedelta(days=1)])
def test_a_time_that_was_not_offered_is_refused(make, at):
    make(times=[MON])
    with pytest.raises(services.NotOneOfThese):
        services.pick_time(token=last_token(), starts_at=at, needs="A quiet room")
    assert not Interview.objects.exists()
    assert Offer.objects.get().needs == ""


def test_fresh_times_of_the_same_days_stand_in_for_what_is_taken(make, candidacy, iris):
    offer = make(times=[MON, TUE])
    assert (choice_of(offer).starts, choice_of(offer).fresh) == ([MON, TUE], False)
    PanelistFactory(interview=InterviewFactory(starts_at=MON), user=iris)
    choice = choice_of(offer)
    assert choice.fresh
    assert len(choice.starts) == 2
    assert MON not in choice.starts
    assert TUE in choice.starts
    with pytest.raises(services.TimeGone) as refusal:
        services.pick_time(token=last_token(), starts_at=MON)
    assert "Iris" not in refusal.value.message
    fresh = next(at for at in choice.starts if at != TUE)
    assert services.pick_time(token=last_token(), starts_at=fresh).starts_at == fresh


def test_a_candidate_never_overrides_what_the_panel_asks_for(make, iris):
    make(times=[MON])
    TimeOff.objects.create(user=iris, first_day=MON.date(), last_day=MON.date())
    with pytest.raises(services.TimeGone):
        services.pick_time(token=last_token(), starts_at=MON)


def test_every_free_time_is_offered_where_none_is_named(make, candidacy, iris):
    offer = make()
    starts = choice_of(offer).starts
    assert MON in starts
    assert len(starts) > 50
    InterviewFactory(candidacy=CandidacyFactory(candidate=candidacy.candidate), starts_at=MON)
    assert MON not in choice_of(offer).starts


def test_an_answer_comes_once(make):
    make()
    services.pick_time(token=last_token(), starts_at=MON)
    with pytest.raises(services.AnsweredAlready):
        services.pick_time(token=last_token(), starts_at=TUE)
    with pytest.raises(services.AnsweredAlready):
        services.decline_offer(token=last_token())
    assert Interview.objects.count() == 1


def test_a_candidate_moves_as_often_and_as_late_as_the_offer_says(make):
    make(times=[MON, TUE], moves=1, move_hours=24)
    interview = services.pick_time(token=last_token(), starts_at=MON)
    with time_machine.travel(MON - timedelta(hours=24), tick=False), pytest.raises(services.NoMoreMoves):
        services.move_time(token=last_token(), starts_at=TUE)
    moved = services.move_time(token=last_token(), starts_at=TUE)
    assert (moved.pk, moved.starts_at, moved.sequence) == (interview.pk, TUE, 1)
    assert AuditEvent.objects.get(verb="interview.changed").actor is None
    with pytest.raises(services.NoMoreMoves):
        services.move_time(token=last_token(), starts_at=MON)


def test_a_move_goes_by_the_panel_as_it_is_by_then(make, rosa, ivan):
    make(times=[MON, TUE])
    interview = services.pick_time(token=last_token(), starts_at=MON)
    services.add_panelist(interview=interview, user=ivan, by=rosa)
    PanelistFactory(interview=InterviewFactory(starts_at=TUE), user=ivan)
    assert TUE not in choice_of(Offer.objects.get()).starts
    with pytest.raises(services.TimeGone):
        services.move_time(token=last_token(), starts_at=TUE)


def test_a_cancelled_interview_is_moved_no_more(make, rosa):
    make()
    interview = services.pick_time(token=last_token(), starts_at=MON)
    services.cancel_interview(interview=interview, reason="Ill", by=rosa)
    with pytest.raises(services.CalledOff):
        services.move_time(token=last_token(), starts_at=TUE)
    assert find_offer(token=last_token()).interview.cancelled_at


def test_declining_tells_whoever_plans_and_ends_nothing(make, candidacy, rosa):
    make()
    services.decline_offer(token=last_token(), words="I have taken another job")
    services.decline_offer(token=last_token())
    mail = last_mail("Declined")
    assert mail.to == rosa.email
    assert "another job" not in mail.text
    candidacy.refresh_from_db()
    assert candidacy.is_running
    assert [offer.answer_words for offer in offers_of(rosa, candidacy)] == ["I have taken another job"]
    assert AuditEvent.objects.filter(verb="offer.declined").count() == 1


def test_when_none_suits_the_candidate_says_when_they_could(make, candidacy, rosa, iris):
    offer = make(times=[MON])
    window = (TUE + timedelta(hours=4), TUE + timedelta(hours=6))
    services.say_when(token=last_token(), windows=[window])
    assert last_mail("None of the times suit").to == rosa.email
    assert [(row.starts_at, row.ends_at) for row in CandidateWindow.objects.all()] == [window]
    # Whoever plans is shown times within it; what was offered stays.
    services.withdraw_offer(offer=offer, by=rosa)
    with pytest.raises(services.NotFree):
        make(times=[TUE])
    # Of the other days nothing was said.
    make(times=[MON, window[0]])


def test_what_was_noted_of_a_day_closes_no_other_day_of_the_candidates_clock(candidacy, iris, rosa):
    candidate = candidacy.candidate
    candidate.timezone = "Pacific/Auckland"
    candidate.save()
    # Tuesday 9 to 12 there is Monday evening in Berlin.
    start = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Pacific/Auckland"))
    services.note_windows(candidacy=candidacy, windows=[(start, start + timedelta(hours=3))], by=rosa)
    berlin = ZoneInfo("Europe/Berlin")
    free = free_for([iris], candidacy, minutes=60, first=WEEK["first_day"], last=WEEK["last_day"], zone=berlin, by=rosa)
    there = {at.astimezone(ZoneInfo(candidate.timezone)).date().day for at in free}
    assert 24 not in there
    assert {25, 26, 27} <= there


def test_the_candidates_word_and_a_bound_planners_note_leave_each_other_alone(make, candidacy, rosa, mara):
    offer = make(times=[MON])
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy, stage=candidacy.stage), user=mara)
    hers, theirs = (TUE + timedelta(days=1), TUE + timedelta(days=1, hours=2)), (TUE, TUE + timedelta(hours=2))
    services.note_windows(candidacy=candidacy, windows=[hers], by=mara)
    services.say_when(token=last_token(), windows=[theirs])
    services.say_when(token=last_token(), windows=[theirs])
    assert sorted(CandidateWindow.objects.values_list("starts_at", "noted_by")) == [
        (theirs[0], None),
        (hers[0], mara.pk),
    ]
    services.note_windows(candidacy=candidacy, windows=[], by=rosa)
    assert list(CandidateWindow.objects.values_list("noted_by", flat=True)) == [mara.pk]
    assert offer.candidacy == candidacy


def test_a_new_link_after_none_suited_asks_anew_and_days_that_are_over_get_none(make, rosa):
    offer = make(times=[MON])
    services.say_when(token=last_token(), windows=[(TUE, TUE + timedelta(hours=2))])
    with time_machine.travel(NOW + timedelta(days=4, hours=2), tick=False):
        assert services.remind_of_offers() == 0
    services.renew_offer(offer=offer, expires_at=NOW + timedelta(days=3), by=rosa)
    offer.refresh_from_db()
    assert offer.none_suits_at is None
    with time_machine.travel(NOW + timedelta(days=10), tick=False), pytest.raises(services.BadDays):
        services.renew_offer(offer=offer, expires_at=NOW + timedelta(days=12), by=rosa)


def test_one_time_that_was_ticked_and_taken_leaves_no_other(make):
    offer = make(times=[MON], moves=1)
    services.pick_time(token=last_token(), starts_at=MON)
    offer.refresh_from_db()
    assert choice_of(offer).starts == []
    with pytest.raises(services.NotOneOfThese):
        services.move_time(token=last_token(), starts_at=TUE)


def test_whoever_lost_their_seat_since_is_not_given_one_by_the_candidates_click(make, iris):
    make(times=[MON])
    iris.seats.all().delete()
    with pytest.raises(services.PanelChanged):
        services.pick_time(token=last_token(), starts_at=MON)
    assert not iris.seats.exists()


def test_an_offer_for_a_stage_ahead_stands_on_today(make, role, rosa):
    make(stage=role.stages.get(guide_stage__key="culture"))
    assert [line.title for line in todos(rosa) if "choose a time" in line.detail] == [
        "Team & Culture Interview · Amara Nwosu"
    ]


@pytest.mark.parametrize(
    "windows",
    [
        [],
        [(TUE, TUE)],
        [(TUE, TUE - timedelta(hours=1))],
        [(NOW - timedelta(hours=2), NOW - timedelta(hours=1))],
        [(TUE, TUE + timedelta(days=400))],
        [(TUE + timedelta(hours=n), TUE + timedelta(hours=n + 1)) for n in range(11)],
    ],
)
def test_a_window_that_cannot_be_is_refused(make, windows):
    make()
    with pytest.raises(Refused):
        services.say_when(token=last_token(), windows=windows)
    assert not CandidateWindow.objects.exists()


def test_a_zone_is_kept_on_the_candidate(make, candidacy):
    make()
    services.choose_zone(token=last_token(), timezone="Asia/Kathmandu")
    candidacy.candidate.refresh_from_db()
    assert candidacy.candidate.timezone == "Asia/Kathmandu"
    with pytest.raises(services.NoSuchZone):
        services.choose_zone(token=last_token(), timezone="Mars/Olympus")


def test_planning_by_hand_ends_the_offer(make, plan, iris):
    make()
    plan(iris)
    assert Offer.objects.get().state == OfferState.WITHDRAWN
    with pytest.raises(LinkEnded):
        find_offer(token=last_token())


def test_whoever_left_the_company_is_waited_for_no_more(make, iris, ada):
    offer = make(times=[MON])
    deactivate_person(person=iris, by=ada)
    assert choice_of(offer).stands_still
    with pytest.raises(services.PanelChanged):
        services.pick_time(token=last_token(), starts_at=MON)


def ended_how(how: str, candidacy: Candidacy, rosa: User, mara: User) -> str:
    token = last_token()
    if how == "unknown":
        return "x" * 43
    if how == "taken back":
        services.withdraw_offer(offer=Offer.objects.get(), by=rosa)
    elif how == "renewed":
        services.renew_offer(offer=Offer.objects.get(), expires_at=NOW + timedelta(days=3), by=rosa)
    elif how == "candidacy over":
        services.close_candidacy(candidacy=candidacy, reason="Enough.", by=mara)
    else:
        Offer.objects.update(expires_at=NOW - timedelta(seconds=1))
    return token


@pytest.mark.parametrize("how", ["unknown", "taken back", "renewed", "candidacy over", "run out"])
def test_links_that_have_ended_answer_alike(make, how, client, candidacy, rosa, mara):
    make()
    token = ended_how(how, candidacy, rosa, mara)
    answers = set()
    for address in (f"/offers/{token}/", f"/offers/{token}/move/", f"/offers/{token}/decline/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Referrer-Policy"]) == (410, "strict-origin")
        answers.add(answer.content)
    assert "answer the mail it came in" in answers.pop().decode()
    written = list(AuditEvent.objects.values_list("pk", flat=True))
    for act in (
        lambda: services.pick_time(token=token, starts_at=MON),
        lambda: services.decline_offer(token=token),
        lambda: services.tell_wishes(token=token, needs="x", names={}),
        lambda: services.say_when(token=token, windows=[(MON, TUE)]),
        lambda: services.choose_zone(token=token, timezone="UTC"),
    ):
        with pytest.raises(services.OfferEnded):
            act()
    assert list(AuditEvent.objects.values_list("pk", flat=True)) == written


def test_a_fresh_link_works_where_the_old_one_ended(make, rosa):
    offer = make()
    services.renew_offer(offer=offer, expires_at=NOW + timedelta(days=9), by=rosa)
    assert find_offer(token=token_in(last_mail("Your new link"))) == offer


def test_a_candidate_is_reminded_once_before_the_link_ends(make):
    make(expires_at=NOW + timedelta(days=3))
    assert services.remind_of_offers() == 0
    with time_machine.travel(NOW + timedelta(days=2, hours=1), tick=False):
        assert [services.remind_of_offers(), services.remind_of_offers()] == [1, 0]
        reminder = last_mail("Still time")
        assert find_offer(token=token_in(reminder)) == find_offer(token=last_token())


def test_whoever_has_answered_is_not_reminded(make):
    make(expires_at=NOW + timedelta(days=3))
    services.decline_offer(token=last_token())
    with time_machine.travel(NOW + timedelta(days=2, hours=1), tick=False):
        assert services.remind_of_offers() == 0


def test_what_was_asked_for_is_erased_a_month_after_the_interview(make):
    make()
    services.pick_time(token=last_token(), starts_at=MON, needs="A quiet room")
    with time_machine.travel(MON + timedelta(days=30), tick=False):
        assert services.forget_needs() == 0
    with time_machine.travel(MON + timedelta(days=31), tick=False):
        assert services.forget_needs() == 1
    assert Offer.objects.get().needs == ""


def test_whoever_is_bound_by_a_panel_knows_of_no_offer_and_hears_of_none(make, candidacy, rosa, mara):
    offer = make()
    screen = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="screen"), starts_at=NOW)
    PanelistFactory(interview=screen, user=rosa)
    assert offers_of(rosa, candidacy) == []
    services.decline_offer(token=last_token())
    assert last_mail("Declined").to == mara.email
    # Making another one tells nothing of the first.
    Offer.objects.update(state=OfferState.OPEN)
    assert make() != offer


def test_a_trainee_sits_in_to_learn(make, ivan):
    make(shadows=[ivan])
    interview = services.pick_time(token=last_token(), starts_at=MON)
    assert Panelist.objects.get(interview=interview, user=ivan).shadows


def test_an_offer_from_before_clocks_change_keeps_the_hour(make, rosa):
    """In Berlin clocks are set forward on 28 March 2027."""
    with time_machine.travel(datetime(2027, 3, 24, 8, tzinfo=UTC), tick=False):
        offer = make(
            first_day=date(2027, 3, 26), last_day=date(2027, 3, 29), expires_at=datetime(2027, 3, 25, tzinfo=UTC)
        )
        nines = {datetime(2027, 3, 26, 8, tzinfo=UTC), datetime(2027, 3, 29, 7, tzinfo=UTC)}
        assert nines <= set(choice_of(offer).starts)
        assert min(at.hour for at in choice_of(offer).starts if at.day == 29) == 7


def test_an_offer_made_by_hand_has_the_shape_of_one(candidacy, iris):
    offer, token = offered(iris, candidacy=candidacy, times=[MON], created_by=UserFactory())
    assert find_offer(token=token) == offer
