"""Who hires: departments of fifteen people with four roles each, made with the first of their thousand candidates."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db.models import Prefetch

from accounts.models import User
from config.demo.clock import at
from config.demo.seeder import PASSWORD
from core import audit
from hiring.models import Role, RoleState, Seat, SeatKind, Stage
from hiring.services import open_role
from question_bank.guide_format import parse_guide
from question_bank.models import GuideVersion, Question, StageCriterion, StageKind
from question_bank.services import load_guide

from .days import Days
from .words import FIRST_NAMES, LAST_NAMES

DOMAIN = "load.evenhand.example"
# Candidacies of one department, and those of its two roles that are open.
SHARE, RECENT = 1_000, 400
INTERVIEWERS = 12
ZONES = [("Europe/Berlin", 8 * 60), ("America/New_York", 14 * 60)]
GUIDES = [
    "ml-engineer-generalist", "data-scientist-ml", "ml-engineer", "data-scientist-consulting", "ml-engineer-consulting",
]  # fmt: skip
REWORDED = "ml-engineer-generalist", "For any team that hires a machine learning engineer.", "For any company."
FIELDS = ["Pricing", "Demand", "Search", "Fraud", "Routing", "Claims", "Energy", "Returns", "Vision", "Speech"]
LONGEST = 105


@dataclass(frozen=True)
class Person:
    pk: int
    uid: str


@dataclass
class Step:
    """A stage of a role as candidacies go through it; ``questions`` are (number, key, positions to tick, as JSON)."""

    pk: int
    uid: str
    kind: str
    guide_stage: int
    weight: float
    minutes: int
    asks_recommendation: bool
    criteria: list[tuple[int, float]] = field(default_factory=list)
    questions: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Opening:
    """A role with its ``steps`` in which scorecards are written, and the two that follow."""

    pk: int
    uid: str
    version: int
    manager: Person
    steps: list[Step]
    debrief: Step
    references: Step


@dataclass
class Department:
    """``starts`` is the first minute of a working day in UTC. Roles 0 and 1 are open, 2 and 3 are their forerunners."""

    zone: str
    starts: int
    recruiter: Person
    interviewers: list[Person]
    roles: list[Opening]


def email(number: int, place: str) -> str:
    """The address of somebody in department ``number``: ``recruiter``, ``manager0``, ``interviewer7``."""
    return f"{place}.{number}@{DOMAIN}"


def first_run() -> datetime | None:
    """The moment that everything is told from, if there was a run."""
    return User.objects.filter(email=email(0, "recruiter")).values_list("created_at", flat=True).first()


def _make_department(number: int, now: datetime) -> None:
    """Add its people and roles, as they were made before its first candidate came."""
    days = Days(now)
    if number == 0:
        _make_guides(days)
    zone, _ = ZONES[number % len(ZONES)]
    # One hash for all: it is the demonstration's password, and slow to make.
    password = User.objects.filter(email=email(0, "recruiter")).values_list("password", flat=True).first()
    people = User.objects.bulk_create(
        User(
            email=email(number, place), name=_name(number * 15 + n), access_level=level, timezone=zone,
            created_at=now, is_demo=True, password=password or make_password(PASSWORD),
        )
        for n, (place, level) in enumerate(_places())
    )  # fmt: skip
    recruiter, managers, interviewers = people[0], people[1:3], people[3:]
    for n in range(4):
        with at(days.moment(-210 if n < 2 else -510, 9 * 60)):
            role = open_role(
                title=_title(number, n),
                guide_version=_version(number, n),
                team=FIELDS[number % len(FIELDS)],
                location=zone.partition("/")[2].replace("_", " "),
                by=recruiter,
            )
            seats = [Seat(role=role, user=managers[n % 2], kind=SeatKind.HIRING_MANAGER)]
            seats += [Seat(role=role, user=recruiter, kind=SeatKind.RECRUITER)]
            seats += [Seat(role=role, user=user, kind=SeatKind.INTERVIEWER) for user in interviewers]
            for seat in Seat.objects.bulk_create(seats):
                audit.record("seat.given", by=recruiter, obj=role, user=seat.user.uid, kind=seat.kind)
        if n >= 2:
            with at(days.moment(-125, 9 * 60)):
                audit.record("role.closed", by=recruiter, obj=role)
            Role.objects.filter(pk=role.pk).update(state=RoleState.CLOSED, closed_at=days.moment(-125, 9 * 60))


def department(number: int, now: datetime) -> Department:
    """A department with all that its candidacies need, as it is stored; made first if it is not there yet."""
    if not User.objects.filter(email=email(number, "recruiter")).exists():
        _make_department(number, now)
    addresses = [email(number, place) for place, _ in _places()]
    found = {user.email: user for user in User.objects.filter(email__in=addresses)}
    people = [Person(found[address].pk, found[address].uid) for address in addresses]
    zone, starts = ZONES[number % len(ZONES)]
    managers = people[1:3]
    roles = Role.objects.filter(created_by=people[0].pk).order_by("pk").prefetch_related(_steps())
    openings = [_opening(role, managers[n % 2]) for n, role in enumerate(roles)]
    return Department(zone, starts, people[0], people[3:], openings)


def _places() -> Iterator[tuple[str, str]]:
    yield "recruiter", User.AccessLevel.RECRUITER
    for n in range(2):
        yield f"manager{n}", User.AccessLevel.MEMBER
    for n in range(INTERVIEWERS):
        yield f"interviewer{n}", User.AccessLevel.MEMBER


def _name(number: int) -> str:
    # The two counts of names have no common divisor, so names repeat late.
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number * 7 % len(LAST_NAMES)]}"


def _title(number: int, n: int) -> str:
    kind = ["Machine Learning Engineer", "Data Scientist"][n % 2]
    place = f" {number // len(FIELDS) + 1}" if number >= len(FIELDS) else ""
    return f"{kind}, {FIELDS[number % len(FIELDS)]}{place}"


def _version(number: int, n: int) -> GuideVersion:
    """The forerunners were held by the version before, where there is one."""
    key = GUIDES[(number * 2 + n % 2) % len(GUIDES)]
    versions = list(GuideVersion.objects.filter(guide__key=key).published().order_by("number"))
    return versions[0] if n >= 2 else versions[-1]


def _make_guides(days: Days) -> None:
    """Publish the guides, and a second version of one."""
    key, old, new = REWORDED
    file = settings.BASE_DIR / "fixtures" / "guides" / f"{key}.yaml"
    # Beside the demonstration they are there, one with a draft that is to stay one.
    if not GuideVersion.objects.published().exists():
        with at(days.moment(-520, 9 * 60)):
            call_command("load_guides", verbosity=0, stdout=StringIO())
    text = file.read_text(encoding="utf-8").replace(old, new)
    with at(days.moment(-215, 9 * 60)):
        load_guide(document=parse_guide(text.encode(), name=file.name), by=None, publish=True)


def _steps() -> Prefetch:
    criteria = StageCriterion.objects.order_by("position")
    stages = Stage.objects.in_order().select_related("guide_stage")
    return Prefetch(
        "stages",
        queryset=stages.prefetch_related(
            Prefetch("guide_stage__placements", queryset=criteria),
            Prefetch("guide_stage__questions", queryset=Question.objects.order_by("position")),
        ),
    )


def _opening(role: Role, manager: Person) -> Opening:
    steps = [_step(stage) for stage in role.stages.all()]
    return Opening(
        pk=role.pk,
        uid=role.uid,
        version=role.guide_version_id,
        manager=manager,
        steps=[step for step in steps if step.kind in StageKind.scored()],
        debrief=next(step for step in steps if step.kind == StageKind.DEBRIEF),
        references=next(step for step in steps if step.kind == StageKind.REFERENCES),
    )


def _step(stage: Stage) -> Step:
    guide = stage.guide_stage
    return Step(
        pk=stage.pk,
        uid=stage.uid,
        kind=stage.kind,
        guide_stage=guide.pk,
        weight=float(stage.weight),
        minutes=min(guide.minutes_max, LONGEST),
        asks_recommendation=guide.asks_recommendation,
        criteria=[(each.criterion_id, float(each.weight)) for each in guide.placements.all()],
        questions=[(each.pk, each.key, "[0]" if each.areas else "[]") for each in guide.questions.all()],
    )
