"""Leading through the meeting: what everybody sees, for how long, whose turn it is; and who is here."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.models import Question, StageKind

from ..models import Attendance, Debrief, Meeting, Step
from ..models.meeting import GONE_AFTER
from ..queries import WITH_ITEMS, speakers
from ..visibility import Room, room
from .refusals import DebriefClosed, NotInTheRoom, NotOpened, lock_debrief

MINUTES = {
    Step.REQUIREMENTS: 5,
    Step.EVIDENCE: 10,
    Step.DISAGREEMENTS: 5,
    Step.AGENDA: 5,
    Step.REVOTE: 5,
    Step.DECISION: 10,
}
"""How long a step is meant to take, and of disagreements and agenda each item, unless the guide says otherwise."""
SPOKEN = (Step.EVIDENCE, Step.DISAGREEMENTS, Step.AGENDA)
BEFORE_OPENING = (Step.REQUIREMENTS,)
MORE_MINUTES = 2
LONGEST_MINUTES = 240
MOST_ITEMS = 500


class NotLeading(NotInTheRoom):
    message = "Only a hiring manager of this role, or who leads the debrief, leads through it."


class NothingShown(Refused):
    message = "Nothing is shown to everybody yet. Show a step first."


class UnknownPlace(Refused):
    message = "This debrief has no such step."


def tell(*, debrief: Debrief, changed: bool = False) -> None:
    """Have every open page of ``debrief`` ask again; ``changed`` when something that was revealed is different."""
    meeting = Meeting.objects.filter(debrief=debrief)
    meeting.move()
    if changed:
        meeting.update(changed=F("moves"))


@transaction.atomic
def show(*, debrief: Debrief, step: str, by: User, item: int = 1) -> Meeting:
    """Show ``step``, and of it ``item`` (from 1), to everybody whose page follows; its time begins to run.

    Before the debrief opens only the requirements can be shown. Not audited: the trail records acts, not turned pages.
    Raises ``NotLeading``, ``DebriefClosed``, ``NotOpened`` and ``UnknownPlace``.
    """
    debrief, around = _lead(debrief, by)
    if step not in Step.values or not 1 <= item <= MOST_ITEMS:
        raise UnknownPlace
    if debrief.opened_at is None and step not in BEFORE_OPENING:
        raise NotOpened
    return place(debrief=debrief, around=around, step=Step(step), item=_item(debrief, step, item))


def place(*, debrief: Debrief, around: Room, step: Step, item: int = 1) -> Meeting:
    """Set what everybody sees, without asking whether anybody may: for acts that have asked."""
    order = speakers(debrief, around) if step in SPOKEN else []
    values = {
        "step": step,
        "item": item,
        "since": timezone.now(),
        "minutes": _minutes(debrief, step, item),
        "speaker": order[0] if order else None,
    }
    return _move(debrief, **values)


@transaction.atomic
def extend(*, debrief: Debrief, by: User) -> Meeting:
    """Give what is shown ``MORE_MINUTES`` from now or from its end, whichever is later.

    Raises ``NotLeading``, ``DebriefClosed`` and ``NothingShown``.
    """
    debrief, _ = _lead(debrief, by)
    meeting = Meeting.objects.filter(debrief=debrief).exclude(step="").first()
    if meeting is None or meeting.since is None:
        raise NothingShown
    passed = -((meeting.since - timezone.now()) // timedelta(minutes=1))
    return _move(debrief, minutes=min(max(meeting.minutes, passed) + MORE_MINUTES, LONGEST_MINUTES))


@transaction.atomic
def pass_turn(*, debrief: Debrief, by: User) -> Meeting:
    """Give the turn to the next in the debrief's speaking order, after the last to the first again.

    Raises ``NotLeading``, ``DebriefClosed`` and ``NothingShown``.
    """
    debrief, around = _lead(debrief, by)
    meeting = Meeting.objects.filter(debrief=debrief, step__in=SPOKEN).first()
    order = speakers(debrief, around)
    if meeting is None or not order:
        raise NothingShown
    places = {user.pk: number for number, user in enumerate(order)}
    following = places.get(meeting.speaker_id or 0, -1) + 1
    return _move(debrief, speaker=order[following % len(order)])


def attend(*, debrief: Debrief, by: User) -> Attendance:
    """Note that ``by`` has the page of the debrief open now; the others' pages are told when they came.

    Said again every half minute, so two queries while they stay. Raises ``NotInTheRoom``.
    """
    if not by.has_perm("debriefs.follow_debrief", debrief):
        raise NotInTheRoom
    now = timezone.now()
    if debrief.closed_at is None and not _stays(debrief, by):
        _arrive(debrief, by)
        # By itself: whoever leads holds the debrief and then wants the meeting, arriving would hold them the other way.
        tell(debrief=debrief)
    return Attendance.objects.filter(debrief=debrief, user=by).first() or Attendance(
        debrief=debrief, user=by, first_at=now, last_at=now
    )


def _stays(debrief: Debrief, by: User) -> bool:
    now = timezone.now()
    known = Attendance.objects.filter(debrief=debrief, user=by, last_at__gt=now - GONE_AFTER, last_at__lte=now)
    return bool(known.update(last_at=now))


@transaction.atomic
def _arrive(debrief: Debrief, by: User) -> None:
    now = timezone.now()
    known, new = Attendance.objects.get_or_create(debrief=debrief, user=by, defaults={"first_at": now, "last_at": now})
    if new:
        audit.record("debrief.attended", by=by, obj=debrief, scope=debrief.candidacy.uid)
    else:
        Attendance.objects.filter(pk=known.pk).update(last_at=max(now, known.first_at))


def _lead(debrief: Debrief, by: User) -> tuple[Debrief, Room]:
    debrief = lock_debrief(debrief)
    around = room(by, debrief.candidacy)
    if debrief.closed_at is not None:
        raise DebriefClosed
    if not by.has_perm("debriefs.lead_debrief", debrief):
        raise NotLeading
    return debrief, around


def _move(debrief: Debrief, **values: object) -> Meeting:
    Meeting.objects.get_or_create(debrief=debrief)
    Meeting.objects.filter(debrief=debrief).move(**values)
    return Meeting.objects.get(debrief=debrief)


def _item(debrief: Debrief, step: str, item: int) -> int:
    """``item`` where the step has items; of the agenda the last one at most."""
    if step not in WITH_ITEMS:
        return 1
    return min(item, max(_questions(debrief).count(), 1)) if step == Step.AGENDA else item


def _questions(debrief: Debrief) -> Any:
    return Question.objects.filter(stage__version=debrief.version, stage__kind=StageKind.DEBRIEF)


def _minutes(debrief: Debrief, step: Step, item: int) -> int:
    if step == Step.AGENDA:
        planned = _questions(debrief).in_order().values_list("minutes", flat=True)[item - 1 : item]
        return next((minutes for minutes in planned if minutes), MINUTES[step])
    return MINUTES[step]
