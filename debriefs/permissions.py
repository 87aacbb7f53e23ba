"""Who may do what in a debrief; the table at the end can be read aloud."""

import rules

from accounts.models import User
from hiring.models import Candidacy

from .models import Debrief, NextStep
from .visibility import room


@rules.predicate
def decides_on_candidacy(user: User, candidacy: Candidacy) -> bool:
    """Holds a seat as hiring manager or recruiter on the candidacy's role."""
    return room(user, candidacy).decides


@rules.predicate
def decides(user: User, debrief: Debrief) -> bool:
    """Holds a seat as hiring manager or recruiter on the role."""
    return room(user, debrief.candidacy).decides


@rules.predicate
def manages(user: User, debrief: Debrief) -> bool:
    """Holds the seat of a hiring manager on the role."""
    return room(user, debrief.candidacy).manages


@rules.predicate
def facilitates(user: User, debrief: Debrief) -> bool:
    """Leads this debrief."""
    return debrief.facilitator_id == user.pk


@rules.predicate
def is_free(user: User, debrief: Debrief) -> bool:
    """No panel binds them: nothing owed, not recused, not left unsealed."""
    return not room(user, debrief.candidacy).bound


@rules.predicate
def takes_part(user: User, debrief: Debrief) -> bool:
    """Decides on the role or sat on the panel, and no panel binds them."""
    return room(user, debrief.candidacy).takes_part


@rules.predicate
def sits_on_panel(user: User, debrief: Debrief) -> bool:
    """Has a sealed scorecard on the candidacy."""
    return any(place.sealed_at for place in room(user, debrief.candidacy).own_places)


@rules.predicate
def is_opened(user: User, debrief: Debrief) -> bool:
    """The reveal has happened."""
    return debrief.opened_at is not None


@rules.predicate
def is_unclosed(user: User, debrief: Debrief) -> bool:
    """No decision has been recorded yet."""
    return debrief.closed_at is None


@rules.predicate
def reads_step(user: User, step: NextStep) -> bool:
    """Takes part in the debrief that the step follows from."""
    return room(user, step.debrief.candidacy).takes_part


@rules.predicate
def owns_step(user: User, step: NextStep) -> bool:
    """Is to do it."""
    return step.owner_id == user.pk


@rules.predicate
def decides_on_step(user: User, step: NextStep) -> bool:
    """Holds a seat as hiring manager or recruiter on the role."""
    return room(user, step.debrief.candidacy).decides


# Whoever a panel binds is refused before anything is asked that the others' acts decide.
leads = manages | (facilitates & decides)

rules.add_perm("debriefs.prepare_debrief", decides_on_candidacy)
rules.add_perm("debriefs.change_debrief", decides & is_unclosed)
rules.add_perm("debriefs.see_progress", decides & is_free)
rules.add_perm("debriefs.open_debrief", leads & is_free)
rules.add_perm("debriefs.attend_debrief", takes_part & is_opened)
rules.add_perm("debriefs.write_note", takes_part & is_opened & is_unclosed)
rules.add_perm("debriefs.change_mind", takes_part & is_opened & sits_on_panel & is_unclosed)
rules.add_perm("debriefs.decide_debrief", takes_part & is_opened & leads & is_unclosed)
rules.add_perm("debriefs.tick_next_step", reads_step & (owns_step | decides_on_step))
