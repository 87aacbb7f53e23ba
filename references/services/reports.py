"""Asking for the reference report."""

from django.db import transaction

from accounts.models import User
from core import audit
from core.documents import request_document
from core.models import Packet
from hiring.models import Candidacy

from ..packets import may_read_report, report
from .refusals import NotYourCall


@transaction.atomic
def request_report(*, candidacy: Candidacy, by: User) -> Packet:
    """Return ``by``'s reference report on the candidacy, compiled or being compiled. Raises ``NotYourCall``."""
    if not may_read_report(by, candidacy.uid):
        raise NotYourCall
    packet = request_document(report(candidacy.uid, by), task="references.compile_report", by=by)
    audit.record("packet.requested", by=by, obj=packet, scope=candidacy.uid, kind=packet.kind)
    return packet
