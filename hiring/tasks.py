"""Jobs and timed work of hiring."""

from collections.abc import Callable

from celery import shared_task

from core.documents import Document, compile_document
from core.errors import Refused
from core.jobs import RunningJob, job
from core.models import Packet
from core.packets import may_read

from . import packets, services
from .models import LoopPlan


class NoKit(Refused):
    """The reader lost the right, or the interview is gone."""

    message = "You are not on the panel of this interview any more, so there is no kit for you."


class NoLongerYours(Refused):
    """The reader lost the right, or what it is about is gone."""

    message = "You may not have this any more, so it was not made."


@job("hiring.compile_kit")
def compile_kit(job: RunningJob, packet_id: int) -> None:
    """Compile an interview kit for the person who asked for it."""
    _compile(job, packet_id, "Gathering the kit", lambda p: packets.kit(p.subject_uid, p.requested_by), NoKit)


@job("hiring.compile_stage_kit")
def compile_stage_kit(job: RunningJob, packet_id: int) -> None:
    """Compile the blank kit of a stage."""
    _compile(job, packet_id, "Gathering the kit", lambda p: packets.stage_kit(p.subject_uid, p.requested_by))


@job("hiring.compile_day_kits")
def compile_day_kits(job: RunningJob, packet_id: int) -> None:
    """Compile the kits of a day as one file."""
    _compile(job, packet_id, "Gathering the kits", lambda p: packets.day_kits(p.subject_uid, p.detail, p.requested_by))


@job("hiring.compile_preparation")
def compile_preparation(job: RunningJob, packet_id: int) -> None:
    """Compile a candidate's preparation sheet."""
    _compile(job, packet_id, "Gathering the sheet", lambda p: packets.preparation(p.subject_uid))


@job("hiring.compile_brief")
def compile_brief(job: RunningJob, packet_id: int) -> None:
    """Compile the brief of a work sample."""
    _compile(job, packet_id, "Gathering the brief", lambda p: packets.brief(p.subject_uid, p.requested_by))


@job("hiring.solve_loop")
def solve_loop(job: RunningJob, plan_id: int) -> None:
    """Let the solver plan interviews."""
    job.report(10, "Looking for the best plan")
    services.solve_loop(plan=LoopPlan.objects.select_related("made_by", "role").get(pk=plan_id))


def _compile(
    job: RunningJob,
    packet_id: int,
    note: str,
    compose: Callable[[Packet], Document],
    refusal: type[Refused] = NoLongerYours,
) -> None:
    packet = Packet.objects.select_related("requested_by").get(pk=packet_id)
    if packet.is_ready:
        return
    job.report(10, note)
    if not may_read(packet=packet, user=packet.requested_by):
        raise refusal
    compile_document(packet, compose(packet), job=job)


@shared_task(name="hiring.tell_of_missing_work")
def tell_of_missing_work() -> None:
    """Tell planners of work samples that were not handed in."""
    services.tell_of_missing_work()


@shared_task(name="hiring.remind")
def remind() -> None:
    """Remind panels and candidates of interviews that come up, and candidates of times that they may choose from."""
    services.remind_of_interviews()
    services.remind_of_offers()


@shared_task(name="hiring.forget_devices")
def forget_devices() -> None:
    """Delete what has been kept long enough: marks of candidates' devices, what they asked for before interviews."""
    services.forget_devices()
    services.forget_needs()
