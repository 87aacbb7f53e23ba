from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from accounts.tokens import new_token
from hiring.models import (
    Candidacy,
    Candidate,
    Interview,
    LoopPlan,
    LoopSlot,
    LoopState,
    Offer,
    OfferedTime,
    OfferPlace,
    OfferToken,
    Panelist,
    Role,
    Seat,
    SeatKind,
    Stage,
)

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
    candidate_zone = factory.LazyAttribute(lambda i: i.candidacy.candidate.timezone)
    spoken_words = factory.LazyAttribute(lambda i: i.candidacy.candidate.spoken_words)
    place = "Video call"


class PanelistFactory(factory.django.DjangoModelFactory[Panelist]):
    class Meta:
        model = Panelist

    interview = factory.SubFactory(InterviewFactory)
    user = factory.SubFactory(UserFactory)


def loop_plan(
    candidacy: Candidacy, *, by: Any, panel: Any = (), stage: Stage | None = None, at: datetime | None = None
) -> LoopPlan:
    """A proposal of ``by`` with one interview for ``candidacy``, on the Tuesday after ``MONDAY`` unless ``at``."""
    stage, people = stage or candidacy.stage, list(panel) or [by]
    starts_at = at or MONDAY + timedelta(days=8)
    wish = {"stage": stage.pk, "minutes": 60, "seats": len(people), "people": [user.pk for user in people]}
    wishes = {
        "first_day": "2026-11-23", "days": 5, "most_days": 1, "hours": 6, "rest": 15, "lunch": 30, "step": 30,
        "lunch_from": "12:00", "lunch_until": "14:00", "in_order": True, "place": "Video call",
        "give_seats": True, "stages": [wish],
    }  # fmt: skip
    plan = LoopPlan.objects.create(
        role=candidacy.role, made_by=by, zone="Europe/Berlin", wishes=wishes, state=LoopState.PROPOSED,
        answer={"status": "good", "gap": 0.031, "causes": [], "helps": []},
    )  # fmt: skip
    plan.candidacies.add(candidacy)
    slot = LoopSlot.objects.create(
        plan=plan, candidacy=candidacy, stage=stage, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    slot.panel.set(people)
    return plan


def seat(role: Role, user: Any, kind: str = SeatKind.INTERVIEWER) -> Seat:
    """Give ``user`` a seat on ``role``."""
    return Seat.objects.create(role=role, user=user, kind=kind)


class OfferFactory(factory.django.DjangoModelFactory[Offer]):
    """An open offer of every free hour of the week after the one that the stories are about."""

    class Meta:
        model = Offer

    candidacy = factory.SubFactory(CandidacyFactory)
    stage = factory.LazyAttribute(lambda o: o.candidacy.stage)
    minutes = 60
    place = "Video call"
    timezone = "Europe/Berlin"
    first_day = (MONDAY + timedelta(days=7)).date()
    last_day = (MONDAY + timedelta(days=11)).date()
    expires_at = MONDAY + timedelta(days=9)
    sent_at = MONDAY
    moves_left = 1
    created_by = factory.SubFactory(UserFactory)


def offered(*panel: Any, times: Any = (), **fields: Any) -> tuple[Offer, str]:
    """An offer with ``panel`` and, unless all are, ``times`` offered; and the token of its link."""
    offer = OfferFactory(**fields)
    for user in panel:
        OfferPlace.objects.create(offer=offer, user=user)
        Seat.objects.get_or_create(role=offer.candidacy.role, user=user, kind=SeatKind.INTERVIEWER)
    for at in times:
        OfferedTime.objects.create(offer=offer, starts_at=at)
    token, hashed = new_token()
    OfferToken.objects.create(offer=offer, token_hash=hashed)
    return offer, token
