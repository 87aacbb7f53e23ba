"""Passwords that were forgotten."""

from core import jobs
from core.models import Job


def request_password_reset(*, email: str) -> None:
    """Ask for a mail with which the person at ``email`` sets a new password.

    Done by whoever stands at the sign-in page, so there is no ``by``. A job looks the address up, so that the page
    takes as long and says the same whether there is such a person or not.
    """
    jobs.enqueue("accounts.mail_reset_link", priority=Job.Priority.SOON, email=email)
