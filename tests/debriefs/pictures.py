"""Debriefs that are under way, worth a picture."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from config.demo.story import read
from debriefs import services
from debriefs.models import Debrief
from hiring.models import Role, SeatKind
from question_bank.models import StageKind
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, ScorecardFactory

LEVELS = ((4, 1, 3), (3, 3), (2, 4), (3, 0, 3))


def prepared(name: str) -> Debrief:
    """A debrief that can be opened, on a new candidate with four scored stages, on which the panel does not agree."""
    role = Role.objects.get(title__contains="Forecasting")
    seats = role.seats.select_related("user").order_by("pk")
    manager = seats.get(kind=SeatKind.HIRING_MANAGER).user
    people = [seat.user for seat in seats.filter(kind=SeatKind.INTERVIEWER)]
    candidacy = CandidacyFactory(role=role, candidate__name=name, stage=role.stages.get(kind=StageKind.DEBRIEF))
    start = timezone.now() - timedelta(days=6)
    stages = role.stages.in_order().filter(kind__in=StageKind.scored()).exclude(kind=StageKind.WORK_SAMPLE)
    for number, (stage, levels) in enumerate(zip(stages, LEVELS, strict=False)):
        interview = InterviewFactory(candidacy=candidacy, stage=stage, starts_at=start + timedelta(days=number))
        for place, level in enumerate(levels):
            panelist = PanelistFactory(interview=interview, user=people[(number + place) % len(people)])
            ScorecardFactory(
                panelist=panelist,
                sealed=True,
                level=level,
                sealed_at=interview.ends_at + timedelta(hours=2),
                recommendation=max(level, 1),
            )
    return services.prepare_debrief(candidacy=candidacy, facilitator=manager, scheduled_at=timezone.now(), by=manager)


def under_way(name: str) -> Debrief:
    """One that is open, with three people who have its page open."""
    debrief = prepared(name)
    services.open_debrief(debrief=debrief, by=debrief.facilitator)
    panel = User.objects.filter(panels__interview__candidacy=debrief.candidacy).distinct().order_by("pk")
    for person in (debrief.facilitator, *panel[:2]):
        services.attend(debrief=debrief, by=person)
    return debrief


def live_pages() -> dict[str, tuple[str, str]]:
    """The meeting as its leader and as a panelist see it: name → who looks, and the address."""
    shown, voting = under_way("Greta Holm"), under_way("Hiroshi Ono")
    leader = shown.facilitator
    services.show(debrief=shown, step="disagreements", item=2, by=leader)
    services.store_summary(debrief=voting)
    services.call_revote(debrief=voting, by=leader)
    who = key_of(leader)
    address, vote = (reverse("debrief_detail", args=[debrief.uid]) for debrief in (shown, voting))
    return {
        "live-disagreements": (who, f"{address}?step=disagreements&item=2"),
        "live-gate": (who, reverse("debrief_detail", args=[prepared("Ida Lund").uid])),
        "live-summary": (who, reverse("summary_detail", args=[voting.uid])),
        "live-competency": (who, f"{address}?step=evidence&by=competency"),
        "live-evidence": (who, f"{address}?step=evidence"),
        "live-agenda": (who, f"{address}?step=agenda&item=1"),
        "live-decision": (who, f"{address}?step=decision"),
        "live-vote-lead": (who, f"{vote}?step=revote"),
        "live-vote": (key_of(voter(voting)), f"{vote}?step=revote"),
    }


def voter(debrief: Debrief) -> User:
    return (
        User.objects.filter(panels__interview__candidacy=debrief.candidacy).order_by("pk").first()
        or debrief.facilitator
    )


def key_of(user: User) -> str:
    """The key of a person of the story, by which pictures sign in."""
    return next(key for key, person in read("story")["people"].items() if person["email"] == user.email)
