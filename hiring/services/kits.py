"""Asking for an interview kit."""

from django.db import transaction

from accounts.models import User
from core import audit
from core.documents import request_document
from core.errors import Refused
from core.models import Packet

from ..models import Interview
from ..packets import kit, may_read_kit


class NotOnThisInterview(Refused):
    """Whoever neither sits on the panel nor plans the interview has no use for its kit."""

    message = "The kit is for the panel and for whoever plans the interview."


@transaction.atomic
def request_kit(*, interview: Interview, by: User) -> Packet:
    """Return ``by``'s kit for the interview, compiled or being compiled. Raises ``NotOnThisInterview``."""
    if not may_read_kit(by, interview.uid):
        raise NotOnThisInterview
    packet = request_document(kit(interview.uid, by), task="hiring.compile_kit", by=by)
    audit.record("packet.requested", by=by, obj=packet, scope=interview.candidacy.uid, kind=packet.kind)
    return packet
