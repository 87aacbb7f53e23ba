"""Who may do what in a debrief; the table at the end can be read aloud."""

import rules

from accounts.models import User
from core.policy import Kind, allow, explain
from hiring.models import Candidacy, Role, Seat, SeatKind

from .models import Approval, Debrief, NextStep
from .visibility import hears, room


@rules.predicate
def decides_on_candidacy(user: User, candidacy: Candidacy) -> bool:
    """Decides on the role."""
    return room(user, candidacy).decides


@rules.predicate
def decides(user: User, debrief: Debrief) -> bool:
    """Decides on the role."""
    return room(user, debrief.candidacy).decides


@rules.predicate
def manages(user: User, debrief: Debrief) -> bool:
    """Is a hiring manager of the role."""
    return room(user, debrief.candidacy).manages


@rules.predicate
def facilitates(user: User, debrief: Debrief) -> bool:
    """Leads this debrief."""
    return debrief.facilitator_id == user.pk


@rules.predicate
def is_free(user: User, debrief: Debrief) -> bool:
    """Is bound by no panel of the candidate."""
    return not room(user, debrief.candidacy).bound


@rules.predicate
def takes_part(user: User, debrief: Debrief) -> bool:
    """Takes part in the debrief."""
    return room(user, debrief.candidacy).takes_part


@rules.predicate
def is_guest(user: User, debrief: Debrief) -> bool:
    """Reads along as a guest: invited to listen, or asked to approve the decision."""
    return hears(user, debrief)


@rules.predicate
def is_asked(user: User, debrief: Debrief) -> bool:
    """Is asked to approve the decision."""
    return Approval.objects.waiting().filter(decision__debrief=debrief, approver=user).exists()


@rules.predicate
def manages_role(user: User, role: Role) -> bool:
    """Is a hiring manager of the role."""
    return Seat.objects.filter(role=role, user=user, kind=SeatKind.HIRING_MANAGER).exists()


@rules.predicate
def sits_on_panel(user: User, debrief: Debrief) -> bool:
    """Has a sealed scorecard on the candidacy."""
    return any(place.sealed_at for place in room(user, debrief.candidacy).own_places)


@rules.predicate
def is_opened(user: User, debrief: Debrief) -> bool:
    """Once the debrief has opened."""
    return debrief.opened_at is not None


@rules.predicate
def is_unclosed(user: User, debrief: Debrief) -> bool:
    """Until its decision is recorded."""
    return debrief.closed_at is None


@rules.predicate
def is_closed(user: User, debrief: Debrief) -> bool:
    """Once its decision is recorded."""
    return debrief.closed_at is not None


@rules.predicate
def reads_step(user: User, step: NextStep) -> bool:
    """Takes part in the debrief that the step follows from."""
    return room(user, step.debrief.candidacy).takes_part


@rules.predicate
def owns_step(user: User, step: NextStep) -> bool:
    """Is to do the step."""
    return step.owner_id == user.pk


@rules.predicate
def decides_on_step(user: User, step: NextStep) -> bool:
    """Decides on the role."""
    return room(user, step.debrief.candidacy).decides


# Whoever a panel binds is refused before anything is asked that the others' acts decide.
leads = manages | (facilitates & decides)

allow("debriefs.prepare_debrief", "Prepare the debrief of a candidate", decides_on_candidacy)
allow("debriefs.change_debrief", "Change when it is and who leads it; ask for its packet", decides & is_unclosed)
allow("debriefs.see_progress", "See in the debrief who owes and who has sealed", decides & is_free)
allow("debriefs.open_debrief", "Open the debrief, which reveals the scorecards to the panel", leads & is_free)
allow("debriefs.follow_debrief", "Have the page of the debrief open while it takes place", takes_part | is_guest)
allow("debriefs.attend_debrief", "Follow the debrief: evidence, notes, decision", (takes_part | is_guest) & is_opened)
allow("debriefs.write_note", "Write notes in the debrief", takes_part & is_opened & is_unclosed)
change_mind = takes_part & is_opened & sits_on_panel & is_unclosed
allow("debriefs.change_mind", "Revise their recommendation, with a reason", change_mind)
lead = takes_part & leads & is_unclosed
allow("debriefs.lead_debrief", "Lead through the debrief: what everybody sees, for how long, whose turn it is", lead)
allow("debriefs.decide_debrief", "Record the decision, with a reason", takes_part & is_opened & leads & is_unclosed)
speaks_up = takes_part & is_opened & is_unclosed
allow("debriefs.dissent", "Record their own dissent; name another role to consider", speaks_up)
think_again = takes_part & is_opened & leads & is_closed
allow("debriefs.think_again", "Undo the decision within the hour; reopen the debrief later, with a reason", think_again)
allow("debriefs.approve_decision", "Approve or decline a decision, as the role asks", is_free & is_asked)
allow("debriefs.invite_listener", "Invite somebody to listen, where the role allows it", leads & is_free & is_unclosed)
allow("debriefs.set_policy", "Set who approves decisions and whether others may listen", manages_role)
allow("debriefs.tick_next_step", "Tick a next step", reads_step & (owns_step | decides_on_step))

explain(
    Kind.WORD,
    "Takes part in the debrief",
    "Decides on the role or sat on a panel of the candidate, and is bound by none.",
)
