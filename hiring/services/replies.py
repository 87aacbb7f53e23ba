"""Answers to invitations."""

from django.db import transaction

from core import audit
from hiring.models import Interview, Panelist

from .appointments import hold_interview
from .reply_mails import NoReply, ReadReply, read_reply


@transaction.atomic
def record_reply(*, sent: bytes) -> Panelist | Interview | None:
    """Note whether somebody will come: ``sent`` is what their calendar program answered, as a mail.

    Returns the place of somebody on the panel, or the interview if its candidate answered. ``None`` for an answer to an
    older invitation, or one that a later answer has overtaken; nothing is written then. A mail proves nobody's hand,
    so the trail names no actor. Raises ``NoReply``, ``Cancelled`` and ``NotRunning``.
    """
    told = read_reply(sent)
    interview = Interview.objects.select_related("candidacy").filter(uid=told.interview_uid).first()
    if interview is None:
        raise NoReply("No interview has this invitation.")
    hold_interview(interview)
    on_panel = Panelist.objects.active().select_related("user").filter(interview=interview, user__is_active=True)
    panelist = on_panel.filter(user__email__iexact=told.address).first()
    if panelist is not None:
        return _from_panelist(panelist, interview, told)
    if interview.candidacy.candidate.email.lower() == told.address.lower():
        return _from_candidate(interview, told)
    raise NoReply("Nobody who was invited to this interview has the address that answers.")


def _from_panelist(panelist: Panelist, interview: Interview, told: ReadReply) -> Panelist | None:
    if told.sequence < panelist.asked_sequence or (panelist.replied_at and told.at < panelist.replied_at):
        return None
    panelist.reply, panelist.replied_at = told.reply, told.at
    panelist.save(update_fields=["reply", "replied_at"])
    audit.record(
        "panelist.replied", by=None, obj=interview, scope=interview.candidacy.uid,
        user=panelist.user.uid, answer=told.reply.value,
    )  # fmt: skip
    return panelist


def _from_candidate(interview: Interview, told: ReadReply) -> Interview | None:
    before = interview.candidate_replied_at
    if told.sequence < interview.candidate_asked or (before and told.at < before):
        return None
    interview.candidate_reply, interview.candidate_replied_at = told.reply, told.at
    interview.save(update_fields=["candidate_reply", "candidate_replied_at"])
    audit.record(
        "candidate.replied", by=None, obj=interview, scope=interview.candidacy.uid, answer=told.reply.value
    )  # fmt: skip
    return interview
