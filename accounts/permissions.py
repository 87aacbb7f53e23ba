"""Who may do what with people, and the two access levels that the apps above build on."""

import rules

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


rules.add_perm("accounts.view_people", is_admin)
rules.add_perm("accounts.invite_person", is_admin)
rules.add_perm("accounts.edit_person", is_admin)
rules.add_perm("accounts.view_audit_trail", is_admin)
