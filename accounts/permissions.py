"""Who may do what with people, and the two access levels that the apps above build on."""

import rules
from django.conf import settings

from core.policy import Kind, allow, explain

from .models import User


@rules.predicate
def is_admin(user: User) -> bool:
    """Is an admin."""
    return user.is_authenticated and user.is_active and user.access_level == User.AccessLevel.ADMIN


@rules.predicate
def is_recruiter(user: User) -> bool:
    """Is a recruiter or an admin by access level."""
    levels = {User.AccessLevel.RECRUITER, User.AccessLevel.ADMIN}
    return user.is_authenticated and user.is_active and user.access_level in levels


def must_come_through_company(user: User) -> bool:
    """Whether every way in but the company's provider is closed for a person."""
    company = settings.COMPANY_SIGN_IN
    if company is None or company.required_for == "nobody":
        return False
    return company.required_for == "everybody" or not is_admin(user)


def may_sign_in(user: User) -> bool:
    """Active people may; demonstration people only in a demonstration."""
    return user.is_active and (settings.DEMO or not user.is_demo)


def needs_second_factor(user: User) -> bool:
    """Whether the workspace asks this person for a second step at sign-in: ``SECOND_FACTOR`` says of whom."""
    return settings.SECOND_FACTOR == "everyone" or (settings.SECOND_FACTOR == "admins" and is_admin(user))


allow("accounts.view_people", "See who is in the workspace, with their access levels", is_admin)
allow("accounts.invite_person", "Invite a person, and mail a new link", is_admin)
allow("accounts.edit_person", "Change a person's name or access level, deactivate them, let them in again", is_admin)
allow("accounts.view_audit_trail", "Read the audit trail, as far as no panel binds them", is_admin)
allow("accounts.run_jobs", "See the job queue, try a job again and cancel one, as far as no panel binds them", is_admin)

explain(
    Kind.LEVEL,
    "Admin",
    "Runs the workspace: people, guides, the audit trail, the job queue. Works on every role as a recruiter does. "
    "Being an admin opens nobody's scorecard.",
)
explain(
    Kind.LEVEL,
    "Recruiter",
    "Works on every role: opens it, adds candidates, plans interviews, and reads the question bank. "
    "Without a seat on the role they decide nothing there and read no scorecard.",
)
explain(Kind.LEVEL, "Member", "Sees the roles where they hold a seat or sit on a panel, and nothing of the others.")
