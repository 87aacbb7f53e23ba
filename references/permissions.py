"""Who may do what with references: those who decide on the role and owe no scorecard on the candidacy."""

import rules

from accounts.models import User
from hiring.models import Candidacy

from .models import Referee, ReferenceCheck


@rules.predicate
def asks_for_references(user: User, candidacy: Candidacy) -> bool:
    """Decides on the role and owes no scorecard on the candidacy. One query."""
    return Candidacy.objects.progress_visible_to(user).filter(pk=candidacy.pk).exists()


@rules.predicate
def sees_referee(user: User, referee: Referee) -> bool:
    """The same, asked of a referee. One query."""
    return Referee.objects.visible_to(user).filter(pk=referee.pk).exists()


@rules.predicate
def sees_check(user: User, check: ReferenceCheck) -> bool:
    """The same, asked of a check. One query."""
    return ReferenceCheck.objects.visible_to(user).filter(pk=check.pk).exists()


rules.add_perm("references.add_referee", asks_for_references)
rules.add_perm("references.view_references", asks_for_references)
rules.add_perm("references.start_check", sees_referee)
rules.add_perm("references.write_check", sees_check)
