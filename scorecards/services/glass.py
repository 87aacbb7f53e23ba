"""Breaking the glass: an admin opens one candidacy's sealed scorecards for themselves, before everybody's eyes."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.audit import record
from core.errors import Refused
from hiring.models import Candidacy, Panelist, Seat, SeatKind

from .. import emails
from ..models import OPEN_FOR, BreakGlass
from ..visibility import is_kept_by_panel


class NotAnAdmin(Refused):
    message = "Only an admin can open scorecards in an emergency."


class KeptByPanel(Refused):
    """Sitting on the panel comes before being an admin."""

    message = (
        "You sit or sat on a panel for this candidate, so its rule holds for you as for anyone: you cannot open the"
        " others' scorecards. Ask another admin."
    )


class GlassReasonMissing(Refused):
    message = "Write why it has to be: the panel and the deciders will read it."
    field = "reason"


class AlreadyOpen(Refused):
    message = "The scorecards are open to you already."


class NotYoursToEnd(Refused):
    message = "Whoever opened it, an admin, or who decides on the role can end this."


@transaction.atomic
def break_glass(*, candidacy: Candidacy, reason: str, by: User) -> BreakGlass:
    """Open the sealed scorecards of ``candidacy`` to the admin ``by`` for ``OPEN_FOR``, and tell everybody concerned.

    What they then read is recorded as anyone's reading is. Raises ``NotAnAdmin``, ``KeptByPanel``,
    ``GlassReasonMissing`` and ``AlreadyOpen``; none of them tells anything about a scorecard.
    """
    if by.access_level != "admin":
        raise NotAnAdmin
    Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    if is_kept_by_panel(by, candidacy):
        raise KeptByPanel
    if not reason.strip():
        raise GlassReasonMissing
    if BreakGlass.objects.open().filter(candidacy=candidacy, by=by).exists():
        raise AlreadyOpen
    now = timezone.now()
    glass = BreakGlass.objects.create(candidacy=candidacy, by=by, reason=reason.strip(), at=now, until=now + OPEN_FOR)
    record("break_glass.opened", by=by, obj=glass, scope=candidacy.uid, ends_at=glass.until.isoformat())
    for user in _concerned(candidacy, by):
        emails.glass_broken(glass, user)
    return glass


@transaction.atomic
def end_break_glass(*, glass: BreakGlass, by: User) -> BreakGlass:
    """Close again what ``glass`` has opened, and tell whoever was told of it; one that is over stays as it is.

    Raises ``NotYoursToEnd``.
    """
    Candidacy.objects.select_for_update(of=("self",)).get(pk=glass.candidacy_id)
    rows = BreakGlass.objects.select_related("by", "candidacy__candidate", "candidacy__role")
    fresh = rows.get(pk=glass.pk)
    if not by.has_perm("scorecards.end_break_glass", fresh):
        raise NotYoursToEnd
    if not fresh.is_open:
        return fresh
    fresh.ended_at, fresh.ended_by = timezone.now(), by
    fresh.save(update_fields=["ended_at", "ended_by"])
    record("break_glass.ended", by=by, obj=fresh, scope=fresh.candidacy.uid)
    for user in {*_concerned(fresh.candidacy, by), fresh.by} - {by}:
        emails.glass_ended(fresh, user)
    return fresh


def _concerned(candidacy: Candidacy, by: User) -> list[User]:
    """The panel and the deciders, once each, without whoever acts."""
    panel = Panelist.objects.active().scoring().filter(interview__candidacy=candidacy)
    seats = Seat.objects.filter(role=candidacy.role_id, kind__in=SeatKind.deciders())
    ids = {*panel.values_list("user", flat=True), *seats.values_list("user", flat=True)} - {by.pk}
    return list(User.objects.active().filter(pk__in=ids).order_by("pk"))
