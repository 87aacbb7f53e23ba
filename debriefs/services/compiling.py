"""Asking for the documents of a debrief: what they show counts as read from here on."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from core import audit
from core.documents import Document, request_document
from core.models import Packet
from scorecards.queries import evidence_matrix
from scorecards.services import record_reading

from ..models import Debrief
from ..packets import debrief_packet, debrief_summary, decision_file, may_read_file, may_read_packet, may_read_summary
from .refusals import NotInTheRoom


@transaction.atomic
def request_debrief_packet(*, debrief: Debrief, by: User) -> Packet:
    """Return ``by``'s packet for the meeting, compiled or being compiled. Raises ``NotInTheRoom``."""
    if not may_read_packet(by, debrief.uid):
        raise NotInTheRoom
    return _request(debrief, debrief_packet, by, task="debriefs.compile_packet")


@transaction.atomic
def request_decision_file(*, debrief: Debrief, by: User) -> Packet:
    """Return ``by``'s file on the decision, compiled or being compiled. Raises ``NotInTheRoom``."""
    if not may_read_file(by, debrief.uid):
        raise NotInTheRoom
    return _request(debrief, decision_file, by, task="debriefs.compile_file")


@transaction.atomic
def request_summary_pdf(*, debrief: Debrief, by: User) -> Packet:
    """Return ``by``'s PDF of the newest summary, compiled or being compiled. Raises ``NotInTheRoom``."""
    if not may_read_summary(by, debrief.uid):
        raise NotInTheRoom
    return _request(debrief, debrief_summary, by, task="debriefs.compile_summary")


def _request(debrief: Debrief, compose: Callable[[User, str], Document], by: User, *, task: str) -> Packet:
    shown = evidence_matrix(by, debrief.candidacy).scorecards
    record_reading(user=by, scorecards=shown, via="packet")
    packet = request_document(compose(by, debrief.uid), task=task, by=by)
    audit.record("packet.requested", by=by, obj=packet, scope=debrief.candidacy.uid, kind=packet.kind)
    return packet
