"""Mails that came back: a mail server's report (RFC 3464) of one that it took and could not deliver after all."""

from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message

from django.db import transaction

from core import jobs, outbox
from core.errors import Refused
from core.models import OutboxMessage

LONGEST = 10_000_000
REPORT = "message/delivery-status"
HEADERS = {"text/rfc822-headers", "message/rfc822-headers"}
# Where mail servers name the mail that they report, the surest first.
NAMED_BY = ("Message-ID", "In-Reply-To", "References")


class NoBounce(Refused):
    """What came reports no mail of ours that was lost; ``message`` says why."""


@dataclass(frozen=True)
class Bounce:
    """One report: the ids that may be the lost mail's, and in the server's words why it was lost."""

    message_ids: tuple[str, ...]
    reason: str


def note_bounce(*, sent: bytes) -> OutboxMessage:
    """Count the mail that ``sent`` reports as not delivered, with the reason, and its job as failed; return the mail.

    A report that comes twice changes nothing the second time. Raises ``NoBounce``.
    """
    bounce = read_bounce(sent)
    with transaction.atomic():
        found = OutboxMessage.objects.select_for_update().filter(message_id__in=bounce.message_ids).first()
        if found is None:
            raise NoBounce("The mail that it reports is not one of this installation.")
        if found.state == OutboxMessage.State.SENT:
            outbox.note_return(found, reason=bounce.reason)
            jobs.fail_after_all("core.deliver_mail", {"message_id": found.pk}, reason=bounce.reason)
    return found


def read_bounce(sent: bytes) -> Bounce:
    """Read the report in ``sent``, a whole mail. Raises ``NoBounce``."""
    if len(sent) > LONGEST:
        raise NoBounce("This is longer than 10 MB.")
    try:
        mail = message_from_bytes(sent)
        lost = next(filter(None, map(_lost, _recipients(mail))), None)
        ids = tuple(_ids(mail))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoBounce("This mail cannot be read.") from error
    if lost is None:
        raise NoBounce("This reports no mail that was lost for good.")
    return Bounce(ids, f"It came back: {lost}"[:500])


def _recipients(mail: Message) -> list[Message]:
    """What the report says of each recipient, whatever else the mail holds."""
    for part in mail.walk():
        if part.get_content_type() == REPORT and isinstance(said := part.get_payload(), list):
            return [each for each in said if isinstance(each, Message)]
    return []


def _lost(recipient: Message) -> str:
    """Why it was lost for this recipient, on one line; empty for what was delivered, passed on or is only late."""
    if str(recipient.get("Action", "")).strip().lower() != "failed":
        return ""
    told = str(recipient.get("Diagnostic-Code", "")).partition(";")[2] or str(recipient.get("Status", ""))
    words = " ".join("".join(each if each.isprintable() else " " for each in told).split())
    return words or "the mail server does not say why."


def _ids(mail: Message) -> list[str]:
    """The ids in the report's copy of the mail, then those that the report itself answers."""
    copies = [part for part in mail.walk() if part is not mail and part["Message-ID"]]
    for part in mail.walk():
        if part.get_content_type() in HEADERS and isinstance(text := part.get_payload(), str):
            copies.append(message_from_string(text))
    found = [copy["Message-ID"] for copy in copies] + [mail[name] for name in NAMED_BY[1:]]
    return [word for words in found if words for word in str(words).split() if "\0" not in word]
