"""Worker and beat are started twice on one site: two clocks ring for everything, and nothing is done twice."""

import os
import re
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import BusyCalendar
from accounts.services import CalendarLogin
from config.celery import wherever_it_runs
from core import audit, jobs
from core.audit.verification import verify
from core.models import AuditEvent, AuditLink, Job, OutboxMessage, Packet
from references.models import LinkToken, RefereeLink
from tests.factories import BusyCalendarFactory, CandidacyFactory, InterviewFactory, PanelistFactory, RefereeFactory
from tests.rig.deadlines import until
from tests.rig.mailserver import MailServer

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
TICKS = 3
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ENTRIES = {name: entry["task"] for name, entry in wherever_it_runs()["beat_schedule"].items()}


@pytest.fixture
def mail():
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def calendars(stranger):
    """A server of somebody else's with calendars; what was asked of it counts."""
    stranger.answer = lambda asked: asked.say(200, CALENDAR, Content_Type="text/calendar")
    return stranger


def rung(worker) -> dict[str, int]:
    """How often the clock of ``worker`` rang for each entry."""
    said = Counter(re.findall(r"Sending due task (\S+) ", worker.log.read_text()))
    return {name: said[name] for name in ENTRIES}


def done(workers) -> Counter:
    """How often each task of the clocks was done, by whichever worker."""
    return Counter(re.findall(r"Task (\S+)\[\S+ succeeded", "".join(each.log.read_text() for each in workers)))


def tick(workers, words: str) -> None:
    """Wait until every clock has rung some times more for everything, and all of that is done."""
    before = [rung(worker) for worker in workers]

    def have_rung() -> bool:
        now = [rung(worker) for worker in workers]
        return all(now[at][name] >= count[name] + TICKS for at, count in enumerate(before) for name in ENTRIES)

    until(have_rung, f"both clocks to ring {words}", within=120)
    asked: Counter = Counter()
    for worker in workers:
        for name, count in rung(worker).items():
            asked[ENTRIES[name]] += count
    until(lambda: all(done(workers)[task] >= asked[task] for task in asked), f"what they rang for {words}", within=120)


def prepare(role, people, calendars, folder: Path, number: int) -> list[str]:
    """Make everything due that the clocks look for; return to whom a mail must go, once."""
    ada, rosa, iris = people
    now = timezone.now()

    def candidacy():
        return CandidacyFactory(role=role)

    owed = InterviewFactory(candidacy=candidacy(), starts_at=now - 3 * HOUR, ends_at=now - 1.5 * HOUR)
    PanelistFactory(interview=owed, user=iris)
    soon = InterviewFactory(candidacy=candidacy(), starts_at=now + 10 * HOUR, time_set_at=now - DAY)
    PanelistFactory(interview=soon, user=iris, joined_at=now - DAY)
    work = role.stages.get(kind="work_sample")
    InterviewFactory(candidacy=candidacy(), stage=work, starts_at=now - DAY, ends_at=now - HOUR, created_by=rosa)
    referee = RefereeFactory(candidacy=candidacy(), added_by=rosa)
    link = RefereeLink.objects.create(
        referee=referee, sent_by=rosa, sent_at=now - 5 * DAY, expires_at=now + 9 * DAY
    )  # fmt: skip
    address = f"{calendars.root}{number}.ics"
    BusyCalendarFactory(user=iris, host="127.0.0.1", sealed=CalendarLogin(address).sealed())
    old_packet(ada, now - (settings.PACKETS_KEPT_DAYS + 1) * DAY)
    for line in range(5):
        jobs.enqueue("tests.append_line", path=str(folder / "lines"), line=f"{number}.{line}", by=ada)
        audit.record("person.calendar_added", by=ada, obj=ada, number=line)
    return [iris.email, iris.email, soon.candidacy.candidate.email, rosa.email, link.referee.email]


def old_packet(reader, then) -> None:
    """A packet that is kept no longer, its file, and a file that a worker left behind when it was killed."""
    folder = Path(settings.MEDIA_ROOT) / "packets"
    folder.mkdir(parents=True, exist_ok=True)
    packet = Packet(kind="tests.kit", subject_uid="abcdefghjkmn", title="Kit", requested_by=reader, pages=1, size=1)
    packet.content_key = packet.sha256 = packet.uid
    packet.file, packet.ready_at = f"packets/{packet.uid}.pdf", then
    for path in (folder / f"{packet.uid}.pdf", folder / f"{packet.uid}-left.pdf"):
        path.write_bytes(b"%PDF-1.7")
        os.utime(path, (then.timestamp(), then.timestamp()))
    packet.save()


@pytest.mark.parametrize("broker", ["redis", "embedded"])
def test_two_workers_with_a_clock_each_do_nothing_twice(
    site, mail, calendars, role, ada, rosa, iris, broker, request, tmp_path, long, noted
):
    if broker == "embedded" and not long:
        pytest.skip("The short form tries Redis only.")
    url = request.getfixturevalue("redis_server").url if broker == "redis" else ""
    here = site(EMAIL_URL=mail.url, REDIS_URL=url, CALENDAR_NETWORKS="127.0.0.0/8")
    # Leases as in use: nobody dies here, and a busy machine must not look like a dead worker.
    workers = [here.work("tests.rig.fast_clock", SHORT_LEASES="") for _ in range(2)]
    tick(workers, "before there is anything to do")
    rounds, expected, worst = 10 if long else 2, Counter(), 0.0
    for number in range(rounds):
        expected.update(prepare(role, (ada, rosa, iris), calendars, tmp_path, number))
        begun = time.monotonic()
        until(lambda: sum(expected.values()) <= len(mail.taken), f"the mails of round {number}", within=120)
        until(lambda: not BusyCalendar.objects.filter(tries=0).exists(), "the calendar to be read", within=120)
        worst = max(worst, time.monotonic() - begun)
    tick(workers, "with everything done")
    until(lambda: not Job.objects.unfinished().exists(), "the jobs")

    assert Counter(str(each["To"]) for each in mail.taken) == expected
    assert sorted(mail.ids()) == sorted(OutboxMessage.objects.values_list("message_id", flat=True))
    assert LinkToken.objects.count() == rounds
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}
    lines = (tmp_path / "lines").read_text().split()
    assert sorted(lines) == sorted(f"{number}.{line}" for number in range(rounds) for line in range(5))
    assert sorted(path for _, path, _, _ in calendars.asked) == sorted(f"/{number}.ics" for number in range(rounds))
    assert set(BusyCalendar.objects.values_list("state", "tries")) == {("good", 1)}
    assert not Packet.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    report = verify()
    assert (report.broken, report.waiting, report.head.count) == ("", 0, AuditEvent.objects.count())
    assert AuditLink.objects.count() == AuditEvent.objects.count() >= 5 * rounds
    for worker in workers:
        assert "raised unexpected" not in worker.log.read_text()
    noted(tries=rounds, recovery=worst)
