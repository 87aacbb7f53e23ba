"""Jobs and timed work of references."""

from celery import shared_task

from core.documents import compile_document
from core.errors import Refused
from core.jobs import RunningJob, job
from core.models import Packet

from . import services
from .packets import may_read_report, report


class NoReport(Refused):
    """The reader lost the right, or the candidacy is gone."""

    message = "You may not see these references any more, so there is no report for you."


@job("references.compile_report")
def compile_report(job: RunningJob, packet_id: int) -> None:
    """Compile a reference report for the person who asked for it."""
    packet = Packet.objects.select_related("requested_by").get(pk=packet_id)
    if packet.is_ready:
        return
    job.report(10, "Gathering the references")
    if not may_read_report(packet.requested_by, packet.subject_uid):
        raise NoReport
    compile_document(packet, report(packet.subject_uid, packet.requested_by), job=job)


@shared_task(name="references.remind")
def remind() -> None:
    """Remind referees and whoever takes references."""
    services.remind()


@shared_task(name="references.tidy")
def tidy() -> None:
    """Compare and forget devices, and forget what was never sent."""
    services.compare_devices()
    services.forget_unsent()
