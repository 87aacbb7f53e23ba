"""Jobs and timed work of ``core``."""

from smtplib import SMTPRecipientsRefused

from celery import shared_task
from celery.signals import beat_embedded_init, beat_init, before_task_publish
from django.conf import settings
from django.utils.module_loading import import_string

from core import jobs, outbox, packets
from core.audit import chain
from core.errors import Refused
from core.jobs import RunningJob, job, signs
from core.models import OutboxMessage, Sign

UNDELIVERED = "The mail server did not take it."
REJECTED = "The mail server refuses this address."


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Ring again for what was missed."""
    signs.give(Sign.Of.WORKER)
    jobs.sweep()
    signs.forget()


@beat_init.connect
@beat_embedded_init.connect
@before_task_publish.connect(sender=sweep_jobs.name)
def hear_the_clock(**_: object) -> None:
    """Beat has just started, or sends the task that nobody else sends."""
    signs.give(Sign.Of.BEAT)


@shared_task(name="core.drop_old_sessions")
def drop_old_sessions() -> None:
    """Delete the sessions that have run out: Django only ignores them."""
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()


@shared_task(name="core.drop_old_packets")
def drop_old_packets() -> None:
    """Delete compiled PDFs that are older than they are kept."""
    packets.sweep()


@shared_task(name="core.link_audit_trail")
def link_audit_trail(everywhere: bool = False) -> None:
    """Extend the chain over the audit trail by what was committed since; ``everywhere`` finds every latecomer."""
    chain.extend(everywhere=everywhere)


@job("core.deliver_mail", max_attempts=12)
def deliver_mail(job: RunningJob, message_id: int) -> None:
    """Send one mail of the outbox; a refused address or the last try ends it with a reason."""
    message = OutboxMessage.objects.filter(pk=message_id, state=OutboxMessage.State.WAITING).first()
    if message is None:
        return
    try:
        outbox.send(message)
    except Exception as error:
        final = job.is_last_attempt or is_final(error)
        reason = REJECTED if isinstance(error, SMTPRecipientsRefused) else UNDELIVERED
        outbox.note_failure(message, reason=reason, final=final)
        if final:
            raise Refused(reason) from error
        raise


def is_final(error: Exception) -> bool:
    """Whether the server refused the address for good (a code of 500 and above)."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _ in error.recipients.values())
