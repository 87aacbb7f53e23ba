"""Bookings follow from interviews and panels after every act, and PostgreSQL refuses two of one person at once."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core.errors import Refused
from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Booking, Candidacy, Interview, Panelist
from hiring.services import bookings
from tests.factories import (
    CandidacyFactory,
    CandidateFactory,
    InterviewFactory,
    PanelistFactory,
    ScorecardFactory,
    UserFactory,
)

from .conftest import NOW

HOUR = timedelta(hours=1)


def on_postgresql(test):
    """Leave a test out on SQLite, which has no such constraint: its writers take turns."""
    return pytest.mark.skipif("connection.vendor == 'sqlite'", reason="exclusion constraints are PostgreSQL's")(test)


def booked() -> set[tuple]:
    """What stands in the table."""
    rows = Booking.objects.select_related("interview", "user", "candidate")
    return {(row.interview, row.user or row.candidate, row.starts_at, row.ends_at) for row in rows}


def facts() -> set[tuple]:
    """What ought to stand there, read from each row as a person would."""
    found = set()
    for interview in Interview.objects.select_related("stage", "candidacy__candidate"):
        if interview.cancelled_at or not interview.candidacy.is_running or not interview.blocks_time:
            continue
        people = [place.user for place in interview.panelists.all() if not place.left_at and not place.recused_at]
        for person in [interview.candidacy.candidate, *people]:
            found.add((interview, person, interview.starts_at, interview.ends_at))
    return found


class Walk:
    """One act after the other, each drawn by lot; ``done`` counts those that were not refused."""

    ACTS = (
        "plan",
        "move",
        "cancel",
        "join",
        "leave",
        "recuse",
        "close",
        "withdraw",
        "hold",
        "resume",
        "undo",
        "reopen",
    )

    def __init__(self, seed: int, planner, people, candidacies) -> None:
        self.lot, self.by, self.people, self.candidacies = Random(seed), planner, people, candidacies  # noqa: S311
        self.done: Counter[str] = Counter()

    def step(self) -> None:
        act = self.lot.choices(self.ACTS, weights=[9, 4, 1, 5, 2, 2, 2, 1, 3, 5, 4, 4])[0]
        try:
            with transaction.atomic():
                self.done[act] += getattr(self, act)() is not None
        except Refused:
            self.done["refused"] += 1

    def any_of(self, rows):
        rows = list(rows.order_by("pk"))
        return self.lot.choice(rows) if rows else None

    def candidacy(self) -> Candidacy:
        return Candidacy.objects.get(pk=self.lot.choice(self.candidacies).pk)

    def time(self) -> dict:
        starts_at = NOW + self.lot.choice(range(1, 17)) * HOUR / 2 + HOUR
        ends_at, said = starts_at + HOUR, {"timezone": "UTC", "place": "", "override_reason": "Agreed.", "by": self.by}
        return {"starts_at": starts_at, "ends_at": ends_at, **said}

    def plan(self):
        candidacy, panel = self.candidacy(), self.lot.sample(self.people, k=2)
        stage = self.lot.choice([stage for stage in candidacy.role.stages.in_order() if stage.is_scored])
        return services.plan_interview(candidacy=candidacy, stage=stage, panel=panel, give_seats=True, **self.time())

    def move(self):
        interview = self.any_of(Interview.objects)
        return interview and services.change_interview(interview=interview, **self.time())

    def cancel(self):
        interview = self.any_of(Interview.objects)
        return interview and services.cancel_interview(interview=interview, reason="Ill.", by=self.by)

    def join(self):
        interview, user = self.any_of(Interview.objects), self.lot.choice(self.people)
        return interview and services.add_panelist(
            interview=interview, user=user, override_reason="Agreed.", give_seats=True, by=self.by
        )

    def leave(self):
        place = self.any_of(Panelist.objects)
        return place and services.release_panelist(panelist=place, reason="Away.", by=self.by)

    def recuse(self):
        place = self.any_of(Panelist.objects)
        return place and services.recuse(panelist=place, reason="We are related.", by=place.user)

    def close(self):
        return services.close_candidacy(candidacy=self.candidacy(), reason="Enough.", by=self.by)

    def withdraw(self):
        return services.withdraw(candidacy=self.candidacy(), reason="Left.", by=self.by)

    def hold(self):
        return services.hold(candidacy=self.candidacy(), reason="Wait.", by=self.by)

    def resume(self):
        return services.resume(candidacy=self.candidacy(), reason="Go on.", by=self.by)

    def undo(self):
        decision = self.candidacy().stage_decisions.in_force().order_by("-pk").first()
        return decision and services.undo_decision(decision=decision, by=self.by)

    def reopen(self):
        candidacy = self.candidacy()
        return services.reopen_candidacy(candidacy=candidacy, stage=candidacy.stage, reason="Again.", by=self.by)


def test_after_every_act_everybody_is_booked_for_what_they_are_expected_at(role, mara):
    amara, others = CandidateFactory(), [CandidacyFactory(role=role) for _ in range(2)]
    candidacies = [CandidacyFactory(candidate=amara), CandidacyFactory(candidate=amara, role=role), *others]
    walk = Walk(2, mara, [UserFactory() for _ in range(4)], candidacies)
    for _ in range(120):
        walk.step()
        assert booked() == facts(), walk.done
    assert set(Walk.ACTS) - {act for act, times in walk.done.items() if times} == set(), "the walk leaves an act out"
    assert walk.done["refused"]


def test_a_work_sample_books_nobody(candidacy, iris, plan):
    plan(iris, stage=candidacy.role.stages.get(kind="work_sample"), ends_at=NOW + timedelta(days=5))
    assert not Booking.objects.exists()


def test_bookings_go_with_their_interview(iris, plan):
    interview = plan(iris)
    assert Booking.objects.count() == 2
    interview.delete()
    assert not Booking.objects.exists()


# --- A candidacy that comes back --------------------------------------------------------------------------------------


def test_what_was_called_off_stays_so_when_its_time_was_given_away(candidacy, iris, ivan, mara, plan):
    lost, free = plan(iris), plan(ivan, hours=30, stage=candidacy.role.stages.get(kind="culture"))
    decision = services.close_candidacy(candidacy=candidacy, reason="Enough.", by=mara)
    instead = plan(iris, hours=24.5, candidacy=CandidacyFactory())
    OutboxMessage.objects.all().delete()

    services.undo_decision(decision=decision, by=mara)

    lost.refresh_from_db()
    assert (lost.cancelled_at, lost.sequence) == (NOW, 1)
    assert "the time was given away" in lost.cancelled_reason
    assert AuditEvent.objects.get(verb="interview.cancelled").object_uid == lost.uid
    assert {row.interview for row in Booking.objects.all()} == {free, instead}
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {ivan.email, candidacy.candidate.email}


def test_the_candidates_own_time_may_have_been_given_away(candidacy, iris, ivan, mara, plan):
    lost = plan(iris)
    services.close_candidacy(candidacy=candidacy, reason="Enough.", by=mara)
    plan(ivan, candidacy=CandidacyFactory(candidate=candidacy.candidate))
    services.reopen_candidacy(candidacy=candidacy, stage=candidacy.stage, reason="Again.", by=mara)
    lost.refresh_from_db()
    assert lost.cancelled_at
    assert booked() == facts()


@pytest.mark.parametrize("how", ["going on", "sealed"])
def test_what_took_place_already_is_not_called_off_by_another_plan(candidacy, iris, mara, plan, how):
    interview = plan(iris, hours=-0.5 if how == "going on" else 24)
    if how == "sealed":
        ScorecardFactory(panelist=interview.panelists.get(), sealed=True)
    decision = services.close_candidacy(candidacy=candidacy, reason="Enough.", by=mara)
    instead = plan(iris, hours=0.25 if how == "going on" else 24, candidacy=CandidacyFactory())

    services.undo_decision(decision=decision, by=mara)

    interview.refresh_from_db()
    assert interview.cancelled_at is None
    assert Booking.objects.get(user=iris).interview == instead


# --- What the database refuses ----------------------------------------------------------------------------------------


def raw(interview: Interview, start: float, end: float, **person: object) -> Booking:
    """Write a booking past the services, hours after now."""
    with transaction.atomic():
        return Booking.objects.create(
            interview=interview, starts_at=NOW + start * HOUR, ends_at=NOW + end * HOUR, **person
        )


@on_postgresql
@pytest.mark.parametrize("kind", ["user", "candidate"])
@pytest.mark.parametrize(("start", "end"), [(24, 25), (23.5, 24.5), (24.5, 25.5), (24.25, 24.5), (0, 48)])
def test_the_database_refuses_two_of_one_person_that_overlap(candidacy, iris, plan, kind, start, end):
    plan(iris)
    person = {"user": iris} if kind == "user" else {"candidate": candidacy.candidate}
    with pytest.raises(IntegrityError, match=f"booking_{kind}_one_at_a_time"):
        raw(InterviewFactory(), start, end, **person)


def test_the_database_permits_two_that_touch_and_other_people_at_once(candidacy, iris, ivan, plan):
    plan(iris)
    for start, end in [(23, 24), (25, 26)]:
        raw(InterviewFactory(), start, end, user=iris)
        raw(InterviewFactory(), start, end, candidate=candidacy.candidate)
    raw(InterviewFactory(), 24, 25, user=ivan)
    raw(InterviewFactory(), 24, 25, candidate=CandidateFactory())
    assert Booking.objects.count() == 8


def test_a_booking_is_of_one_person_once_and_ends_after_it_starts(candidacy, iris, ivan, plan):
    interview = plan(iris)
    for start, end, person in [
        (30, 31, {}),
        (30, 31, {"user": ivan, "candidate": candidacy.candidate}),
        (30, 31, {"user": iris}),
        (30, 31, {"candidate": candidacy.candidate}),
        (30, 30, {"user": ivan}),
    ]:
        with pytest.raises(IntegrityError):
            raw(interview, start, end, **person)


@on_postgresql
@pytest.mark.parametrize("person", ["panelist", "candidate"])
def test_who_looks_before_the_other_has_written_is_told_by_the_database(
    monkeypatch, candidacy, iris, ivan, rosa, plan, person
):
    """As if nobody took locks: both have looked and seen that the time is free."""
    plan(iris)
    other = CandidacyFactory() if person == "panelist" else CandidacyFactory(candidate=candidacy.candidate)
    blind(monkeypatch)
    with pytest.raises(services.DoubleBooked) as refusal:
        plan(iris if person == "panelist" else ivan, hours=24.5, candidacy=other)
    words = "Iris Ito has another interview with Amara Nwosu" if person == "panelist" else "Amara Nwosu has another"
    assert words in refusal.value.message
    assert Interview.objects.count() == 1


def blind(monkeypatch) -> None:
    """Let services see no booking before they write their own; afterwards they see who was faster."""
    look_away(monkeypatch)
    monkeypatch.setattr(bookings, "_clash", lambda one, other: False)


def look_away(monkeypatch) -> None:
    """Let planning ask nobody beforehand."""
    monkeypatch.setattr("hiring.services.interviews.refuse_double_booking", lambda **given: None)


def test_whoever_is_booked_between_question_and_writing_is_found_there(monkeypatch, iris, ivan, plan):
    plan(iris)
    look_away(monkeypatch)
    with pytest.raises(services.DoubleBooked, match="Iris Ito has another interview with Amara Nwosu then"):
        plan(ivan, iris, hours=24.5, candidacy=CandidacyFactory())
    assert Interview.objects.count() == 1


def test_another_error_of_the_database_is_none_of_a_double_booking(iris, monkeypatch, plan):
    monkeypatch.setattr(bookings, "_from_facts", lambda candidacy: [Booking(
        interview=candidacy.interviews.get(), starts_at=NOW, ends_at=NOW + HOUR)])  # fmt: skip
    with pytest.raises(IntegrityError, match="booking_of_one_person"):
        plan(iris)


# --- Rows from before there were bookings -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_was_double_booked_before_is_booked_for_what_was_planned_first(candidacy, iris, ivan, rosa):
    first = InterviewFactory(candidacy=candidacy, starts_at=NOW + 24 * HOUR)
    second = InterviewFactory(starts_at=NOW + 24.5 * HOUR)
    touching = InterviewFactory(starts_at=NOW + 25 * HOUR)
    nothing = [
        InterviewFactory(cancelled_at=NOW, starts_at=NOW + 40 * HOUR),
        InterviewFactory(candidacy__state="closed", candidacy__ended_at=NOW, starts_at=NOW + 50 * HOUR),
    ]
    sample = CandidacyFactory()
    nothing.append(InterviewFactory(candidacy=sample, stage=sample.role.stages.get(kind="work_sample")))
    for interview in (first, second, touching, *nothing):
        PanelistFactory(interview=interview, user=iris)
    PanelistFactory(interview=second, user=ivan)
    PanelistFactory(interview=touching, user=ivan, left_at=NOW)
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("hiring", "0017_note_replies_to_invitations")])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

    people = {(row.interview, row.user) for row in Booking.objects.exclude(user=None)}
    assert people == {(first, iris), (second, ivan), (touching, iris)}
    met = {row.interview for row in Booking.objects.filter(user=None)}
    assert met == {first, second, touching}

    # Whoever leaves the later one finds no obstacle, and moving it books them.
    services.release_panelist(panelist=second.panelists.get(user=ivan), reason="Away.", by=rosa)
    moved = {"starts_at": NOW + 70 * HOUR, "ends_at": NOW + 71 * HOUR, "timezone": "UTC", "place": "", "by": rosa}
    services.change_interview(interview=second, override_reason="Agreed.", **moved)
    assert set(Booking.objects.filter(interview=second).values_list("user", flat=True)) == {None, iris.pk}
