"""What happened on a candidacy, as far as its reader may know: hiring's own acts only."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User, any_reader
from core.models import AuditEvent
from core.statements import Statement
from hiring.models import Candidacy, Interview, StageDecision

WORDS = {
    "candidacy.added": "added the candidate to the role",
    "document.attached": "attached a document",
    "interview.planned": "planned an interview",
    "interview.changed": "moved an interview",
    "interview.cancelled": "cancelled an interview",
    "interview.no_show": "noted that the candidate did not come",
    "panelist.added": "added somebody to a panel",
    "panelist.released": "released somebody from a panel",
    "panelist.recused": "noted a conflict of interest",
    "decision.undone": "took a decision back",
    "work_sample.handed_in": "took in the work sample that the candidate handed in",
    "work_sample.link_sent": "sent the candidate a new link to the work sample",
    "work_sample.reopened": "let the candidate hand in the work sample again",
    "work_sample.more_time_answered": "settled how much time the work sample has",
}
OPEN_TO_ALL = ["candidacy.added", "document.attached"]
OWN_INTERVIEW = ["interview.planned", "interview.changed", "work_sample.handed_in", "work_sample.reopened"]

CHOSEN = {"interview.planned", "interview.changed"}


@dataclass
class Event:
    """One act: when (aware), who (``None`` for the system), what in words, and the gate's decision if it was one."""

    at: datetime
    who: User | None
    words: str
    decision: StageDecision | None = None


def decisions_of(user: User, candidacy: Candidacy) -> list[StageDecision]:
    """Return the gate's decisions that ``user`` may see, oldest first. One query."""
    return _DECISIONS.all(user.access_level, user=user.pk, candidacy=candidacy.pk)


def _decisions(access_level: str, user: int, candidacy: int) -> QuerySet[StageDecision]:
    rows = StageDecision.objects.visible_to(any_reader(access_level, user)).filter(candidacy=candidacy)
    return rows.select_related("by", "stage", "to_stage", "undone_by").order_by("pk")


_DECISIONS = Statement(_decisions, user=int, candidacy=int)


def history(user: User, candidacy: Candidacy) -> list[Event]:
    """Return what happened, newest first. While a panel binds ``user``, only the events of their own interviews."""
    events = AuditEvent.objects.filter(scope_uid=candidacy.uid, verb__in=WORDS).select_related("actor")
    if Candidacy.objects.held_for(user).filter(pk=candidacy.pk).exists():
        own = Interview.objects.visible_to(user).filter(candidacy=candidacy).values("uid")
        events = events.filter(verb__in=OPEN_TO_ALL) | events.filter(verb__in=OWN_INTERVIEW, object_uid__in=own)
    found = [Event(event.at, event.actor, _words(event)) for event in events]
    found += [Event(d.at, d.by, decision_words(d), d) for d in decisions_of(user, candidacy)]
    return sorted(found, key=lambda event: event.at, reverse=True)


def _words(event: AuditEvent) -> str:
    """What was done; a time without an actor is one that the candidate chose behind a link."""
    chose = event.actor_id is None and event.verb in CHOSEN
    return f"{WORDS[event.verb]}, as the candidate chose" if chose else WORDS[event.verb]


def decision_words(decision: StageDecision) -> str:
    """Return a decision in words: "advanced from Screening to Technical"."""
    stage = decision.stage.name
    words = {
        "advance": f"advanced from {stage} to {decision.to_stage.name if decision.to_stage else 'the next stage'}",
        "hold": f"put on hold at {stage}",
        "resume": f"took up again at {stage}",
        "close": f"closed at {stage}",
        "withdraw": f"noted a withdrawal at {stage}",
        "hire": f"hired after {stage}",
        "reopen": f"took up again, back to {decision.to_stage.name if decision.to_stage else stage}",
    }[decision.decision]
    return f"{words} (undone)" if decision.undone_at else words
