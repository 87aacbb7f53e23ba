"""Mails about references: to referees, and to whoever takes them. None of them says anything of scores or panels."""

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import outbox
from hiring.models import Seat, SeatKind
from hiring.wording import moment_in_words

from .models import Attempt, Referee, RefereeLink, ReferenceCheck

MOST_REMINDERS = 2


def mail_keys(link: RefereeLink) -> list[str]:
    """The keys under which mails to the referee are written: the link's own first, then the reminders'."""
    stem = f"reference-link:{link.uid}:{link.sent_at.astimezone(UTC):%Y%m%dT%H%M%S%f}"
    return [stem, *(f"{stem}:{number}" for number in range(1, MOST_REMINDERS + 1))]


def referee_address(token: str) -> str:
    """The whole address of a referee's page."""
    return settings.BASE_URL + reverse("referee_page", args=[token])


def referee_invited(link: RefereeLink, *, token: str) -> None:
    """Write the referee their link."""
    _to_referee(link, "invited", "A reference for", token=token, key=mail_keys(link)[0])


def referee_reminded(link: RefereeLink, *, token: str, number: int) -> None:
    """Remind the referee for the first or the second time (``number``)."""
    _to_referee(link, "reminded", "Reminder: a reference for", token=token, key=mail_keys(link)[number])


def answers_in(link: RefereeLink) -> None:
    """Write whoever sent the link that the answers are in, to be read and rated."""
    _to_checkers(link.referee, link.sent_by, "in", "Answers in", key=f"reference-in:{link.uid}")


def referee_declined(link: RefereeLink) -> None:
    """Write whoever sent the link that the referee would rather not answer."""
    _to_checkers(link.referee, link.sent_by, "declined", "Declined", key=f"reference-declined:{link.uid}")


def expired_key(link: RefereeLink) -> str:
    """The key of the mail that the link has run out."""
    return f"reference-expired:{link.uid}:{_stamp(link.expires_at)}"


def link_expired(link: RefereeLink) -> None:
    """Write whoever sent the link that it has run out without an answer."""
    _to_checkers(link.referee, link.sent_by, "expired", "No answer", key=expired_key(link))


def rating_key(check: ReferenceCheck) -> str:
    """The key of the mail that answers wait to be rated."""
    return f"reference-to-rate:{check.uid}"


def rating_due(check: ReferenceCheck) -> None:
    """Write whoever sent the link that the answers still wait to be rated."""
    _to_checkers(check.referee, check.taken_by, "to_rate", "To be rated", key=rating_key(check))


def call_key(attempt: Attempt) -> str:
    """The key of the mail that a call is due."""
    return f"reference-call:{attempt.pk}"


def call_due(attempt: Attempt) -> None:
    """Write whoever agreed on it that it is time to call again."""
    _to_checkers(attempt.referee, attempt.by, "call", "Call again", key=call_key(attempt))


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}"


def _to_referee(link: RefereeLink, what: str, head: str, *, token: str, key: str) -> None:
    referee = link.referee
    outbox.write(
        to=referee.email,
        subject=f"{head} {referee.candidacy.candidate.name}",
        template=f"references/emails/referee_{what}",
        context={
            "referee": referee,
            "candidate": referee.candidacy.candidate,
            "role": referee.candidacy.role,
            "sender": link.sent_by,
            "until": moment_in_words(link.expires_at, link.sent_by.timezone),
            "link": referee_address(token),
        },
        reply_to=link.sent_by.email,
        dedupe_key=key,
        is_secret=True,
    )


def _to_checkers(referee: Referee, first: User, what: str, head: str, *, key: str) -> None:
    """Write ``first``; if they have left or may not see the referee any more, those who decide on the role and may."""
    candidacy = referee.candidacy
    for number, user in enumerate(_checkers(referee, first)):
        outbox.write(
            to=user.email,
            subject=f"{head}: reference from {referee.name} on {candidacy.candidate.name}",
            template=f"references/emails/checker_{what}",
            context={
                "referee": referee,
                "candidate": candidacy.candidate,
                "name": user.name,
                "link": settings.BASE_URL + reverse("candidacy_references", args=[candidacy.uid]),
            },
            dedupe_key=f"{key}:{user.uid}" if number else key,
        )


def _checkers(referee: Referee, first: User) -> list[User]:
    seats = Seat.objects.filter(role=referee.candidacy.role_id, kind__in=SeatKind.deciders(), user__is_active=True)
    deciders = {seat.user.pk: seat.user for seat in seats.select_related("user").order_by("pk")}
    for people in ([first] if first.is_active else [], list(deciders.values())):
        seeing = [user for user in people if Referee.objects.visible_to(user).filter(pk=referee.pk).exists()]
        if seeing:
            return seeing
    return []
