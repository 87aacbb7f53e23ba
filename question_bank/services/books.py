"""Asking for a guide as a book, and for the blank kit of a stage."""

from django.db import transaction

from accounts.models import User
from core import audit
from core.documents import request_document
from core.errors import Refused
from core.models import Packet

from ..models import GuideVersion
from ..packets import book, may_read_book, may_read_stage_kit, stage_kit


class NotYourGuide(Refused):
    """Whoever may not read the version on its page gets no book of it."""

    message = "The guide is read by admins and recruiters."


@transaction.atomic
def request_book(*, version: GuideVersion, by: User) -> Packet:
    """Return ``by``'s book of the version, compiled or being compiled. Raises ``NotYourGuide``."""
    if not may_read_book(by, version.uid):
        raise NotYourGuide
    packet = request_document(book(version.uid), task="question_bank.compile_book", by=by)
    audit.record("packet.requested", by=by, obj=packet, kind=packet.kind)
    return packet


@transaction.atomic
def request_stage_kit(*, version: GuideVersion, key: str, by: User) -> Packet:
    """Return ``by``'s blank kit of the version's stage ``key``, compiled or being compiled. Raises ``NotYourGuide``."""
    if not may_read_stage_kit(by, version.uid, key):
        raise NotYourGuide
    packet = request_document(stage_kit(version.uid, key, by), task="question_bank.compile_stage_kit", by=by)
    audit.record("packet.requested", by=by, obj=packet, kind=packet.kind)
    return packet
