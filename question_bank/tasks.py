"""Jobs of the question bank."""

from core.documents import compile_document
from core.errors import Refused
from core.jobs import RunningJob, job
from core.models import Packet

from .packets import book, may_read_book


class NoBook(Refused):
    """The reader lost the right, or the draft is gone."""

    message = "You may not read this guide any more, so there is no book for you."


@job("question_bank.compile_book")
def compile_book(job: RunningJob, packet_id: int) -> None:
    """Compile the book of a guide version for the person who asked for it."""
    packet = Packet.objects.select_related("requested_by").get(pk=packet_id)
    if packet.is_ready:
        return
    job.report(10, "Gathering the guide")
    if not may_read_book(packet.requested_by, packet.subject_uid):
        raise NoBook
    compile_document(packet, book(packet.subject_uid), job=job)
