"""Breaking the glass: who may, what it opens and for how long, who is told, and what stays of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from debriefs.models import Debrief
from debriefs.packets import debrief_packet
from hiring.models import CandidacyState
from scorecards.models import OPEN_FOR, BreakGlass, Exposure, Independence, Scorecard
from scorecards.services import (
    AlreadyOpen,
    GlassReasonMissing,
    KeptByPanel,
    NotAnAdmin,
    NotYoursToEnd,
    break_glass,
    end_break_glass,
    seal_scorecard,
)
from scorecards.visibility import visible_scorecards
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory

from .conftest import fill, sealed

pytestmark = pytest.mark.django_db
REASON = "The candidate complained about a question.\nWe have to answer by Friday."


@pytest.fixture
def ivans(interview, ivan_sits) -> Scorecard:
    return ScorecardFactory(panelist=ivan_sits, sealed=True, level=4)


@pytest.fixture
def broken(candidacy, ada, ivans) -> BreakGlass:
    return break_glass(candidacy=candidacy, reason=REASON, by=ada)


def test_it_opens_the_sealed_scorecards_of_one_candidacy_to_that_admin_alone(
    broken, ada, ivans, iris, iris_sits, candidacy
):
    draft = ScorecardFactory(panelist=iris_sits, level=2)
    elsewhere = ScorecardFactory(sealed=True)
    assert set(visible_scorecards(ada)) == {ivans}
    assert draft not in visible_scorecards(ada)
    assert elsewhere not in visible_scorecards(ada)
    for other in (iris, UserFactory(access_level="admin"), UserFactory(access_level="recruiter")):
        assert ivans not in visible_scorecards(other)


def test_it_expires_by_itself(candidacy, ada, ivans):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        glass = break_glass(candidacy=candidacy, reason=REASON, by=ada)
        assert glass.until == timezone.now() + OPEN_FOR
        clock.shift(OPEN_FOR - timedelta(seconds=1))
        assert visible_scorecards(ada).exists()
        clock.shift(timedelta(seconds=1))
        assert not visible_scorecards(ada).exists()
        assert not glass.is_open
        assert break_glass(candidacy=candidacy, reason="Once more", by=ada).is_open


def test_it_works_after_the_candidacy_has_ended(candidacy, ada, ivans):
    candidacy.state, candidacy.ended_at = CandidacyState.CLOSED, timezone.now()
    candidacy.save()
    break_glass(candidacy=candidacy, reason=REASON, by=ada)
    assert visible_scorecards(ada).exists()


def test_whoever_is_no_admin_any_more_reads_nothing_by_it(broken, ada):
    ada.access_level = "recruiter"
    ada.save()
    assert not visible_scorecards(ada).exists()


@pytest.mark.parametrize("level", ["member", "recruiter"])
def test_only_an_admin_can(candidacy, ivans, level):
    with pytest.raises(NotAnAdmin):
        break_glass(candidacy=candidacy, reason=REASON, by=UserFactory(access_level=level))


@pytest.mark.parametrize("place", ["owing", "sealed", "left", "recused"])
def test_an_admin_of_the_panel_is_kept_by_it_however_they_stand(candidacy, interview, ada, ivans, place):
    now = timezone.now()
    marks = {"left": {"left_at": now}, "recused": {"recused_at": now, "recusal_reason": "Kin."}}.get(place, {})
    panelist = PanelistFactory(interview=interview, user=ada, **marks)
    if place == "sealed":
        ScorecardFactory(panelist=panelist, sealed=True)
    with pytest.raises(KeptByPanel, match="Ask another admin"):
        break_glass(candidacy=candidacy, reason=REASON, by=ada)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("place", ["owing", "sealed"])
def test_joining_the_panel_takes_away_what_the_glass_had_opened(broken, candidacy, ada, ivans, place):
    later = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="culture"))
    panelist = PanelistFactory(interview=later, user=ada)
    if place == "sealed":
        ScorecardFactory(panelist=panelist, sealed=True)
    assert not visible_scorecards(ada).exclude(panelist__user=ada).exists()


def test_who_read_by_it_and_joins_the_panel_is_not_independent(broken, candidacy, ada, ivans, client):
    client.force_login(ada)
    assert client.get(reverse("scorecard_detail", args=[ivans.uid])).status_code == 200
    read_at = Exposure.objects.get(user=ada, scorecard=ivans).at
    later = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="culture"))
    PanelistFactory(interview=later, user=ada)
    card = sealed(later, ada)
    assert (card.independence, card.exposed_at) == (Independence.NOT_INDEPENDENT, read_at)


def test_who_broke_the_glass_and_read_nothing_is_independent(broken, candidacy, ada):
    later = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="culture"))
    PanelistFactory(interview=later, user=ada)
    assert sealed(later, ada).independence == Independence.INDEPENDENT


def test_a_reason_is_needed_and_one_is_open_at_a_time(candidacy, ada, broken):
    with pytest.raises(AlreadyOpen):
        break_glass(candidacy=candidacy, reason=REASON, by=ada)
    end_break_glass(glass=broken, by=ada)
    with pytest.raises(GlassReasonMissing):
        break_glass(candidacy=candidacy, reason="  \n", by=ada)
    assert BreakGlass.objects.count() == 1


def test_panel_and_deciders_are_told_who_why_and_until_when_and_nothing_of_a_score(
    candidacy, ada, iris, ivan, mara, rosa, iris_sits, ivans
):
    gone = PanelistFactory(interview=iris_sits.interview, left_at=timezone.now()).user
    glass = break_glass(candidacy=candidacy, reason=REASON, by=ada)
    mails = {message.to: message for message in OutboxMessage.objects.all()}
    assert mails.keys() == {user.email for user in (iris, ivan, mara, rosa)}
    assert gone.email not in mails
    for message in mails.values():
        assert message.subject == f"Ada Adler opened the scorecards on {candidacy.candidate.name}"
        assert REASON in message.text
        assert "sealed scorecards" in message.text
        assert not message.attachments
    assert f"{glass.until:%H:%M}" in mails[rosa.email].text or rosa.timezone != "UTC"
    assert mail.outbox == []


def test_panel_deciders_and_whoever_opened_them_are_told_that_they_are_closed_again(
    candidacy, ada, iris, ivan, mara, rosa, iris_sits, broken
):
    OutboxMessage.objects.update(to="told.before@example.org")
    end_break_glass(glass=broken, by=mara)
    mails = OutboxMessage.objects.exclude(to="told.before@example.org")
    assert {message.to for message in mails} == {user.email for user in (ada, iris, ivan, rosa)}
    for message in mails:
        assert message.subject == "Mara Muñoz closed the scorecards on Amara Nwosu"
        assert "Mara Muñoz has ended it" in message.text
        assert REASON not in message.text


def test_the_mail_is_the_same_whatever_the_scorecards_say(candidacy, ada, iris, iris_sits, interview, ivan):
    def told() -> list[tuple[str, str]]:
        with transaction.atomic():
            break_glass(candidacy=candidacy, reason=REASON, by=ada)
            found = list(OutboxMessage.objects.order_by("to").values_list("to", "subject", "text"))
            transaction.set_rollback(True)
        return found

    with time_machine.travel(timezone.now(), tick=False):
        place = PanelistFactory(interview=interview, user=ivan)
        nothing = told()
        ScorecardFactory(panelist=place, sealed=True, level=4)
        assert told() == nothing


def test_the_trail_records_the_act_and_never_the_reason(broken, ada, candidacy):
    end_break_glass(glass=broken, by=ada)
    events = AuditEvent.objects.filter(verb__startswith="break_glass.").order_by("pk")
    assert [event.verb for event in events] == ["break_glass.opened", "break_glass.ended"]
    assert {event.scope_uid for event in events} == {candidacy.uid}
    assert events[0].data == {"ends_at": broken.until.isoformat()}
    assert "complained" not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_it_ends_early_by_whoever_opened_it_another_admin_or_a_decider(candidacy, ada, mara, iris, iris_sits, ivans):
    for user in (ada, mara, UserFactory(access_level="admin")):
        glass = break_glass(candidacy=candidacy, reason=REASON, by=ada)
        ended = end_break_glass(glass=glass, by=user)
        assert (ended.ended_by, ended.is_open) == (user, False)
        assert not visible_scorecards(ada).exists()
        assert end_break_glass(glass=glass, by=ada).ended_by == user
    glass = break_glass(candidacy=candidacy, reason=REASON, by=ada)
    with pytest.raises(NotYoursToEnd):
        end_break_glass(glass=glass, by=iris)


@pytest.mark.parametrize(
    "values",
    [
        {"reason": ""},
        {"until": timedelta()},
        {"ended_at": timedelta(hours=1)},
        {"ended_at": timedelta(hours=-1), "ended": True},
    ],
)
def test_the_database_refuses_what_cannot_be(candidacy, ada, values):
    now = timezone.now()
    row = {"candidacy": candidacy, "by": ada, "reason": "Because", "at": now, "until": now + OPEN_FOR}
    row |= {name: now + value if isinstance(value, timedelta) else value for name, value in values.items()}
    if row.pop("ended", False):
        row["ended_by"] = ada
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.create(**row)


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_the_page_says_what_will_happen_asks_why_and_opens(client, candidacy, ada, ivans):
    client.force_login(ada)
    url = reverse("glass_break", args=[candidacy.uid])
    page = client.get(url).content.decode()
    for words in ("24 hours", "The panel and everybody who decides", "What you read is recorded", "audit trail"):
        assert words in page
    refused = client.post(url, {"reason": " "})
    assert (refused.status_code, BreakGlass.objects.count()) == (422, 0)
    assert "Write the reason" in refused.content.decode()
    done = client.post(url, {"reason": REASON}, follow=True)
    assert done.status_code == 200
    assert BreakGlass.objects.get().reason.splitlines() == REASON.splitlines()
    part = client.get(reverse("candidacy_scorecards_part", args=[candidacy.uid])).content.decode()
    assert reverse("scorecard_detail", args=[ivans.uid]) in part
    assert "End it now" in part
    assert Exposure.objects.filter(user=ada, scorecard=ivans, via="candidate page").exists()
    again = client.post(url, {"reason": REASON})
    assert (again.status_code, "open to you already" in again.content.decode()) == (422, True)


def test_what_was_typed_stays_when_it_is_refused(client, candidacy, ada, broken):
    client.force_login(ada)
    page = client.post(reverse("glass_break", args=[candidacy.uid]), {"reason": "A long story"}).content.decode()
    assert "A long story" in page


def test_an_admin_of_the_panel_is_told_in_plain_words(client, candidacy, interview, ada, ivans):
    PanelistFactory(interview=interview, user=ada)
    client.force_login(ada)
    answers = [client.get(url := reverse("glass_break", args=[candidacy.uid])), client.post(url, {"reason": REASON})]
    for answer in answers:
        assert answer.status_code == 403
        assert "You sit or sat on a panel for this candidate" in answer.content.decode()
        assert reverse("independence_explain", args=[candidacy.uid]) in answer.content.decode()
    assert not BreakGlass.objects.exists()


def test_it_stands_on_the_page_the_history_and_the_debrief_for_those_who_may_know(
    client, broken, candidacy, iris, mara, ada, iris_sits
):
    debrief = Debrief.objects.create(candidacy=candidacy, facilitator=mara)
    pages = [
        reverse("candidacy_scorecards_part", args=[candidacy.uid]),
        reverse("candidacy_history", args=[candidacy.uid]),
        reverse("debrief_detail", args=[debrief.uid]),
    ]
    knows = {iris: True, mara: True, ada: True, UserFactory(access_level="recruiter"): False}
    for user, told in knows.items():
        client.force_login(user)
        for page in pages:
            text = client.get(page).content.decode()
            assert ("The candidate complained" in text) is told, (user, page)
            assert ("End it now" in text) is (user in {mara, ada}), (user, page)
    client.force_login(iris)
    assert client.post(reverse("glass_end", args=[broken.uid])).status_code == 403
    client.force_login(mara)
    assert client.post(reverse("glass_end", args=[broken.uid])).status_code == 302
    client.force_login(iris)
    assert "Mara Muñoz ended it" in client.get(pages[1]).content.decode()


def test_it_stands_in_the_documents(broken, candidacy, mara):
    debrief = Debrief.objects.create(candidacy=candidacy, facilitator=mara)
    words = debrief_packet(mara, debrief.uid).html(reader=mara)
    assert "Read by an admin" in words
    assert "The candidate complained" in words


def test_an_admin_outside_is_shown_the_way(client, candidacy, ada, ivans):
    client.force_login(ada)
    why = reverse("independence_explain", args=[candidacy.uid])
    assert why in client.get(reverse("candidacy_scorecards_part", args=[candidacy.uid])).content.decode()
    assert reverse("glass_break", args=[candidacy.uid]) in client.get(why).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_notices_take_the_same_queries(client, candidacy, iris, iris_sits, ada, count, django_assert_num_queries):
    for _ in range(count):
        end_break_glass(glass=break_glass(candidacy=candidacy, reason=REASON, by=ada), by=ada)
    client.force_login(iris)
    with django_assert_num_queries(7):
        client.get(reverse("candidacy_history", args=[candidacy.uid]))


def test_sealing_needs_no_glass(card, iris, broken):
    assert seal_scorecard(scorecard=fill(card), by=iris).independence == Independence.INDEPENDENT
