"""What an admin does with a job: try it again, cancel it."""

from django.db import transaction

from accounts.models import User
from accounts.queries import MAIL
from core import audit, jobs, outbox
from core.errors import Refused
from core.models import Job

CANCELLED = "An admin cancelled it."


class JobGoesOn(Refused):
    """Somebody else was quicker, or it never ended badly."""

    message = "This job is waiting, running or done already, so there was nothing to try again."


class JobOver(Refused):
    """It ended by itself meanwhile."""

    message = "This job had ended already, so there was nothing to cancel."


@transaction.atomic
def try_job_again(*, job: Job, by: User) -> None:
    """Put a job that failed or was cancelled back into the queue, with all its tries. Raises ``JobGoesOn``."""
    if not jobs.try_again(job):
        raise JobGoesOn
    if job.name == MAIL:
        outbox.take_up(message_id=job.args["message_id"])
    audit.record("job.tried_again", by=by, obj=job)


@transaction.atomic
def cancel_job(*, job: Job, by: User) -> None:
    """Stop a job that waits or runs; a running one stops at its next report. Raises ``JobOver``."""
    if not jobs.cancel(job):
        raise JobOver
    if job.name == MAIL:
        outbox.give_up(message_id=job.args["message_id"], reason=CANCELLED)
    audit.record("job.cancelled", by=by, obj=job)
