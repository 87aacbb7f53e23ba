"""Who may do what with references: those who decide on the role and owe no scorecard on the candidacy."""

import rules

from accounts.models import User
from core.policy import allow
from hiring.models import Candidacy, Panelist
from hiring.permissions import decides_on_role, recruits

from .models import FollowUp, Referee, ReferenceCheck


@rules.predicate
def asks_for_references(user: User, candidacy: Candidacy) -> bool:
    """Decides on the role and is bound by no panel of the candidate. One query."""
    return Candidacy.objects.progress_visible_to(user).filter(pk=candidacy.pk).exists()


@rules.predicate
def sees_referee(user: User, referee: Referee) -> bool:
    """Decides on the role and is bound by no panel of the candidate. One query."""
    return Referee.objects.visible_to(user).filter(pk=referee.pk).exists()


@rules.predicate
def sees_check(user: User, check: ReferenceCheck) -> bool:
    """Decides on the role and is bound by no panel of the candidate. One query."""
    return ReferenceCheck.objects.visible_to(user).filter(pk=check.pk).exists()


@rules.predicate
def sat_on_panel(user: User, candidacy: Candidacy) -> bool:
    """Sits on a panel of the candidate and is bound by none. Two queries."""
    places = Panelist.objects.filter(user=user, interview__candidacy=candidacy)
    return places.active().exists() and not places.barring().exists()


@rules.predicate
def asked_follow_up(user: User, follow_up: FollowUp) -> bool:
    """Asked it, or decides on the role and is bound by no panel of the candidate. One query."""
    return follow_up.asked_by_id == user.pk or asks_for_references(user, follow_up.candidacy)


allow("references.set_policy", "Set how many referees a role asks for and how", recruits | decides_on_role)
allow("references.add_referee", "Add a referee whom the candidate named", asks_for_references)
allow("references.change_referee", "Correct what was noted of a referee", sees_referee)
allow("references.record_consent", "Note that the candidate or the referee agrees, or no longer does", sees_referee)
allow("references.view_references", "See the referees and what they said", asks_for_references)
allow("references.start_check", "Begin a reference check, note calls", sees_referee)
allow("references.send_link", "Send a referee a link, or end it", sees_referee)
allow("references.write_check", "Write down a referee's answers, rate and finish the check", sees_check)
allow("references.add_follow_up", "Ask referees one more question", asks_for_references | sat_on_panel)
allow("references.take_back_follow_up", "Take such a question back", asked_follow_up)
