"""Jobs and timed work of hiring."""

from celery import shared_task

from core.documents import compile_document
from core.errors import Refused
from core.jobs import RunningJob, job
from core.models import Packet

from . import services
from .packets import kit, may_read_kit


class NoKit(Refused):
    """The reader lost the right, or the interview is gone."""

    message = "You are not on the panel of this interview any more, so there is no kit for you."


@job("hiring.compile_kit")
def compile_kit(job: RunningJob, packet_id: int) -> None:
    """Compile an interview kit for the person who asked for it."""
    packet = Packet.objects.select_related("requested_by").get(pk=packet_id)
    if packet.is_ready:
        return
    job.report(10, "Gathering the kit")
    if not may_read_kit(packet.requested_by, packet.subject_uid):
        raise NoKit
    compile_document(packet, kit(packet.subject_uid, packet.requested_by), job=job)


@shared_task(name="hiring.tell_of_missing_work")
def tell_of_missing_work() -> None:
    """Tell planners of work samples that were not handed in."""
    services.tell_of_missing_work()
