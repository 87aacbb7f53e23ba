"""Tables that every app leans on."""

from .audit import AuditEvent, AuditLink
from .base import Person, PublicIdModel, new_uid
from .job import Job
from .outbox import OutboxMessage
from .packet import PACKET_FOLDER, Packet
from .sign import Sign

__all__ = [
    "PACKET_FOLDER",
    "AuditEvent",
    "AuditLink",
    "Job",
    "OutboxMessage",
    "Packet",
    "Person",
    "PublicIdModel",
    "Sign",
    "new_uid",
]
