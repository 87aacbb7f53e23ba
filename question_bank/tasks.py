"""Jobs of the question bank."""

import time

from django.db import connection

from core.documents import compile_document
from core.errors import Refused
from core.jobs import RunningJob, job
from core.models import Packet

from .models import QuestionImport
from .packets import book, may_read_book, may_read_stage_kit, stage_kit
from .services import IMPORT_JOB, write_parts

# On SQLite one writes at a time, and whoever waits for it looks again every tenth of a second: twice that lets them in.
TURN = 0.2


class NoBook(Refused):
    """The reader lost the right, or the draft is gone."""

    message = "You may not read this guide any more, so there is no book for you."


class NoSuchStage(Refused):
    """The draft has lost the stage meanwhile."""

    message = "This stage is not in the guide any more."


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


@job(IMPORT_JOB, max_attempts=10)
def import_questions(job: RunningJob, upload_id: int) -> None:
    """Write a large file of questions part by part; a worker that was lost is followed by one that goes on."""
    upload = QuestionImport.objects.select_related("uploaded_by").get(pk=upload_id)
    for done, total in write_parts(upload=upload, by=upload.uploaded_by):
        job.report(done * 100 // total, f"{done:,} of {total:,} rows")
        if connection.vendor == "sqlite":
            time.sleep(TURN)


@job("question_bank.compile_stage_kit")
def compile_stage_kit(job: RunningJob, packet_id: int) -> None:
    """Compile the blank kit of a guide's stage for the person who asked for it."""
    packet = Packet.objects.select_related("requested_by").get(pk=packet_id)
    if packet.is_ready:
        return
    job.report(10, "Gathering the kit")
    if not may_read_stage_kit(packet.requested_by, packet.subject_uid, packet.detail):
        raise NoBook
    try:
        document = stage_kit(packet.subject_uid, packet.detail, packet.requested_by)
    except StopIteration as error:
        raise NoSuchStage from error
    compile_document(packet, document, job=job)
