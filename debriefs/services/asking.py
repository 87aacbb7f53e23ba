"""Further investigation: a question of the debrief that every referee is asked."""

from django.db import transaction

from accounts.models import User
from references import services as references
from references.models import FollowUp

from ..models import Debrief
from .refusals import NotInTheRoom, lock_debrief, refuse_unless_in_session
from .summarising import facts_changed


@transaction.atomic
def ask_referees(*, debrief: Debrief, text: str, by: User, for_referee: bool = False) -> FollowUp:
    """Have the reference checks of the candidate carry one more question.

    ``for_referee``: the referee may read it as it is worded. Raises ``NotOpened``, ``DebriefClosed``, ``NotInTheRoom``
    and what ``references.services.add_follow_up`` raises.
    """
    debrief = lock_debrief(debrief)
    refuse_unless_in_session(debrief)
    if not by.has_perm("debriefs.write_note", debrief):
        raise NotInTheRoom
    asked = references.add_follow_up(candidacy=debrief.candidacy, text=text, by=by, for_referee=for_referee)
    facts_changed(debrief=debrief, by=by, revealed=True)
    return asked
