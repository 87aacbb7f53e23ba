"""The meeting: the debrief with everything around it, and the order in which people speak."""

import hashlib
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import SeatKind
from question_bank.models import Question, StageKind
from question_bank.wording import say
from references.models import FollowUp
from scorecards.queries import Cell

from ..models import AgendaNote, Debrief, NextStep
from ..visibility import Room


def find_debrief(user: User, uid: str) -> Debrief:
    """The debrief ``uid`` with its decisions if ``user`` sees its candidacy, else 404. Two queries."""
    debrief = _SEEN.first(user.access_level, user=user.pk, uid=uid)
    if debrief is None:
        raise Http404
    return debrief


def _seen(access_level: str, user: int, uid: str) -> QuerySet[Debrief]:
    rows = Debrief.objects.visible_to(any_reader(access_level, user)).select_related(
        "candidacy__candidate",
        "candidacy__role__guide_version",
        "guide_version",
        "candidacy__stage",
        "facilitator",
        "opened_by",
        "meeting__speaker",
    )
    return rows.with_decisions().with_vote().with_references_ahead().filter(uid=uid)


_SEEN = Statement(_seen, user=int, uid=str)


def find_step(user: User, uid: str) -> NextStep:
    """The next step ``uid`` if ``user`` sees its candidacy, else 404. One query."""
    rows = NextStep.objects.filter(debrief__in=Debrief.objects.visible_to(user))
    return get_object_or_404(rows.select_related("owner", "debrief__candidacy"), uid=uid)


@dataclass(frozen=True)
class AgendaItem:
    """One question of the guide's agenda, its placeholders filled, with what was noted on it."""

    number: int
    question: Question
    text: str
    guidance: str
    note: AgendaNote | None


def agenda(debrief: Debrief) -> list[AgendaItem]:
    """The guide's questions for the debrief, in order, with the notes. Two queries."""
    role = debrief.candidacy.role
    values, name = role.placeholder_values, debrief.candidacy.candidate.name
    notes = {note.question_id: note for note in debrief.notes.select_related("written_by")}
    found = Question.objects.filter(stage__version=debrief.version, stage__kind=StageKind.DEBRIEF)
    return [
        AgendaItem(
            number,
            question,
            say(question.text, values=values, candidate=name),
            say(question.guidance, values=values, candidate=name),
            notes.get(question.pk),
        )
        for number, question in enumerate(found.select_related("stage").in_order(), start=1)
    ]


def how_to_lead(debrief: Debrief) -> list[str]:
    """What the guide says to whoever leads a debrief, its placeholders filled. One query."""
    stage = debrief.version.stages.filter(kind=StageKind.DEBRIEF).first()
    said = stage.directions if stage else {}
    items = [*said.get("intro", []), *said.get("practices", {}).get("items", []), *said.get("outro", [])]
    values, name = debrief.candidacy.role.placeholder_values, debrief.candidacy.candidate.name
    return [say(text, values=values, candidate=name) for text in items]


def asked_of_referees(debrief: Debrief) -> list[FollowUp]:
    """The questions that the reference checks carry beside the guide's, in the order they were asked. One query."""
    standing = FollowUp.objects.standing().filter(candidacy=debrief.candidacy_id)
    return list(standing.select_related("asked_by").order_by("pk"))


def note_on(debrief: Debrief, number: int) -> AgendaNote | None:
    """What is noted on the question ``number`` of the agenda, from 1. One query."""
    version = debrief.guide_version_id or debrief.candidacy.role.guide_version_id
    return _NOTE.first(debrief=debrief.pk, version=version, before=number - 1)


def _note(_: str, debrief: int, version: int, before: int) -> QuerySet[AgendaNote]:
    """The note on the question that has ``before`` questions before it."""
    asked = Question.objects.filter(stage__version=version, stage__kind=StageKind.DEBRIEF)
    earlier = Q(stage__position__lt=OuterRef("question__stage__position")) | Q(
        stage=OuterRef("question__stage"), position__lt=OuterRef("question__position")
    )
    count = asked.filter(earlier).values("stage__version").annotate(count=Count("pk")).values("count")
    notes = AgendaNote.objects.annotate(before=Coalesce(Subquery(count), 0)).select_related("written_by")
    return notes.filter(question__in=asked.values("pk"), debrief=debrief, before=before)


_NOTE = Statement(_note, debrief=int, version=int, before=int)


def speakers(debrief: Debrief, around: Room) -> list[User]:
    """Who has sealed and may take part, once each, in this debrief's speaking order, hiring managers last. No query."""
    sealed = [place.panelist.user for place in around.places if place.sealed_at]
    found = {user.pk: user for user in sealed if user.is_active and user.pk not in around.barred}
    managers = _managers(around)
    return sorted(found.values(), key=lambda user: (user.pk in managers, _shuffled(debrief, user)))


def in_speaking_order(debrief: Debrief, around: Room, cells: list[Cell]) -> list[Cell]:
    """Shuffle ``cells`` the same way every time for this debrief; hiring managers speak last."""
    managers = _managers(around)

    def place(cell: Cell) -> tuple[bool, str]:
        user = cell.column.scorecard.panelist.user
        return user.pk in managers, _shuffled(debrief, user)

    return sorted(cells, key=place)


def _managers(around: Room) -> set[int]:
    return {seat.user_id for seat in around.seats if seat.kind == SeatKind.HIRING_MANAGER}


def _shuffled(debrief: Debrief, user: User) -> str:
    return hashlib.sha256(f"{debrief.uid}:{user.uid}".encode()).hexdigest()
