"""What planning puts on the first page of whoever plans: offered times that are not settled, declined invitations."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, any_reader
from core.statements import Statement
from core.todo import Label, Todo
from hiring.models import CandidacyState, Interview, Offer, OfferState, Panelist, Reply, Seat, SeatKind


class Row(NamedTuple):
    """An offer, or an invitation that ``who`` declined (``what``), with the uid of the page that it leads to."""

    what: str
    uid: str
    stage: str
    candidate: str
    role: str
    who: str
    state: str
    when: datetime
    answered_at: datetime | None
    none_suits_at: datetime | None


NEVER = Value(None, output_field=DateTimeField())


def unsettled_offers(user: User) -> QuerySet[Offer]:
    """Return the offers that stand on Today for ``user``: theirs, and those of roles that they recruit for.

    They wait for the candidate, were declined or ran out, and neither another offer nor an interview followed, nor has
    the candidate gone on past the stage.
    """
    later = Offer.objects.filter(candidacy=OuterRef("candidacy"), stage=OuterRef("stage"), pk__gt=OuterRef("pk"))
    planned = Interview.objects.filter(candidacy=OuterRef("candidacy"), stage=OuterRef("stage"), cancelled_at=None)
    return Offer.objects.visible_to(user).filter(
        Q(created_by=user) | _recruits(user, "candidacy__role"),
        ~Exists(later.exclude(state=OfferState.WITHDRAWN)),
        ~Exists(planned),
        stage__position__gte=F("candidacy__stage__position"),
        state__in=[OfferState.OPEN, OfferState.DECLINED],
        candidacy__state=CandidacyState.ACTIVE,
    )


def planning_lines(user: User) -> list[Todo]:
    """Return a line for each of them, and for each invitation to a coming interview that somebody else declined.

    Of interviews only those that ``user`` sees, and planned or recruits for. One query.
    """
    found = map(Row._make, _LINES.all(user.access_level, user=user.pk, now=timezone.now()))
    return [_offer_line(row) if row.what == "offer" else _invitation_line(row) for row in found]


def _rows(access_level: str, user: int, now: datetime) -> QuerySet[Any, Any]:
    reader = any_reader(access_level, user)
    coming = Interview.objects.visible_to(reader).blocking_time().filter(starts_at__gt=now)
    coming = coming.filter(Q(created_by=reader) | _recruits(reader, "candidacy__role"))
    away = Panelist.objects.active().filter(reply=Reply.DECLINED, interview__in=coming).exclude(user=reader)
    rows = unsettled_offers(reader).values_list(
        Value("offer"), "candidacy__uid", *_named(""), Value(""), "state", "expires_at", "answered_at", "none_suits_at"
    )
    candidates = coming.filter(candidate_reply=Reply.DECLINED).values_list(
        Value("invitation"), "uid", *_named(""), F("candidacy__candidate__name"), Value(""), "starts_at", NEVER, NEVER
    )
    panelists = away.values_list(
        Value("invitation"), "interview__uid", *_named("interview__"), "user__name", Value(""), "interview__starts_at",
        NEVER, NEVER,
    )  # fmt: skip
    return rows.union(candidates, panelists, all=True)


_LINES = Statement(_rows, user=int, now=datetime)


def _recruits(user: User, role: str) -> Exists:
    return Exists(Seat.objects.filter(role=OuterRef(role), user=user, kind=SeatKind.RECRUITER))


def _named(way: str) -> list[Any]:
    return [f"{way}stage__name", F(f"{way}candidacy__candidate__name"), f"{way}candidacy__role__title"]


def _offer_line(row: Row) -> Todo:
    label, when = Label.DUE, row.when
    if row.state == OfferState.DECLINED:
        words, when = "declined the offered times", row.answered_at or when
    elif row.when <= timezone.now():
        words = "chose no time before the link ended"
    elif row.none_suits_at:
        words, when = "none of the times suits", row.none_suits_at
    else:
        until = timezone.localtime(row.when)
        label, words = Label.LATER, f"may choose a time until {until:%a} {until.day} {until:%b}"
    url = reverse("candidacy_detail", args=[row.uid])
    return Todo(label, when, f"{row.stage} · {row.candidate}", f"{words} · {row.role}", "Look", url)


def _invitation_line(row: Row) -> Todo:
    words = f"{row.who} has declined the invitation · {row.role}"
    url = reverse("interview_detail", args=[row.uid])
    return Todo(Label.DUE, row.when, f"{row.stage} · {row.candidate}", words, "Look", url)
