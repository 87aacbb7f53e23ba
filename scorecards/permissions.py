"""Who may do what with scorecards. Who may *read* them stands in ``visibility``."""

import rules

from accounts.models import User
from hiring.models import Candidacy, Panelist

from .models import Scorecard
from .visibility import may_read, may_see_progress


@rules.predicate
def sits_on(user: User, panelist: Panelist) -> bool:
    """Is this person on the panel, still on it, and does the interview stand."""
    active = panelist.left_at is None and panelist.recused_at is None
    return panelist.user_id == user.pk and active and panelist.interview.cancelled_at is None


@rules.predicate
def is_author(user: User, scorecard: Scorecard) -> bool:
    """Wrote this scorecard."""
    return scorecard.panelist.user_id == user.pk


@rules.predicate
def reads(user: User, scorecard: Scorecard) -> bool:
    """May read its content by the independence rule. One query."""
    return may_read(user, scorecard)


@rules.predicate
def sees_progress(user: User, candidacy: Candidacy) -> bool:
    """Decides on the role and is bound by no panel. Two queries."""
    return may_see_progress(user, candidacy)


# --- The table -------------------------------------------------------------------------------------------------------

rules.add_perm("scorecards.write_scorecard", sits_on)
rules.add_perm("scorecards.view_scorecard", reads)
rules.add_perm("scorecards.revise_scorecard", is_author)
rules.add_perm("scorecards.see_progress", sees_progress)
