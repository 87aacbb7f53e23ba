"""Mails about offered times: to the candidate with a link, to whoever plans what the candidate did.

What the candidate asks for or writes stands on the page alone.
"""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import outbox

from .models import Offer, Seat, SeatKind
from .queries.offers import reads_words
from .wording import moment_in_words


def times_offered(offer: Offer, *, token: str, is_again: bool = False) -> None:
    """Write the candidate the link by which they choose a time; ``is_again``: it replaces an earlier one."""
    head = "Your new link" if is_again else "Choose a time"
    _to_candidate(offer, head, token=token, facts={"is_again": is_again})


def offer_ends_soon(offer: Offer, *, token: str, dedupe_key: str) -> None:
    """Remind the candidate that they have not answered and the link runs out soon."""
    _to_candidate(offer, "Still time to choose", token=token, facts={"is_reminder": True}, dedupe_key=dedupe_key)


def offer_taken_back(offer: Offer) -> None:
    """Write the candidate that the times are not offered any more."""
    _to_candidate(offer, "Not offered any more", token="", facts={"is_gone": True})


def time_chosen(offer: Offer, *, is_move: bool = False) -> None:
    """Write whoever plans which time the candidate chose; ``is_move``: in the place of an earlier one."""
    what, head = ("moved", "Moved by the candidate") if is_move else ("taken", "Time chosen")
    _to_planners(offer, what, head, once=str(offer.moves_left))


def offer_declined(offer: Offer) -> None:
    """Write whoever plans that the candidate declined."""
    _to_planners(offer, "declined", "Declined")


def needs_asked(offer: Offer) -> None:
    """Write whoever plans that the candidate asks for something to be set up differently; once a day at most."""
    _to_planners(offer, "needs", "Asks for something", once=_today(), is_private=True)


def none_suits(offer: Offer) -> None:
    """Write whoever plans that no time suits and that the candidate said when they could; once a day at most."""
    _to_planners(offer, "windows", "None of the times suit", once=_today())


def offer_address(token: str) -> str:
    """The whole address of a candidate's page."""
    return settings.BASE_URL + reverse("offer_page", args=[token])


def _to_candidate(
    offer: Offer, head: str, *, token: str, facts: dict[str, object], dedupe_key: str | None = None
) -> None:
    candidate, by = offer.candidacy.candidate, offer.created_by
    context = {
        "offer": offer, "name": candidate.name, "link": offer_address(token) if token else "", "planner": by,
        "until": moment_in_words(offer.expires_at, candidate.timezone),
    }  # fmt: skip
    outbox.write(
        to=candidate.email,
        subject=f"{head}: {offer.stage.name}, {offer.candidacy.role.title}",
        template="hiring/emails/offer_candidate",
        context=context | facts,
        reply_to=by.email,
        is_secret=bool(token),
        dedupe_key=dedupe_key,
    )


def _today() -> str:
    return f"{timezone.now():%Y-%m-%d}"


def _to_planners(offer: Offer, what: str, head: str, *, once: str = "", is_private: bool = False) -> None:
    """Write one mail to each for ``what``, and one for each value of ``once``."""
    candidate, chosen = offer.candidacy.candidate, offer.interview
    for user in _planners(offer, is_private=is_private):
        outbox.write(
            to=user.email,
            subject=f"{head}: {offer.stage.name} with {candidate.name}, {offer.candidacy.role.title}",
            template="hiring/emails/offer_answered",
            context={
                "offer": offer, "name": user.name, "candidate": candidate.name, "what": what,
                "when": moment_in_words(chosen.starts_at, user.timezone) if chosen else "",
            },
            dedupe_key=f"offer:{offer.uid}:{what}:{once}:{user.uid}",
        )  # fmt: skip


def _planners(offer: Offer, *, is_private: bool) -> list[User]:
    """Whoever made the offer; if they have left or a panel binds them since, those who decide on the role and see it.

    What is private is for people who recruit, and none who rates the candidate: then recruiters of the role hear of it,
    or any other recruiter or admin.
    """
    seats = Seat.objects.filter(role=offer.candidacy.role_id, kind__in=SeatKind.deciders(), user__is_active=True)
    maker = [offer.created_by] if offer.created_by.is_active else []
    deciders = [seat.user for seat in seats.select_related("user").order_by("pk")]
    for people in (maker, deciders, _recruiters() if is_private else []):
        hearing = [user for user in people if _hears(user, offer, is_private=is_private)]
        if hearing:
            return hearing
    return []


def _recruiters() -> Iterable[User]:
    return User.objects.active().filter(access_level__in=["admin", "recruiter"]).order_by("pk")


def _hears(user: User, offer: Offer, *, is_private: bool) -> bool:
    sees = Offer.objects.visible_to(user).filter(pk=offer.pk).exists()
    return sees and (not is_private or reads_words(user, offer))
