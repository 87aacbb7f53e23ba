"""A work sample's panel has time to read: when its scorecards are due, on Today and by mail, and when never."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from core.models import OutboxMessage
from core.todo import Label
from hiring.models import Document, Interview, WorkSample
from scorecards.queries.due import latest_reminder, reminders
from scorecards.queries.todos import todos_of
from scorecards.services import remind_of_owed_scorecards
from tests.factories import InterviewFactory, PanelistFactory
from tests.permissions_world import attached

from .conftest import sealed

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
# The deadline: a Thursday, noon in Berlin.
DUE = datetime(2026, 11, 19, 11, tzinfo=UTC)


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.fixture
def sample(candidacy, iris) -> WorkSample:
    """A work sample that Iris rates, a week long; nothing is there yet."""
    stage = candidacy.role.stages.get(kind="work_sample")
    interview = InterviewFactory(candidacy=candidacy, stage=stage, starts_at=DUE - timedelta(days=7), ends_at=DUE)
    PanelistFactory(interview=interview, user=iris)
    return WorkSample.objects.create(interview=interview, token_hash="h")


def handed_in(sample: WorkSample, moment: datetime) -> None:
    file_there(sample, moment)
    WorkSample.objects.filter(pk=sample.pk).update(handed_in_at=moment, reopened_at=None)


def file_there(sample: WorkSample, moment: datetime) -> None:
    document = attached(sample.interview.candidacy, "train.py", kind="work_sample", work_sample=sample)
    Document.objects.filter(pk=document.pk).update(created_at=moment)


def first_sign(user, *, start: datetime = DUE - timedelta(hours=12)) -> dict[str, datetime | None]:
    """When the first mail is written to ``user`` and when Today first says so, looking every hour for 8 days."""
    seen: dict[str, datetime | None] = {"mail": None, "later": None, "due": None}
    for number in range(24 * 8):
        moment = start + timedelta(hours=number)
        with time_machine.travel(moment, tick=False):
            if remind_of_owed_scorecards() and not seen["mail"]:
                seen["mail"] = moment
            for line in todos_of(user):
                name = "due" if line.label == Label.DUE else "later"
                seen[name] = seen[name] or moment
    return seen


@pytest.mark.parametrize(
    ("ratable", "zone", "first"),
    [
        # Handed in on a Tuesday: Wednesday and Thursday are for reading.
        (berlin(17, 0, 1), "Europe/Berlin", berlin(20, 9)),
        (berlin(17, 8), "Europe/Berlin", berlin(20, 9)),
        (berlin(17, 23, 59), "Europe/Berlin", berlin(20, 9)),
        # On a Thursday and a Friday: the weekend counts for nothing.
        (berlin(19, 12), "Europe/Berlin", berlin(24, 9)),
        (berlin(20, 23), "Europe/Berlin", berlin(25, 9)),
        (berlin(21, 12), "Europe/Berlin", berlin(25, 9)),
        (berlin(22, 12), "Europe/Berlin", berlin(25, 9)),
        # In Auckland it is Wednesday already.
        (berlin(17, 23), "Pacific/Auckland", datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Pacific/Auckland"))),
        # The clock goes back on Sunday 25 October.
        (berlin(22, 10, month=10), "Europe/Berlin", datetime(2026, 10, 27, 8, tzinfo=UTC)),
    ],
)
def test_two_whole_working_days_stay_free_and_then_ten_mornings_follow(ratable, zone, first):
    slots = reminders(ratable, ZoneInfo(zone), is_work=True)
    assert slots[0] == first
    assert len(slots) == 10
    assert {slot.astimezone(ZoneInfo(zone)).hour for slot in slots} == {9}
    assert latest_reminder(ratable, ZoneInfo(zone), now=first - timedelta(minutes=1), is_work=True) is None


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (berlin(16, 10), berlin(19, 9)),
        (DUE - timedelta(minutes=1), berlin(24, 9)),
        (DUE + timedelta(days=4), berlin(26, 9)),
    ],
    ids=["early", "a minute before the deadline", "late"],
)
def test_today_and_the_first_mail_agree_and_count_from_the_hand_in(sample, iris, moment, due):
    handed_in(sample, moment)
    seen = first_sign(iris, start=moment.replace(minute=0))
    assert seen["mail"] == seen["due"] == due
    assert moment - timedelta(minutes=59) <= seen["later"] < due


def test_before_anything_came_in_today_says_nothing(sample, iris):
    with time_machine.travel(DUE - timedelta(days=1), tick=False):
        file_there(sample, DUE - timedelta(days=2))
        assert todos_of(iris) == []


def test_what_was_there_and_not_handed_in_counts_from_the_deadline(sample, iris):
    file_there(sample, DUE - timedelta(days=3))
    assert first_sign(iris) == {"mail": berlin(24, 9), "later": DUE, "due": berlin(24, 9)}


@pytest.mark.parametrize("how", ["no file", "a file after the deadline", "no link"])
def test_nobody_is_asked_to_rate_nothing(sample, iris, how):
    if how == "a file after the deadline":
        file_there(sample, DUE + timedelta(hours=1))
    elif how == "no link":
        sample.delete()
    assert first_sign(iris) == {"mail": None, "later": None, "due": None}


def test_while_it_is_opened_again_nobody_is_reminded_and_then_the_last_hand_in_counts(sample, iris):
    handed_in(sample, berlin(13, 10))
    WorkSample.objects.update(reopened_at=berlin(13, 11))
    with time_machine.travel(berlin(19, 9), tick=False):
        assert remind_of_owed_scorecards() == 0
        assert todos_of(iris) == []
    handed_in(sample, berlin(19, 10))
    assert first_sign(iris)["mail"] == berlin(24, 9)


def test_opened_again_and_not_handed_in_again_counts_from_the_deadline(sample, iris):
    handed_in(sample, berlin(13, 10))
    WorkSample.objects.update(reopened_at=berlin(13, 11))
    assert first_sign(iris)["mail"] == berlin(24, 9)


def test_the_line_and_the_mail_say_since_when_and_until_when(sample, iris, client):
    handed_in(sample, berlin(17, 10))
    with time_machine.travel(berlin(18, 10), tick=False):
        [line] = todos_of(iris)
        assert (line.label, line.detail, line.act) == (Label.LATER, "not started, due Fri 20 Nov", "Fill in")
    with time_machine.travel(berlin(20, 9), tick=False):
        [line] = todos_of(iris)
        assert (line.label, line.detail, line.when) == (Label.DUE, "not started", berlin(20, 9))
        remind_of_owed_scorecards()
    text = OutboxMessage.objects.get(to=iris.email).text
    assert "The work is there to read since Tue 17 Nov 2026, 10:00 (Europe/Berlin)." in text
    assert "interview ended" not in text


def test_a_sealed_scorecard_ends_it(sample, iris):
    handed_in(sample, berlin(17, 10))
    with time_machine.travel(berlin(18, 10), tick=False):
        sealed(Interview.objects.get(pk=sample.interview_id), iris)
        assert todos_of(iris) == []
    assert first_sign(iris, start=berlin(18, 11))["mail"] is None


def test_what_the_others_wrote_changes_no_reminder(sample, iris, ivan):
    PanelistFactory(interview=sample.interview, user=ivan)
    handed_in(sample, berlin(17, 10))
    with time_machine.travel(berlin(18, 10), tick=False):
        before = todos_of(iris)
        sealed(Interview.objects.get(pk=sample.interview_id), ivan)
        assert todos_of(iris) == before
    with time_machine.travel(berlin(20, 9), tick=False):
        assert remind_of_owed_scorecards() == 1
    assert OutboxMessage.objects.filter(to=iris.email, subject__startswith="Your scorecard").count() == 1
