"""Reminders of owed scorecards: when they are due, that each comes once, and what ends them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core.models import OutboxMessage
from hiring import services as hiring
from hiring.models import Interview, Panelist
from scorecards.services import open_scorecard
from scorecards.services.reminding import latest_reminder, remind_of_owed_scorecards
from scorecards.tasks import remind
from tests.factories import InterviewFactory, PanelistFactory

from .conftest import save, sealed

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
# A Tuesday; eleven o'clock in Berlin.
ENDED = datetime(2026, 11, 17, 10, tzinfo=UTC)


@pytest.fixture
def ended(interview, iris_sits) -> Interview:
    """Iris's interview, which has ended on a Tuesday."""
    Interview.objects.filter(pk=interview.pk).update(starts_at=ENDED - timedelta(hours=1), ends_at=ENDED)
    interview.refresh_from_db()
    return interview


def written_at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return remind_of_owed_scorecards()


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def utc(day: int, hour: int, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ended", "zone", "now", "due"),
    [
        (ENDED, "Europe/Berlin", berlin(17, 11, 59), None),
        (ENDED, "Europe/Berlin", berlin(17, 12), berlin(17, 12)),
        (ENDED, "Europe/Berlin", berlin(18, 8, 59), berlin(17, 12)),
        (ENDED, "Europe/Berlin", berlin(18, 9), berlin(18, 9)),
        (ENDED, "Europe/Berlin", berlin(22, 20), berlin(20, 9)),
        (ENDED, "Europe/Berlin", berlin(1, 9, month=12), berlin(1, 9, month=12)),
        (ENDED, "Europe/Berlin", berlin(24, 9, month=12), berlin(1, 9, month=12)),
        # In Auckland it ended on Wednesday, and the first morning is Thursday's.
        (utc(17, 12), "Pacific/Auckland", utc(17, 21), utc(17, 13)),
        (utc(17, 12), "Pacific/Auckland", utc(18, 20), utc(18, 20)),
        # The clock goes back on Sunday 25 October: Monday's nine o'clock is an hour later in UTC than Friday's.
        (utc(22, 10, month=10), "Europe/Berlin", utc(23, 7, month=10), utc(23, 7, month=10)),
        (utc(22, 10, month=10), "Europe/Berlin", utc(26, 7, month=10), utc(23, 7, month=10)),
        (utc(22, 10, month=10), "Europe/Berlin", utc(26, 8, month=10), utc(26, 8, month=10)),
    ],
)
def test_an_hour_after_the_end_and_then_each_working_morning_of_the_person(ended, zone, now, due):
    assert latest_reminder(ended, ZoneInfo(zone), now=now) == due


def test_each_reminder_comes_once_and_after_ten_mornings_none(ended, iris):
    moments = [ENDED + timedelta(minutes=20 * number) for number in range(3 * 24 * 30)]
    assert sum(written_at(moment) for moment in moments) == 11
    mails = OutboxMessage.objects.filter(to=iris.email)
    assert mails.count() == 11
    assert {mail.subject for mail in mails} == {"Your scorecard on Amara Nwosu, Technical Interview"}


def test_the_mail_says_what_and_where_in_the_readers_zone(ended, iris):
    written_at(berlin(17, 12))
    text = OutboxMessage.objects.get(to=iris.email).text
    assert "The interview ended on Tue 17 Nov 2026, 11:00 (Europe/Berlin)" in text
    assert f"/interviews/{ended.uid}/scorecard/" in text
    assert "What you have written is kept" not in text
    save(open_scorecard(interview=ended, by=iris), {"summary": "Solid."})
    written_at(berlin(18, 9))
    assert "What you have written is kept" in OutboxMessage.objects.order_by("pk").last().text


def test_a_worker_that_was_away_sends_one_and_a_stale_one_never(ended):
    assert written_at(berlin(20, 10)) == 1
    assert written_at(berlin(20, 22)) == 0
    OutboxMessage.objects.all().delete()
    assert written_at(berlin(20, 22)) == 0
    assert written_at(berlin(21, 12)) == 0, "a Saturday"
    assert written_at(berlin(23, 9)) == 1


def end_debt(how: str, place: Panelist, by: User) -> None:
    """Let ``place`` owe nothing any more; ``by`` decides on the role."""
    interview, user = place.interview, place.user
    match how:
        case "sealed":
            sealed(interview, user)
        case "recused":
            hiring.recuse(panelist=place, reason="We know each other.", by=user)
        case "released":
            hiring.release_panelist(panelist=place, reason="Ill.", by=by)
        case "cancelled":
            Interview.objects.update(cancelled_at=timezone.now(), cancelled_reason="Ill.")
        case "closed":
            hiring.close_candidacy(candidacy=interview.candidacy, reason="Depth.", by=by)
        case "deactivated":
            User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("how", ["sealed", "recused", "released", "cancelled", "closed", "deactivated"])
def test_what_ends_the_debt_ends_the_reminders(ended, iris_sits, ivan_sits, iris, mara, how):
    with time_machine.travel(berlin(17, 12), tick=False):
        remind()
        assert OutboxMessage.objects.filter(to=iris.email).count() == 1
        end_debt(how, iris_sits, mara)
        OutboxMessage.objects.all().delete()
    written_at(berlin(18, 9))
    assert not OutboxMessage.objects.filter(to=iris.email, subject__startswith="Your scorecard").exists()


def test_an_interview_that_has_not_ended_reminds_nobody(ended):
    Interview.objects.update(ends_at=ENDED + timedelta(days=1))
    assert written_at(berlin(17, 12)) == 0


def test_looking_costs_the_same_for_one_and_three(ended, candidacy):
    def queries() -> int:
        with time_machine.travel(berlin(17, 12), tick=False):
            remind_of_owed_scorecards()
            with CaptureQueriesContext(connection) as captured:
                assert remind_of_owed_scorecards() == 0
        return len(captured)

    one = queries()
    for _ in range(2):
        other = InterviewFactory(candidacy=candidacy, starts_at=ENDED - timedelta(hours=1))
        PanelistFactory(interview=other)
    assert queries() == one == 2
