"""Jobs of debriefs."""

from collections.abc import Callable

from accounts.models import User
from core.documents import Document, compile_document
from core.errors import Refused
from core.jobs import RunningJob, job
from core.models import Packet
from scorecards.queries import evidence_matrix
from scorecards.services import record_reading

from .models import Debrief
from .packets import (
    debrief_packet,
    debrief_summary,
    decision_file,
    find,
    may_read_file,
    may_read_packet,
    may_read_summary,
)
from .services import store_summary


class NoLongerYours(Refused):
    """The reader lost the right while the document waited."""

    message = "You may not read this any more, so it was not made."


@job("debriefs.compile_packet")
def compile_packet(job: RunningJob, packet_id: int) -> None:
    """Compile a debrief packet for the person who asked for it."""
    _compile(job, packet_id, may_read_packet, debrief_packet)


@job("debriefs.compile_file")
def compile_file(job: RunningJob, packet_id: int) -> None:
    """Compile a decision file for the person who asked for it."""
    _compile(job, packet_id, may_read_file, decision_file)


@job("debriefs.compile_summary")
def compile_summary(job: RunningJob, packet_id: int) -> None:
    """Compile the summary of a debrief for the person who asked for it."""
    _compile(job, packet_id, may_read_summary, debrief_summary)


@job("debriefs.summarise")
def summarise(job: RunningJob, debrief_id: int) -> None:
    """Put the summary of a debrief together from what is recorded now."""
    job.report(20, "Gathering the evidence")
    store_summary(debrief=Debrief.objects.get(pk=debrief_id))


def _compile(
    job: RunningJob,
    packet_id: int,
    may_read: Callable[[User, str], bool],
    compose: Callable[[User, str], Document],
) -> None:
    packet = Packet.objects.select_related("requested_by").get(pk=packet_id)
    if packet.is_ready:
        return
    job.report(10, "Gathering the evidence")
    reader, uid = packet.requested_by, packet.subject_uid
    if not may_read(reader, uid):
        raise NoLongerYours
    shown = evidence_matrix(reader, find(uid).candidacy).scorecards
    record_reading(user=reader, scorecards=shown, via="packet")
    compile_document(packet, compose(reader, uid), job=job)
