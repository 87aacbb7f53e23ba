"""Jobs and timed work of ``accounts``."""

from celery import shared_task
from django.conf import settings

from core.jobs import RunningJob, job

from . import emails, services
from .models import User
from .permissions import must_come_through_company


@job("accounts.mail_reset_link")
def mail_reset_link(job: RunningJob, email: str) -> None:
    """Mail a link for a new password, if there is an active person with this address."""
    people = User.objects.active() if settings.DEMO else User.objects.active().filter(is_demo=False)
    user = people.filter(email__iexact=email).first()
    if user is not None and not must_come_through_company(user):
        emails.send_reset_link(user=user)


@shared_task(name="accounts.queue_calendars")
def queue_calendars() -> None:
    """Have the calendars read that are due."""
    services.queue_calendars()


@job("accounts.read_calendar", max_attempts=1)
def read_calendar(job: RunningJob, calendar_id: int) -> None:
    """Read one calendar for its busy times."""
    services.read_calendar(calendar_id=calendar_id)
