"""Where a candidate is, as far as whoever plans may know."""

from collections.abc import Iterable

from accounts.models import User
from hiring.models import Candidacy, Interview


def tell_zones(candidacies: Iterable[Candidacy], user: User) -> list[Candidacy]:
    """Return ``candidacies`` (``as_shown_to`` the user) with the zone of their own interview where one stands still.

    A zone that a candidate chose behind a later link would tell that there is more. One query; none if none stands
    still for them.
    """
    shown = list(candidacies)
    held = [candidacy for candidacy in shown if candidacy.own_stage is not None]
    if held:
        own = Interview.objects.filter(candidacy__in=held, panelists__user=user).order_by("pk")
        zones = dict(own.values_list("candidacy", "candidate_zone"))
        for candidacy in held:
            candidacy.candidate.timezone = zones[candidacy.pk]
    return shown


def tell_zone(candidacy: Candidacy, user: User) -> Candidacy:
    """The same for one."""
    return tell_zones([candidacy], user)[0]
