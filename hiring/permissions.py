"""Who may do what in hiring. Each predicate knows one type of object; the table at the end can be read aloud."""

import rules

from accounts.models import User

from .models import Candidacy, Document, Interview, Panelist, Role, Seat, SeatKind

# --- The whole workspace ---------------------------------------------------------------------------------------------


@rules.predicate
def recruits(user: User) -> bool:
    """Works on every role: an admin or a recruiter by access level."""
    return user.access_level in {"admin", "recruiter"}


# --- A role ----------------------------------------------------------------------------------------------------------


@rules.predicate
def sees_role(user: User, role: Role) -> bool:
    """Holds a seat on the role, sits on one of its panels, or works on every role. At most one query."""
    return Role.objects.visible_to(user).filter(pk=role.pk).exists()


@rules.predicate
def decides_on_role(user: User, role: Role) -> bool:
    """Holds a seat as hiring manager or recruiter on the role. One query."""
    return Seat.objects.filter(role=role, user=user, kind__in=SeatKind.deciders()).exists()


# --- A candidacy -----------------------------------------------------------------------------------------------------


@rules.predicate
def sees_candidacy(user: User, candidacy: Candidacy) -> bool:
    """Decides on its role, sits on one of its panels, or works on every role. One query."""
    return Candidacy.objects.visible_to(user).filter(pk=candidacy.pk).exists()


@rules.predicate
def decides_on_candidacy(user: User, candidacy: Candidacy) -> bool:
    """Holds a seat as hiring manager or recruiter on the candidacy's role. One query."""
    return Seat.objects.filter(role=candidacy.role_id, user=user, kind__in=SeatKind.deciders()).exists()


# --- An interview, its panel, a document -----------------------------------------------------------------------------


@rules.predicate
def sees_interview(user: User, interview: Interview) -> bool:
    """Sits on it, or may see it as somebody who plans or decides. One query."""
    return Interview.objects.visible_to(user).filter(pk=interview.pk).exists()


@rules.predicate
def decides_on_interview(user: User, interview: Interview) -> bool:
    """Holds a seat as hiring manager or recruiter on the interview's role. One query."""
    return decides_on_candidacy(user, interview.candidacy)


@rules.predicate
def is_panelist(user: User, panelist: Panelist) -> bool:
    """Is this person on the panel, and still on it."""
    return panelist.user_id == user.pk and panelist.left_at is None and panelist.recused_at is None


@rules.predicate
def sees_document(user: User, document: Document) -> bool:
    """Sees the candidacy that it belongs to. One query."""
    return Document.objects.visible_to(user).filter(pk=document.pk).exists()


# --- The table -------------------------------------------------------------------------------------------------------

rules.add_perm("hiring.open_role", recruits)
rules.add_perm("hiring.view_role", sees_role)
rules.add_perm("hiring.edit_role", recruits | decides_on_role)
rules.add_perm("hiring.add_candidacy", recruits | decides_on_role)

rules.add_perm("hiring.view_candidacy", sees_candidacy)
rules.add_perm("hiring.decide_candidacy", decides_on_candidacy)
rules.add_perm("hiring.withdraw_candidacy", recruits | decides_on_candidacy)
rules.add_perm("hiring.attach_document", recruits | decides_on_candidacy)
rules.add_perm("hiring.plan_interview", recruits | decides_on_candidacy)

rules.add_perm("hiring.view_interview", sees_interview)
rules.add_perm("hiring.change_interview", sees_interview & (recruits | decides_on_interview))
rules.add_perm("hiring.recuse_panelist", is_panelist)
rules.add_perm("hiring.view_document", sees_document)
