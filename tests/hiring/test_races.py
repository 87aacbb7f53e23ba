"""Two people at the same moment: locks on PostgreSQL, immediate transactions on SQLite."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import chain
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction

from core.errors import Refused
from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Booking, Candidacy, Interview, Role, StageDecision
from hiring.services.gates import MovedOn
from hiring.services.links import fresh_link
from question_bank.models import GuideVersion
from scorecards.models import Scorecard
from scorecards.services import open_scorecard
from tests.factories import (
    CandidacyFactory,
    CandidateFactory,
    InterviewFactory,
    PanelistFactory,
    RoleFactory,
    UserFactory,
)
from tests.factories.question_bank import newer_version
from tests.rig.races import behind, together

from .conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("same_candidate", [False, True])
def test_two_plans_for_one_time_give_one_interview(same_candidate: bool) -> None:
    planner, iris, ivan = UserFactory(), UserFactory(), UserFactory()
    first = CandidacyFactory()
    second = CandidacyFactory(candidate=first.candidate) if same_candidate else CandidacyFactory()
    panels = [[iris], [ivan]] if same_candidate else [[iris, ivan], [ivan, iris]]

    def plan(candidacy, panel):
        start = NOW + timedelta(hours=24)
        return services.plan_interview(
            give_seats=True,
            candidacy=candidacy,
            stage=candidacy.stage,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            timezone="UTC",
            place="",
            panel=panel,
            override_reason="Both agreed.",
            by=planner,
        )

    found = together(lambda: plan(first, panels[0]), lambda: plan(second, panels[1]))
    assert sorted(type(thing).__name__ for thing in found) == ["DoubleBooked", "Interview"]
    assert Interview.objects.count() == 1


@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.parametrize("whose", ["panelist", "candidate"])
def test_two_hundred_plans_for_twenty_hours_of_one_person_give_twenty(monkeypatch, whose, locked):
    """Ten for each hour, from five threads. Without our locks PostgreSQL alone keeps them apart."""
    if not locked:
        if connection.vendor == "sqlite":
            pytest.skip("on SQLite writers take turns, whatever a service locks")
        monkeypatch.setattr("hiring.services.interviews.lock_people", lambda candidacy, users: None)
    planner, role = UserFactory(), RoleFactory()
    if whose == "panelist":
        people = [UserFactory()] * 200
        candidacies = [CandidacyFactory(role=role) for _ in range(200)]
    else:
        people, candidate = [UserFactory() for _ in range(200)], CandidateFactory()
        roles = [role, *(RoleFactory(guide_version=role.guide_version) for _ in range(9))]
        candidacies = [CandidacyFactory(candidate=candidate, role=one) for one in roles] * 20

    def plan(number: int) -> str:
        candidacy = Candidacy.objects.get(pk=candidacies[number].pk)
        start = NOW + timedelta(hours=24 + number // 10)
        try:
            services.plan_interview(
                give_seats=True,
                candidacy=candidacy, stage=candidacy.stage, starts_at=start, ends_at=start + timedelta(hours=1),
                timezone="UTC", place="", panel=[people[number]], override_reason="Agreed.", by=planner,
            )  # fmt: skip
        except Refused as refusal:
            return type(refusal).__name__
        return "planned"

    def plan_each(numbers: range) -> list[str]:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")  # a busy machine is slow, not wrong
        return [plan(number) for number in numbers]

    answers = together(*(partial(plan_each, range(thread, 200, 5)) for thread in range(5)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Counter(chain.from_iterable(answers)) == {"planned": 20, "DoubleBooked": 180}
    starts = Booking.objects.exclude(**{"user" if whose == "panelist" else "candidate": None})
    assert sorted(starts.values_list("starts_at", flat=True)) == [NOW + timedelta(hours=24 + n) for n in range(20)]
    assert Interview.objects.count() == 20


def test_two_deciders_close_a_candidacy_once() -> None:
    one, other, candidacy = UserFactory(), UserFactory(), CandidacyFactory()

    def close(person):
        fresh = type(candidacy).objects.get(pk=candidacy.pk)
        return services.close_candidacy(candidacy=fresh, reason="Enough.", by=person)

    found = together(lambda: close(one), lambda: close(other))
    assert sorted(type(thing).__name__ for thing in found) == ["NotFromHere", "StageDecision"]
    assert StageDecision.objects.count() == 1


def test_a_work_sample_is_handed_in_once_and_keeps_what_was_there() -> None:
    candidacy = CandidacyFactory()
    interview = services.plan_interview(
        give_seats=True,
        candidacy=candidacy,
        stage=candidacy.role.stages.get(kind="work_sample"),
        starts_at=NOW,
        ends_at=NOW + timedelta(days=5),
        timezone="UTC",
        place="",
        panel=[UserFactory()],
        by=UserFactory(),
    )
    token = fresh_link(interview)
    services.add_file(token=token, upload=SimpleUploadedFile("train.py", b"x = 1\n"))

    def add():
        return services.add_file(token=token, upload=SimpleUploadedFile("more.py", b"y = 2\n"))

    found = together(*[lambda: services.hand_in(token=token)] * 3, add)
    assert AuditEvent.objects.filter(verb="work_sample.handed_in").count() == 1
    assert OutboxMessage.objects.filter(subject__startswith="Received").count() == 1
    was_added = not any(isinstance(answer, services.HandedIn) for answer in found)
    assert interview.work_sample.files.count() == (2 if was_added else 1)


def impatient(act: Callable[[], object]) -> object:
    """Do ``act`` in a thread that waits for no lock; return what it gave or raised."""
    found = []

    def run() -> None:
        sqlite = connection.vendor == "sqlite"
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 0" if sqlite else "SET lock_timeout = '1ms'")
            found.append(act())
        except (OperationalError, Refused) as error:
            found.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    return found[0]


def test_a_change_of_material_and_the_first_link_wait_for_each_other() -> None:
    candidacy, planner = CandidacyFactory(), UserFactory()
    stage = candidacy.role.stages.get(kind="work_sample")
    interview = InterviewFactory(candidacy=candidacy, stage=stage)
    link = transaction.atomic(lambda: fresh_link(interview))

    def add():
        upload = SimpleUploadedFile("sales.csv", b"1,2\n")
        own = type(stage).objects.select_related("role").get(pk=stage.pk)
        return services.add_material(stage=own, title="Sales", upload=upload, by=planner)

    with transaction.atomic():
        add()
        assert isinstance(impatient(link), OperationalError)
    with transaction.atomic():
        link()
        assert isinstance(impatient(add), OperationalError)
    assert isinstance(impatient(add), services.MaterialFixed)
    assert stage.material.count() == 1


def test_a_plan_and_a_move_come_one_after_the_other() -> None:
    """Whichever comes first, what is planned is held by the version that the role has in the end."""
    planner, iris, candidacy = UserFactory(), UserFactory(), CandidacyFactory()
    newer = newer_version(candidacy.role.guide_version)

    def plan():
        start = NOW + timedelta(hours=24)
        return services.plan_interview(
            give_seats=True,
            candidacy=candidacy, stage=candidacy.stage, starts_at=start, ends_at=start + timedelta(hours=1),
            timezone="UTC", place="", panel=[iris], override_reason="Agreed.", by=planner,
        )  # fmt: skip

    def move():
        return services.move_role(role=Role.objects.get(pk=candidacy.role_id), to=newer, by=planner)

    assert sorted(type(thing).__name__ for thing in together(plan, move)) == ["Interview", "Role"]
    assert Interview.objects.get().guide_stage.version == newer


def test_a_scorecard_is_begun_with_what_its_interview_is_held_by_before_a_move_or_after() -> None:
    planner, place = UserFactory(), PanelistFactory(interview__starts_at=NOW + timedelta(hours=24))
    role = place.interview.candidacy.role
    newer = newer_version(role.guide_version)
    fresh = Interview.objects.select_related("stage", "candidacy").get()

    found = together(
        lambda: open_scorecard(interview=fresh, by=place.user),
        lambda: services.move_role(role=Role.objects.get(pk=role.pk), to=newer, by=planner),
    )
    assert sorted(type(thing).__name__ for thing in found) == ["Role", "Scorecard"]
    opened, moved = (AuditEvent.objects.get(verb=verb).pk for verb in ("scorecard.opened", "role.moved"))
    assert Scorecard.objects.get().guide_stage.version.number == (1 if opened < moved else 2)
    assert Interview.objects.get().guide_stage.version == newer


def test_a_scorecard_begun_while_its_role_moves_waits_and_is_held_by_the_newer_version() -> None:
    planner, place = UserFactory(), PanelistFactory(interview__starts_at=NOW + timedelta(hours=24))
    role = place.interview.candidacy.role
    newer = newer_version(role.guide_version)
    fresh = Interview.objects.select_related("stage", "candidacy").get()

    card = behind(
        lambda: services.move_role(role=Role.objects.get(pk=role.pk), to=newer, by=planner),
        lambda: open_scorecard(interview=fresh, by=place.user),
    )
    assert isinstance(card, Scorecard), card
    assert card.guide_stage.version == newer


def test_a_second_move_waits_and_is_refused() -> None:
    planner, role = UserFactory(), RoleFactory()
    newer = newer_version(role.guide_version)

    def move():
        fresh = GuideVersion.objects.get(pk=newer.pk)
        return services.move_role(role=Role.objects.get(pk=role.pk), to=fresh, by=planner)

    assert sorted(type(thing).__name__ for thing in together(move, move)) == ["NotNewer", "Role"]
    assert AuditEvent.objects.filter(verb="role.moved").count() == 1


def test_a_decider_who_waits_for_another_finds_the_candidacy_where_it_is_then() -> None:
    one, other, candidacy = UserFactory(), UserFactory(), CandidacyFactory()
    rows = type(candidacy).objects
    fresh = rows.get(pk=candidacy.pk)

    held = behind(
        lambda: services.advance(candidacy=rows.get(pk=candidacy.pk), reason="Depth.", by=one),
        lambda: services.hold(candidacy=fresh, reason="Away until May.", by=other),
    )
    assert isinstance(held, StageDecision), held
    assert held.stage == rows.get(pk=candidacy.pk).stage != candidacy.stage


def test_two_deciders_advance_a_candidacy_by_one_stage() -> None:
    one, other, candidacy = UserFactory(), UserFactory(), CandidacyFactory()
    rows = type(candidacy).objects
    fresh = rows.get(pk=candidacy.pk)

    refused = behind(
        lambda: services.advance(candidacy=rows.get(pk=candidacy.pk), reason="Depth.", by=one),
        lambda: services.advance(candidacy=fresh, reason="Depth.", by=other),
    )
    assert isinstance(refused, MovedOn), refused
    assert StageDecision.objects.count() == 1
