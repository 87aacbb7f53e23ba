from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from hiring.models import Candidacy, Candidate, Interview, Panelist, Role, Seat, SeatKind, Stage

from .accounts import UserFactory
from .question_bank import GuideVersionFactory

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


class RoleFactory(factory.django.DjangoModelFactory[Role]):
    """A role with a stage for every stage of its guide version."""

    class Meta:
        model = Role
        skip_postgeneration_save = True

    title = "Machine Learning Engineer"
    guide_version = factory.SubFactory(GuideVersionFactory)

    @factory.post_generation
    def with_stages(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if not create or extracted is False:
            return
        for guide_stage in self.guide_version.stages.order_by("position"):
            Stage.objects.create(
                role=self,
                guide_stage=guide_stage,
                kind=guide_stage.kind,
                name=guide_stage.name,
                position=guide_stage.position,
            )


class CandidateFactory(factory.django.DjangoModelFactory[Candidate]):
    class Meta:
        model = Candidate

    name = factory.Sequence(lambda n: f"Candidate {n}")
    email = factory.Sequence(lambda n: f"candidate{n}@example.net")
    timezone = "Europe/Lisbon"


class CandidacyFactory(factory.django.DjangoModelFactory[Candidacy]):
    class Meta:
        model = Candidacy

    role = factory.SubFactory(RoleFactory)
    candidate = factory.SubFactory(CandidateFactory)
    stage = factory.LazyAttribute(lambda c: c.role.stages.get(kind="technical"))
    stage_entered_at = MONDAY


class InterviewFactory(factory.django.DjangoModelFactory[Interview]):
    class Meta:
        model = Interview

    candidacy = factory.SubFactory(CandidacyFactory)
    stage = factory.LazyAttribute(lambda i: i.candidacy.stage)
    guide_stage = factory.LazyAttribute(lambda i: i.stage.guide_stage)
    starts_at = MONDAY + timedelta(days=1)
    ends_at = factory.LazyAttribute(lambda i: i.starts_at + timedelta(hours=1))
    timezone = "Europe/Berlin"
    place = "Video call"


class PanelistFactory(factory.django.DjangoModelFactory[Panelist]):
    class Meta:
        model = Panelist

    interview = factory.SubFactory(InterviewFactory)
    user = factory.SubFactory(UserFactory)


def seat(role: Role, user: Any, kind: str = SeatKind.INTERVIEWER) -> Seat:
    """Give ``user`` a seat on ``role``."""
    return Seat.objects.create(role=role, user=user, kind=kind)
