"""The candidacies that a person sees, as they stand for them."""

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import Candidacy, Role


def shown_candidacies(user: User, role: Role | None = None) -> QuerySet[Candidacy]:
    """Return the candidacies that ``user`` sees (of ``role``), annotated with how they stand for them."""
    rows = Candidacy.objects.visible_to(user).as_shown_to(user).select_related("candidate", "role")
    return rows.filter(role=role) if role else rows


def find_shown(user: User, uid: str) -> Candidacy:
    """The candidacy ``uid`` as it stands for ``user`` if they see it, else 404. One query.

    ``prepares``: whether its guide says how candidates prepare.
    """
    found = _SHOWN.first(user.access_level, user=user.pk, uid=uid)
    if found is None:
        raise Http404
    return found


def _shown(access_level: str, user: int, uid: str) -> QuerySet[Candidacy]:
    prepares = ~Q(role__guide_version__preparation={})
    return shown_candidacies(any_reader(access_level, user)).annotate(prepares=prepares).filter(uid=uid)


_SHOWN = Statement(_shown, user=int, uid=str)
