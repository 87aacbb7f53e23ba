"""`python -m tests.bench.live`: a debrief with twelve panelists, and twenty people who follow it.

Prints queries and times of the largest pages; then, with a move every few seconds, how late each page was and how much
of one core the server took for all of them.
"""

import http.client
import threading
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil

from .counting import ASK, QUERIES
from .site import prepared, served

if TYPE_CHECKING:
    from question_bank.models import GuideVersion

PANELISTS = 12
CRITERIA = 60
FOLLOWERS = 20
MOVES = 8
PAUSE = 5.0
ROUNDS = 20


@dataclass
class Follower:
    """A page that is open: what it heard of when, as moments of the monotonic clock by the number of the move."""

    cookie: str
    address: str
    told: dict[int, float] = field(default_factory=dict)
    shown: dict[int, float] = field(default_factory=dict)
    over: bool = False

    def follow(self, host: str) -> None:
        """Listen, and ask for what moved, as the page does."""
        seen = 0
        while not self.over:
            connection = http.client.HTTPConnection(host, timeout=60)
            connection.request("GET", f"{self.address}stream/?seen={seen}", headers={"Cookie": self.cookie})
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            while line := answer.readline():
                if self.over or not line.startswith(b"data: "):
                    continue
                seen = int(line[6:])
                self.told[seen] = time.monotonic()
                get(host, f"{self.address}now/?step=agenda&item=1", self.cookie)
                self.shown[seen] = time.monotonic()
            connection.close()


def get(host: str, path: str, cookie: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, **headers})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    connection.close()
    return answer


def cookie_of(user: object) -> str:
    """Signs ``user`` in without the form, as tests do."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")  # type: ignore[arg-type]
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def seed() -> tuple[str, list[str], int]:
    """An open debrief; returns its address, the cookies of its leader and followers, and how many criteria it has."""
    from django.urls import reverse

    from debriefs.services import open_debrief, prepare_debrief
    from hiring.models import SeatKind
    from question_bank.models import GuideVersion, StageKind
    from tests.factories import (
        CandidacyFactory,
        InterviewFactory,
        PanelistFactory,
        RoleFactory,
        ScorecardFactory,
        UserFactory,
        seat,
    )

    version = GuideVersion.objects.published().get(guide__key="ml-engineer")
    _fill_up(version)
    role = RoleFactory(guide_version=version)
    leader = UserFactory()
    seat(role, leader, SeatKind.HIRING_MANAGER)
    people = [UserFactory() for _ in range(FOLLOWERS - 1)]
    for person in people[PANELISTS:]:
        seat(role, person, SeatKind.RECRUITER)
    candidacy = CandidacyFactory(role=role)
    criteria = 0
    for stage in role.stages.filter(kind__in=StageKind.scored()):
        criteria += stage.guide_stage.placements.count()
        interview = InterviewFactory(candidacy=candidacy, stage=stage)
        for number, person in enumerate(people[:PANELISTS]):
            ScorecardFactory(panelist=PanelistFactory(interview=interview, user=person), sealed=True, level=number % 5)
    debrief = prepare_debrief(candidacy=candidacy, facilitator=leader, scheduled_at=None, by=leader)
    open_debrief(debrief=debrief, by=leader)
    address = reverse("debrief_detail", args=[debrief.uid])
    return address, [cookie_of(person) for person in (leader, *people)], criteria


def _fill_up(version: "GuideVersion") -> None:
    """Give the guide's longest scorecard as many criteria more as it takes to have ``CRITERIA`` in all."""
    from django.db.models import Count

    from question_bank.models import Criterion, StageCriterion, StageKind, VersionState
    from tests.factories import unpublish

    published_at = version.published_at
    unpublish(version)
    stages = version.stages.filter(kind__in=StageKind.scored()).annotate(size=Count("placements")).order_by("-size")
    longest, like = stages[0], stages[0].placements.order_by("-position")[0]
    for number in range(1, CRITERIA - sum(stage.size for stage in stages) + 1):
        criterion = Criterion.objects.create(
            version=version, key=f"more-{number}", name=f"More {number}", competency=like.criterion.competency,
            levels=like.criterion.levels,
        )  # fmt: skip
        StageCriterion.objects.create(stage=longest, criterion=criterion, position=like.position + number)
    version.state, version.published_at = VersionState.PUBLISHED, published_at
    version.save()


def measure_pages(host: str, address: str, cookie: str) -> None:
    for step in ("evidence", "disagreements", "agenda", "revote", "decision"):
        path = f"{address}?step={step}"
        queries = get(host, path, cookie, **{ASK: "1"}).headers[QUERIES]
        times = []
        for _ in range(ROUNDS):
            before = time.perf_counter()
            get(host, path, cookie)
            times.append((time.perf_counter() - before) * 1_000)
        print(f"{step:14} {queries} queries, median {median(times):.0f} ms, fastest {min(times):.0f} ms")


def measure_followers(host: str, address: str, cookies: list[str]) -> None:
    from debriefs.models import Debrief, Meeting
    from debriefs.services import show

    debrief = Debrief.objects.select_related("facilitator").get(uid=urlsplit(address).path.split("/")[2])
    followers = [Follower(cookie, address) for cookie in cookies]
    threads = [threading.Thread(target=each.follow, args=(host,), daemon=True) for each in followers]
    for thread in threads:
        thread.start()
    time.sleep(PAUSE)
    running = list(psutil.process_iter(["name", "cmdline"]))
    server = [each for each in running if "config.wsgi" in (each.info["cmdline"] or [])]
    database = [each for each in running if each.info["name"] == "postgres"]
    spent, spent_there, started = cpu(server), cpu(database), time.monotonic()
    moved: dict[int, float] = {}
    for number in range(MOVES):
        show(debrief=debrief, step="agenda", item=number + 1, by=debrief.facilitator)
        moved[Meeting.objects.get(debrief=debrief).moves] = time.monotonic()
        time.sleep(PAUSE)
    seconds = time.monotonic() - started
    share, share_there = (cpu(server) - spent) / seconds, (cpu(database) - spent_there) / seconds
    for each in followers:
        each.over = True
    told = [each.told[number] - at for number, at in moved.items() for each in followers]
    shown = [each.shown[number] - at for number, at in moved.items() for each in followers]
    print(f"{FOLLOWERS} followers, a move every {PAUSE:g} s: told after {max(told):.2f} s at the latest,")
    print(f"shown after {median(shown):.2f} s in the middle and {max(shown):.2f} s at the latest;")
    print(f"{share:.1%} of a core, and {share_there:.1%} in the database")


def cpu(processes: list[psutil.Process]) -> float:
    """Seconds of processor time, with those of children that have ended."""
    return sum(sum(each.cpu_times()[:4]) for each in processes if each.is_running())


def main() -> None:
    with prepared() as variables, served(variables) as url:
        from django.core.management import call_command

        call_command("load_guides", verbosity=0)
        host = urlsplit(url).netloc
        address, cookies, criteria = seed()
        print(f"{PANELISTS} panelists, {criteria} criteria")
        measure_pages(host, address, cookies[0])
        measure_followers(host, address, cookies)


if __name__ == "__main__":
    main()
