"""Who may do what with people, and the two access levels that the apps above build on."""

import rules
from django.conf import settings

from .models import User


@rules.predicate
def is_admin(user: User) -> bool:
    """Runs the workspace. Opens nobody's scorecards."""
    return user.is_authenticated and user.is_active and user.access_level == User.AccessLevel.ADMIN


@rules.predicate
def is_recruiter(user: User) -> bool:
    """Plans and follows up hiring: access level recruiter or admin."""
    levels = {User.AccessLevel.RECRUITER, User.AccessLevel.ADMIN}
    return user.is_authenticated and user.is_active and user.access_level in levels


def must_come_through_company(user: User) -> bool:
    """Whether every way in but the company's provider is closed for a person."""
    company = settings.COMPANY_SIGN_IN
    if company is None or company.required_for == "nobody":
        return False
    return company.required_for == "everybody" or not is_admin(user)


rules.add_perm("accounts.view_people", is_admin)
rules.add_perm("accounts.invite_person", is_admin)
rules.add_perm("accounts.edit_person", is_admin)
rules.add_perm("accounts.view_audit_trail", is_admin)
