"""Who may do what with references: those who decide on the role and owe no scorecard on the candidacy."""

import rules

from accounts.models import User
from core.policy import allow
from hiring.models import Candidacy

from .models import Referee, ReferenceCheck


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


allow("references.add_referee", "Add a referee whom the candidate named", asks_for_references)
allow("references.view_references", "See the referees and what they said", asks_for_references)
allow("references.start_check", "Begin a reference check", sees_referee)
allow("references.write_check", "Write down a referee's answers and finish the check", sees_check)
