"""Answers to invitations."""

from django.db import transaction

from core import audit
from hiring.models import Interview, Panelist

from .appointments import hold_interview
from .reply_mails import NoReply, read_reply


@transaction.atomic
def record_reply(*, sent: bytes) -> Panelist | None:
    """Note whether somebody on a panel will come: ``sent`` is what their calendar program answered, as a mail.

    ``None`` for an answer to an older invitation, or one that a later answer has overtaken; nothing is written then.
    A mail proves nobody's hand, so the trail names no actor. Raises ``NoReply``, ``Cancelled`` and ``NotRunning``.
    """
    told = read_reply(sent)
    interview = Interview.objects.select_related("candidacy").filter(uid=told.interview_uid).first()
    if interview is None:
        raise NoReply("No interview has this invitation.")
    hold_interview(interview)
    on_panel = Panelist.objects.active().select_related("user").filter(interview=interview, user__is_active=True)
    panelist = on_panel.filter(user__email__iexact=told.address).first()
    if panelist is None:
        raise NoReply("Nobody on the panel of this interview has the address that answers.")
    if told.sequence < panelist.asked_sequence or (panelist.replied_at and told.at < panelist.replied_at):
        return None
    panelist.reply, panelist.replied_at = told.reply, told.at
    panelist.save(update_fields=["reply", "replied_at"])
    audit.record(
        "panelist.replied", by=None, obj=interview, scope=interview.candidacy.uid,
        user=panelist.user.uid, answer=told.reply.value,
    )  # fmt: skip
    return panelist
