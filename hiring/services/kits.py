"""Asking for the documents of hiring: kits, and what a candidate is given on paper."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from core import audit
from core.documents import Document, request_document
from core.errors import Refused
from core.models import Packet

from .. import packets
from ..models import Candidacy, Interview, Role, Stage


class NotOnThisInterview(Refused):
    """Whoever neither sits on the panel nor plans the interview has no use for its kit."""

    message = "The kit is for the panel and for whoever plans the interview."


class NotForYou(Refused):
    """The document is not for this person, or there is nothing to print."""

    message = "This is for whoever plans the candidate's interviews, where the guide has a text for it."


class NothingThatDay(Refused):
    """No interview of the role whose kit the person may have."""

    message = "There is no interview on that day whose kit you may have."
    field = "day"


@transaction.atomic
def request_kit(*, interview: Interview, by: User) -> Packet:
    """Return ``by``'s kit for the interview, compiled or being compiled. Raises ``NotOnThisInterview``."""
    if not packets.may_read_kit(by, interview.uid):
        raise NotOnThisInterview
    document = packets.kit(interview.uid, by)
    return _request(document, "hiring.compile_kit", by, scope=interview.candidacy.uid)


@transaction.atomic
def request_stage_kit(*, stage: Stage, by: User) -> Packet:
    """Return ``by``'s blank kit of a role's stage, compiled or being compiled. Raises ``NotForYou``."""
    if not packets.may_read_stage_kit(by, stage.uid):
        raise NotForYou
    return _request(packets.stage_kit(stage.uid, by), "hiring.compile_stage_kit", by)


@transaction.atomic
def request_day_kits(*, role: Role, day: date, by: User) -> Packet:
    """Return the kits of all interviews of ``role`` on ``day``, a day in ``by``'s time zone, as one file.

    Of those whose kit ``by`` may have. Raises ``NothingThatDay``.
    """
    begin = datetime.combine(day, time.min, by.zone)
    end = datetime.combine(day + timedelta(days=1), time.min, by.zone)
    planned = Interview.objects.standing().filter(candidacy__role=role, starts_at__gte=begin, starts_at__lt=end)
    uids = [interview.uid for interview in packets.having_kits(by, planned)]
    if not uids:
        raise NothingThatDay
    document = packets.day_kits(role.uid, " ".join([day.isoformat(), *uids]), by)
    return _request(document, "hiring.compile_day_kits", by, in_turn=True)


@transaction.atomic
def request_preparation(*, candidacy: Candidacy, by: User) -> Packet:
    """Return the candidate's preparation sheet, compiled or being compiled. Raises ``NotForYou``."""
    if not packets.may_read_preparation(by, candidacy.uid):
        raise NotForYou
    return _request(packets.preparation(candidacy.uid), "hiring.compile_preparation", by, scope=candidacy.uid)


@transaction.atomic
def request_brief(*, interview: Interview, by: User) -> Packet:
    """Return the brief of a work sample for its candidate, compiled or being compiled. Raises ``NotForYou``."""
    if not packets.may_read_brief(by, interview.uid):
        raise NotForYou
    document = packets.brief(interview.uid, by)
    return _request(document, "hiring.compile_brief", by, scope=interview.candidacy.uid)


def _request(document: Document, task: str, by: User, *, scope: str = "", in_turn: bool = False) -> Packet:
    packet = request_document(document, task=task, by=by, in_turn=in_turn)
    audit.record("packet.requested", by=by, obj=packet, scope=scope, kind=packet.kind)
    return packet
