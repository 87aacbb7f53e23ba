"""Who may do what with scorecards. Who may *read* them stands in ``visibility``."""

import rules

from accounts.models import User
from accounts.permissions import is_admin
from core.policy import Kind, allow, explain
from hiring.models import Candidacy, Panelist
from hiring.permissions import decides_on_candidacy, decides_on_role

from .models import BreakGlass, Scorecard
from .visibility import may_read, may_see_progress


@rules.predicate
def sits_on(user: User, panelist: Panelist) -> bool:
    """Is on the panel of an interview that stands, and still on it."""
    active = panelist.left_at is None and panelist.recused_at is None
    return panelist.user_id == user.pk and active and panelist.interview.cancelled_at is None


@rules.predicate
def is_author(user: User, scorecard: Scorecard) -> bool:
    """Wrote this scorecard."""
    return scorecard.panelist.user_id == user.pk


@rules.predicate
def reads(user: User, scorecard: Scorecard) -> bool:
    """May read it by the independence rule. One query."""
    return may_read(user, scorecard)


@rules.predicate
def sees_progress(user: User, candidacy: Candidacy) -> bool:
    """Decides on the role and is bound by no panel of the candidate. Two queries."""
    return may_see_progress(user, candidacy)


@rules.predicate
def opened_it(user: User, glass: BreakGlass) -> bool:
    """Broke this glass."""
    return glass.by_id == user.pk


@rules.predicate
def decides_there(user: User, glass: BreakGlass) -> bool:
    """Holds a seat as hiring manager or recruiter on the role. One query."""
    return decides_on_candidacy(user, glass.candidacy)


# --- The table -------------------------------------------------------------------------------------------------------

allow("scorecards.write_scorecard", "Write and seal the scorecard of an interview", sits_on)
allow("scorecards.view_scorecard", "Read a sealed scorecard", reads)
allow("scorecards.revise_scorecard", "Add a revision to a sealed scorecard, with a reason", is_author)
allow("scorecards.see_progress", "See who owes a scorecard, who has sealed, and when", sees_progress)
allow("scorecards.see_role_report", "See how independently a role was scored", is_admin | decides_on_role)
# Whom a panel keeps is refused by the service, in words.
allow("scorecards.break_glass", "Open one candidate's sealed scorecards in an emergency, for a day", is_admin)
allow("scorecards.end_break_glass", "End that early", opened_it | is_admin | decides_there)

# --- The independence rule, in words; ``visibility`` decides ---------------------------------------------------------

for line in (
    "You always see your own scorecard. A draft is seen by its author alone.",
    "On the panel: you see the others' once yours are all sealed and the debrief has opened. What is sealed "
    "after it has closed waits for the next debrief.",
    "Deciding on the role, not on the panel: you see a stage's scorecards once every one of them is in. Averages "
    "appear only then.",
    "Sitting in to learn: you are bound like the panel, and nothing waits for your scorecard. It enters no number, "
    "document or debrief; whoever rated the same interview may compare it with theirs once the debrief has opened or "
    "the candidacy has ended.",
    "Leaving a panel opens nothing before the debrief has closed, neither scores nor how the candidate moves on; nor "
    "does cancelling an interview once you have begun its scorecard. Recusing never opens a scorecard, nor the reason "
    "of a decision.",
    "Being an admin opens nothing. In an emergency an admin outside the panel can open one candidate's scorecards for "
    "a day: with a written reason, told to the panel and the deciders, on record.",
    "A sealed scorecard never changes. What somebody had read before sealing is marked on it.",
):
    explain(Kind.INDEPENDENCE, "", line)
