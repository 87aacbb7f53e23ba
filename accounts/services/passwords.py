"""Passwords: forgotten, set anew by a link, changed."""

from django.db import transaction

from accounts import emails
from accounts.models import Session, User
from accounts.tokens import ResetTokens
from core import audit, jobs
from core.errors import Refused
from core.models import Job


class ResetLinkNotValid(Refused):
    """The link was used while its page stood open, or the person changed."""

    message = "This link has ended. Your password has not changed."


def request_password_reset(*, email: str) -> None:
    """Ask for a mail with which the person at ``email`` sets a new password.

    Done by whoever stands at the sign-in page, so there is no ``by``. A job looks the address up, so that the page
    takes as long and says the same whether there is such a person or not.
    """
    jobs.enqueue("accounts.mail_reset_link", priority=Job.Priority.SOON, email=email)


@transaction.atomic
def reset_password(*, person: User, key: str, password: str) -> None:
    """Set a new password by the key of a mailed link, once, also when two try at the same moment.

    The holder of the link acts, so there is no ``by``. Raises ``ResetLinkNotValid``.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if not ResetTokens().check_token(person, key):
        raise ResetLinkNotValid
    person.set_password(password)
    person.save(update_fields=["password"])


@transaction.atomic
def note_password_changed(*, keep: str | None, by: User) -> None:
    """End the person's sessions but the one with the key ``keep``, and tell them."""
    Session.objects.filter(user=by).exclude(pk=keep).delete()
    audit.record("person.password_changed", by=by, obj=by)
    emails.send_sign_in_news(user=by, what="The password of your account was changed. Other devices are signed out.")
