"""Mail: written in the caller's transaction, delivered after the commit, tried again until it is out.

So a mail is never sent for something that was rolled back, and never lost.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone

from core.entries import host
from core.errors import Refused
from core.jobs import enqueue
from core.models import OutboxMessage, new_uid

UNSENT = [OutboxMessage.State.WAITING, OutboxMessage.State.FAILED]
ERASED = "(erased after sending)"


class BadAddress(Refused):
    """There is no such e-mail address."""

    message = "This is not an e-mail address."
    field = "email"


class Erased(Refused):
    """The mail held a link that only its reader may know, so its text went when it was sent."""

    message = "This mail held a secret link and is not kept. Send a new one from the page that it came from."


def write(
    *,
    to: str,
    subject: str,
    template: str,
    context: dict[str, object],
    attachments: Iterable[dict[str, str]] = (),
    dedupe_key: str | None = None,
    reply_to: str = "",
    send_after: datetime | None = None,
    is_secret: bool = False,
) -> OutboxMessage:
    """Write one mail to ``to``, to be sent after the commit (or after ``send_after``, an aware time).

    ``template`` names ``<template>.txt`` and, if there is one, ``<template>.html``. ``attachments`` are
    ``{"name", "mime", "text"}``, for calendar entries. A second mail with the same ``dedupe_key`` is not written; the
    first is returned. ``is_secret`` erases the text once it is sent. Raises ``BadAddress``.
    """
    existing = OutboxMessage.objects.filter(dedupe_key=dedupe_key).first() if dedupe_key else None
    if existing is not None:
        return existing
    message = OutboxMessage(
        to=_address(to),
        reply_to=_address(reply_to) if reply_to else "",
        subject=_one_line(subject)[:200],
        text=render_to_string(f"{template}.txt", {**context, "base_url": settings.BASE_URL}),
        html=_html(template, context),
        attachments=[_attachment(**attachment) for attachment in attachments],
        message_id=f"<{new_uid()}{new_uid()}@{host()}>",
        dedupe_key=dedupe_key or None,
        is_secret=is_secret,
        send_after=send_after or timezone.now(),
    )
    try:
        with transaction.atomic():
            message.save()
            enqueue("core.deliver_mail", run_after=message.send_after, message_id=message.pk)
    except IntegrityError:
        return OutboxMessage.objects.get(dedupe_key=dedupe_key)
    return message


def unwritten(keys: Iterable[str]) -> set[str]:
    """Return those of ``keys`` under which no mail was written yet. One query."""
    wanted = set(keys)
    return wanted - set(OutboxMessage.objects.filter(dedupe_key__in=wanted).values_list("dedupe_key", flat=True))


def outcomes(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Those of ``keys`` under which a mail was written, oldest first, each with why it did not arrive, if it did not.

    One query.
    """
    rows = OutboxMessage.objects.filter(dedupe_key__in=set(keys)).order_by("pk")
    found = rows.values_list("dedupe_key", "state", "error")
    return [(str(key), error if state == OutboxMessage.State.FAILED else "") for key, state, error in found]


def cancel(*, dedupe_key: str) -> bool:
    """Take back a mail that is not out, also one that failed and could be tried again; return whether there was one."""
    unsent = OutboxMessage.objects.filter(dedupe_key=dedupe_key, state__in=UNSENT)
    return bool(unsent.update(state=OutboxMessage.State.CANCELLED))


def cancel_all(*, to: str) -> int:
    """Take back every mail to this address that is not out, also those that failed; return how many there were."""
    unsent = OutboxMessage.objects.filter(to__iexact=to, state__in=UNSENT)
    return unsent.update(state=OutboxMessage.State.CANCELLED)


def give_up(*, message_id: int, reason: str) -> None:
    """Count a mail that waits as not delivered, for this reason."""
    waiting = OutboxMessage.objects.filter(pk=message_id, state=OutboxMessage.State.WAITING)
    waiting.update(state=OutboxMessage.State.FAILED, error=reason)


def note_return(message: OutboxMessage, *, reason: str) -> None:
    """Count a mail that was sent as not delivered, for this reason: a mail server took it, and reported it lost."""
    message.state, message.sent_at, message.error = OutboxMessage.State.FAILED, None, reason
    message.save(update_fields=["state", "sent_at", "error"])


def take_up(*, message_id: int) -> None:
    """Let a mail that was not delivered wait again; what was taken back stays taken back. Raises ``Erased``."""
    if OutboxMessage.objects.filter(pk=message_id, is_secret=True, text=ERASED).exists():
        raise Erased
    failed = OutboxMessage.objects.filter(pk=message_id, state=OutboxMessage.State.FAILED)
    failed.update(state=OutboxMessage.State.WAITING)


def send(message: OutboxMessage) -> None:
    """Hand the mail to the mail server and mark it as sent. Raises what the mail backend raises."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        mail.attach(attachment["name"], attachment["text"], attachment["mime"])
    mail.send()
    message.state, message.sent_at, message.error = OutboxMessage.State.SENT, timezone.now(), ""
    if message.is_secret:
        message.text, message.html = ERASED, ""
    message.save(update_fields=["state", "sent_at", "error", "text", "html"])


def note_failure(message: OutboxMessage, *, reason: str, final: bool) -> None:
    """Write down that a try failed, and whether it was the last.

    A mail server may have kept it hanging: of a mail that was given up or taken back meanwhile nothing is written.
    """
    state = OutboxMessage.State.FAILED if final else OutboxMessage.State.WAITING
    waiting = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.WAITING)
    waiting.update(attempts=F("attempts") + 1, error=reason, state=state)


def _html(template: str, context: dict[str, object]) -> str:
    try:
        return render_to_string(f"{template}.html", {**context, "base_url": settings.BASE_URL})
    except TemplateDoesNotExist:
        return ""


def _address(value: str) -> str:
    value = value.strip()
    try:
        validate_email(value)
    except ValidationError as error:
        raise BadAddress from error
    return value


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _attachment(*, name: str, mime: str, text: str) -> dict[str, str]:
    if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+(; ?[a-z-]+=[A-Za-z0-9_-]+)*", mime):
        raise ValueError(f"{mime!r} is not a type of attachment.")
    return {"name": re.sub(r"[^\w.-]+", "-", name)[:100], "mime": mime, "text": text}
