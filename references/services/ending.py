"""What every end of a link has in common."""

from typing import Any

from core import outbox

from ..emails import mail_keys
from ..models import LinkToken, RefereeLink, ReferenceCheck


def end_link(link: RefereeLink, **end: Any) -> None:
    """End ``link`` without answers (``revoked_at`` and ``revoked_by``, or ``declined_at``); its referee is locked.

    What the referee had typed and not sent is deleted, and mails that are not out yet are taken back.
    """
    for field, value in end.items():
        setattr(link, field, value)
    link.save(update_fields=list(end))
    ReferenceCheck.objects.filter(referee=link.referee_id, by_link=True, submitted_at=None).delete()
    take_back_mails(link)
    if "revoked_at" in end:
        LinkToken.objects.filter(link=link).delete()


def take_back_mails(link: RefereeLink) -> None:
    """Cancel what is written to the referee and not out yet."""
    for key in mail_keys(link):
        outbox.cancel(dedupe_key=key)
