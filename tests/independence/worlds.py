"""Worlds that differ only in what Ivan and Olga, the other panelists, did.

Everybody else on the panel still owes a scorecard: Iris (interviewer), Rosa (recruiter), Mara (hiring manager), Ada
(admin). Nothing that they can obtain may differ between these worlds.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

from django.db import transaction

from accounts.models import User
from core.models import PublicIdModel
from debriefs.services import prepare_debrief
from hiring.models import Candidacy, Interview, Role, SeatKind
from question_bank.models import StageCriterion
from scorecards import services
from scorecards.models import Scorecard
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, RoleFactory, UserFactory, seat

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
CANARY = "quetzalcoatlus"


class World:
    """The part that every world shares: a role, a candidacy with a panel of six, a debrief that is prepared."""

    def __init__(self) -> None:
        self.pending = {
            "interviewer": UserFactory(name="Iris Ito", email="iris@example.org"),
            "recruiter": UserFactory(name="Rosa Reyes", email="rosa@example.org", access_level="recruiter"),
            "hiring manager": UserFactory(name="Mara Muñoz", email="mara@example.org"),
            "admin": UserFactory(name="Ada Adler", email="ada@example.org", access_level="admin"),
        }
        self.others = [
            UserFactory(name="Ivan Ivanov", email="ivan@example.org"),
            UserFactory(name="Olga Orlova", email="olga@example.org"),
        ]
        self.role: Role = RoleFactory()
        seat(self.role, self.pending["hiring manager"], SeatKind.HIRING_MANAGER)
        seat(self.role, self.pending["recruiter"], SeatKind.RECRUITER)
        for user in [self.pending["interviewer"], *self.others]:
            seat(self.role, user)
        self.candidacy: Candidacy = CandidacyFactory(role=self.role, candidate__name="Amara Nwosu")
        CandidacyFactory(role=self.role, candidate__name="Bo Bergström")
        self.screening = self.interview("screening", hours=-24, panel=self.others[1:])
        self.technical = self.interview("technical", hours=-3, panel=[*self.pending.values(), *self.others])
        prepare_debrief(
            candidacy=self.candidacy,
            facilitator=self.pending["hiring manager"],
            scheduled_at=NOW + timedelta(days=1),
            by=self.pending["hiring manager"],
        )
        for user in self.pending.values():
            write(self.technical, user, level=2, words="My own words")

    def interview(self, stage: str, *, hours: int, panel: list[User]) -> Interview:
        interview = InterviewFactory(
            candidacy=self.candidacy,
            stage=self.role.stages.get(guide_stage__key=stage),
            starts_at=NOW + timedelta(hours=hours),
        )
        for user in panel:
            PanelistFactory(interview=interview, user=user)
        return interview


def write(interview: Interview, user: User, *, level: int, words: str) -> Scorecard:
    """Fill in the whole scorecard of ``user`` in one save."""
    card = services.open_scorecard(interview=interview, by=user)
    guide_stage = interview.stage.guide_stage
    placements = StageCriterion.objects.filter(stage=guide_stage).select_related("criterion")
    changes = {
        "ratings": {
            placement.criterion.uid: {"level": level, "evidence": f"{words} as evidence"} for placement in placements
        },
        "answers": {
            question.uid: {"notes": f"{words} as notes", "own_follow_up": f"{words} as a follow-up", "areas": [0]}
            for question in guide_stage.questions.all()
        },
        "recommendation": max(level, 1),
        "summary": f"{words} in short",
    }
    services.save_scorecard(scorecard=card, changes=changes, base_revision=0, client_id="tab", seq=1, by=user)
    card.refresh_from_db()
    return card


def nothing(world: World) -> None:
    """The others have not begun."""


def drafts(world: World) -> None:
    """The others are typing."""
    for user in world.others:
        write(world.technical, user, level=1, words=CANARY)


def one_sealed_at_zero(world: World) -> None:
    """One of the others could rate nothing and has sealed that."""
    card = write(world.technical, world.others[0], level=0, words=CANARY)
    services.seal_scorecard(scorecard=card, by=world.others[0])


def all_sealed_at_four(world: World) -> None:
    """The others have sealed everywhere, and revised since."""
    for interview, user in [
        (world.screening, world.others[1]),
        (world.technical, world.others[0]),
        (world.technical, world.others[1]),
    ]:
        card = write(interview, user, level=4, words=CANARY)
        services.seal_scorecard(scorecard=card, by=user)
    services.revise(scorecard=card, recommendation=3, reason=f"{CANARY} as a reason", by=user)


VARIANTS: list[Callable[[World], None]] = [nothing, drafts, one_sealed_at_zero, all_sealed_at_four]


@contextmanager
def undone() -> Iterator[None]:
    """Run a block and take back everything that it wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def steady_ids(seed: str) -> Iterator[None]:
    """Draw public ids from ``seed``, so that the same world has the same ids each time."""
    with mock.patch("core.models.base.secrets", random.Random(seed)):  # noqa: S311 - repeatable by intention
        yield


ALIKE = 2


def every_uid() -> dict[str, str]:
    """The table's name by public id: all rows that belong to a candidacy, and two rows of every other table."""
    uids: dict[str, str] = {}
    for model in PublicIdModel.__subclasses__():
        rows = model._default_manager.order_by("pk").values_list("uid", flat=True)
        about_people = model._meta.app_label in {"hiring", "scorecards", "references", "debriefs"}
        uids |= dict.fromkeys(rows if about_people else rows[:ALIKE], model.__name__)
    return uids
