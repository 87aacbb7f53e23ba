"""Jobs of ``accounts``."""

from django.conf import settings

from core.jobs import RunningJob, job

from . import emails
from .models import User
from .permissions import must_come_through_company


@job("accounts.mail_reset_link")
def mail_reset_link(job: RunningJob, email: str) -> None:
    """Mail a link for a new password, if there is an active person with this address."""
    people = User.objects.active() if settings.DEMO else User.objects.active().filter(is_demo=False)
    user = people.filter(email__iexact=email).first()
    if user is not None and not must_come_through_company(user):
        emails.send_reset_link(user=user)
