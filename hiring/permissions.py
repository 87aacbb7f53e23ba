"""Who may do what in hiring. Each predicate knows one type of object; the table at the end can be read aloud."""

import rules

from accounts.models import User
from core.policy import Kind, allow, explain

from .models import Candidacy, Document, Interview, Material, Panelist, Role, Seat, SeatKind

# --- The whole workspace ---------------------------------------------------------------------------------------------


@rules.predicate
def recruits(user: User) -> bool:
    """Works on every role."""
    return user.access_level in {"admin", "recruiter"}


# --- A role ----------------------------------------------------------------------------------------------------------


@rules.predicate
def sees_role(user: User, role: Role) -> bool:
    """Works on every role, holds a seat on this one or sits on one of its panels. At most one query."""
    return Role.objects.visible_to(user).filter(pk=role.pk).exists()


@rules.predicate
def decides_on_role(user: User, role: Role) -> bool:
    """Decides on the role. One query."""
    return Seat.objects.filter(role=role, user=user, kind__in=SeatKind.deciders()).exists()


@rules.predicate
def sees_material(user: User, material: Material) -> bool:
    """Sees the role that it belongs to. One query."""
    return Material.objects.visible_to(user).filter(pk=material.pk).exists()


# --- A candidacy -----------------------------------------------------------------------------------------------------


@rules.predicate
def sees_candidacy(user: User, candidacy: Candidacy) -> bool:
    """Works on every role, decides on this one or sits on one of the candidate's panels. One query."""
    return Candidacy.objects.visible_to(user).filter(pk=candidacy.pk).exists()


@rules.predicate
def decides_on_candidacy(user: User, candidacy: Candidacy) -> bool:
    """Decides on the role. One query."""
    return Seat.objects.filter(role=candidacy.role_id, user=user, kind__in=SeatKind.deciders()).exists()


# --- An interview, its panel, a document -----------------------------------------------------------------------------


@rules.predicate
def sees_interview(user: User, interview: Interview) -> bool:
    """Sits on its panel; or, bound by no panel of the candidate, works on every role or decides on it. One query."""
    return Interview.objects.visible_to(user).filter(pk=interview.pk).exists()


@rules.predicate
def decides_on_interview(user: User, interview: Interview) -> bool:
    """Decides on the role. One query."""
    return decides_on_candidacy(user, interview.candidacy)


@rules.predicate
def sat_on_interview(user: User, interview: Interview) -> bool:
    """Has or had a place on its panel. One query."""
    return Panelist.objects.filter(interview=interview, user=user).exists()


@rules.predicate
def is_panelist(user: User, panelist: Panelist) -> bool:
    """Is on the panel, and still on it."""
    return panelist.user_id == user.pk and panelist.left_at is None and panelist.recused_at is None


@rules.predicate
def sees_document(user: User, document: Document) -> bool:
    """Sees the candidacy that it belongs to. One query."""
    return Document.objects.visible_to(user).filter(pk=document.pk).exists()


# --- The table -------------------------------------------------------------------------------------------------------

allow("hiring.open_role", "Open a role from a published guide", recruits)
allow("hiring.view_role", "See a role and its board", sees_role)
allow(
    "hiring.edit_role",
    "Change a role: its texts, stages, their material, seats; move it to a newer version of its guide; close it",
    recruits | decides_on_role,
)
allow(
    "hiring.see_role_schedule",
    "See how a role's interviews are spread over people and time",
    recruits | decides_on_role,
)
allow("hiring.plan_loop", "Plan several interviews of a role's candidates at once", recruits | decides_on_role)
allow("hiring.view_material", "Download the material of a work sample", sees_material)
allow("hiring.add_candidacy", "Add a candidate to a role", recruits | decides_on_role)

allow("hiring.view_candidacy", "See a candidacy: stages, interviews, history", sees_candidacy)
allow("hiring.decide_candidacy", "Decide at a gate, with a reason: advance, hold, close", decides_on_candidacy)
allow("hiring.withdraw_candidacy", "Record that a candidate withdraws", recruits | decides_on_candidacy)
allow("hiring.attach_document", "Attach a resume or another file", recruits | decides_on_candidacy)
allow(
    "hiring.plan_interview",
    "Plan an interview with its panel, or let the candidate choose its time",
    recruits | decides_on_candidacy,
)

allow("hiring.view_interview", "See an interview", sees_interview)
change_interview = sees_interview & (recruits | decides_on_interview)
allow("hiring.change_interview", "Move or cancel an interview, change its panel", change_interview)
allow("hiring.reopen_work_sample", "Let a candidate hand in again", change_interview & ~sat_on_interview)
allow("hiring.recuse_panelist", "Step back from a panel over a conflict of interest", is_panelist)
allow("hiring.view_document", "Download a file", sees_document)

# --- The words -------------------------------------------------------------------------------------------------------

explain(
    Kind.SEAT,
    SeatKind.HIRING_MANAGER.label,
    "Decides on the role: reads a stage's scorecards once all are in, decides at the gates, opens the debrief, "
    "records the decision.",
)
explain(
    Kind.SEAT,
    SeatKind.RECRUITER.label,
    "Decides on the role as well, except that opening a debrief and recording its decision take leading that debrief.",
)
explain(Kind.SEAT, SeatKind.INTERVIEWER.label, "Sees the role, and of its candidates those whose panel they sit on.")
explain(Kind.WORD, "Works on every role", "An admin or a recruiter by access level.")
explain(
    Kind.WORD,
    "Decides on the role",
    "Holds a seat on it as hiring manager or recruiter. Once the role has candidates, only somebody who decides on it "
    "gives such a seat.",
)
explain(Kind.WORD, "Sits on a panel", "Is to score an interview of the candidate, or has scored one.")
explain(
    Kind.WORD,
    "Bound by a panel",
    "Sits on a panel of the candidate and owes a scorecard, left the panel unsealed before the debrief has closed, "
    "or recused themselves. It comes before every seat and access level.",
)
