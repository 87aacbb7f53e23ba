"""The referees of one candidacy, who agreed, how they were reached, and how far their checks are."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from hiring.models import Candidacy

from ..models import Attempt, Consent, ConsentOf, Referee, RefereeLink, ReferencePolicy
from .policy import policy_of
from .signs import signs_of


@dataclass(frozen=True)
class Overview:
    """``referees``, each with ``state`` (``STATES``), ``check`` and ``link`` if there is one, ``candidate_agrees`` and
    ``referee_agrees`` (a ``Consent`` or None), ``last_attempt`` and ``signs``."""

    referees: list[Any]
    policy: ReferencePolicy

    @property
    def asked(self) -> int:
        """How many the role asks for."""
        return self.policy.referees

    @property
    def finished(self) -> int:
        return sum(referee.state == "finished" for referee in self.referees)

    @property
    def referees_missing(self) -> int:
        """How many more have to be named until there are enough; who declined does not count."""
        return max(0, self.asked - sum(referee.state != "declined" for referee in self.referees))

    @property
    def checks_missing(self) -> int:
        """How many more checks have to be finished until there are enough."""
        return max(0, self.asked - self.finished)

    @property
    def state(self) -> str:
        """One sentence on how things stand."""
        if not self.checks_missing:
            return f"{self.finished} reference{'s are' if self.finished != 1 else ' is'} in."
        stand = f"{self.finished} of {self.asked} references {'are' if self.asked != 1 else 'is'} in."
        if self.referees_missing:
            more = "One more referee is" if self.referees_missing == 1 else f"{self.referees_missing} referees are"
            return f"{stand} {more} to be named."
        return stand


def overview(user: User, candidacy: Candidacy) -> Overview:
    """The referees that ``user`` may see, in the order in which they were named. Five queries."""
    referees: list[Any] = list(
        Referee.objects.visible_to(user)
        .filter(candidacy=candidacy)
        .select_related("check_taken__taken_by", "candidacy__candidate")
        .prefetch_related(
            Prefetch("consents", Consent.objects.in_force().select_related("recorded_by")),
            Prefetch("links", RefereeLink.objects.order_by("-pk")),
            Prefetch("attempts", Attempt.objects.select_related("by").order_by("-pk")),
        )
        .order_by("created_at", "pk")
    )
    for referee in referees:
        _describe(referee)
    return Overview(referees, policy_of(candidacy.role))


def _describe(referee: Any) -> None:
    referee.check = getattr(referee, "check_taken", None)
    links = list(referee.links.all())
    referee.link = links[0] if links else None
    consents = {consent.of: consent for consent in referee.consents.all()}
    referee.candidate_agrees = consents.get(ConsentOf.CANDIDATE)
    referee.referee_agrees = consents.get(ConsentOf.REFEREE)
    referee.last_attempt = next(iter(referee.attempts.all()), None)
    referee.signs = signs_of(referee, links)
    referee.state = _state(referee)


def _state(referee: Any) -> str:
    """finished, submitted (to be rated), started (by phone), answering (on their page), invited (link out, not begun),
    expired, declined, or waiting."""
    check, link = referee.check, referee.link
    if check is not None and (check.is_finished or check.submitted_at or not check.by_link):
        return "finished" if check.is_finished else "submitted" if check.submitted_at else "started"
    if link is not None and link.is_waiting:
        return ("answering" if check else "invited") if link.is_open else "expired"
    agreed = referee.referee_agrees
    if link is not None and link.declined_at and not (agreed and agreed.recorded_at > link.declined_at):
        return "declined"
    return "waiting"
