"""People, with what the list tells of them."""

from allauth.socialaccount.models import SocialAccount
from django.db.models import Exists, OuterRef, Q, QuerySet

from ..models import Invitation, User
from .second_factors import with_second_factor


def people(*, search: str = "", show: str = "") -> QuerySet[User]:
    """People by name, with ``is_invited`` (an open invitation) and ``has_second_factor``.

    ``show``: active, invited, inactive, or all.
    """
    open_invitation = Invitation.objects.filter(user=OuterRef("pk"), accepted_at=None, revoked_at=None)
    found = with_second_factor(User.objects.annotate(is_invited=Exists(open_invitation))).order_by("name", "pk")
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
