"""Reads for the pages about people."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import audit
from core.models import AuditEvent

from .models import Invitation, User


def people(*, search: str = "", show: str = "") -> QuerySet[User]:
    """People by name, with ``is_invited`` (an open invitation). ``show``: active, invited, inactive, or all."""
    open_invitation = Invitation.objects.filter(user=OuterRef("pk"), accepted_at=None, revoked_at=None)
    found = User.objects.annotate(is_invited=Exists(open_invitation)).order_by("name", "pk")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    if show == "active":
        return found.filter(is_active=True, is_invited=False)
    if show == "invited":
        return found.filter(is_active=True, is_invited=True)
    if show == "inactive":
        return found.filter(is_active=False)
    return found


def has_company_account(person: User) -> bool:
    """Whether ``person`` is linked to an account of the company's provider."""
    return SocialAccount.objects.filter(user=person).exists()


def audit_trail(*, reader: User, filters: dict[str, Any]) -> QuerySet[AuditEvent]:
    """What ``reader`` may know of the trail, newest first. ``filters``: verb, actor, object, since, until (days)."""
    events = audit.readable_by(reader).select_related("actor").order_by("-at", "-pk")
    if filters.get("verb"):
        events = events.filter(verb=filters["verb"])
    if filters.get("actor"):
        events = events.filter(actor=filters["actor"])
    if filters.get("object"):
        events = events.filter(Q(object_uid=filters["object"]) | Q(scope_uid=filters["object"]))
    if filters.get("since"):
        events = events.filter(at__date__gte=filters["since"])
    if filters.get("until"):
        events = events.filter(at__date__lte=filters["until"])
    return events


def verb_words(verb: str) -> str:
    """``scorecard.sealed`` becomes ``Scorecard sealed``."""
    return verb.replace(".", " ").replace("_", " ").capitalize()


def audit_verbs(*, reader: User) -> list[str]:
    """The acts that occur in what ``reader`` may know, for the filter."""
    return list(audit.readable_by(reader).order_by("verb").values_list("verb", flat=True).distinct())
