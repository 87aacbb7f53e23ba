"""When a decision departs from the composite (it may, and then says why), and where a hire leads, and back."""

from decimal import Decimal

from hiring.models import Candidacy, Stage
from question_bank.models import StageKind

from ..models import Debrief, Outcome

# The middle of the scale 1-4: recommendations know no neutral, and neither does this line.
HIRE_FROM = Decimal("2.5")


def departs_from(composite_value: Decimal | None, outcome: str) -> bool:
    """Whether ``outcome`` departs from the composite (1-4): a hire below 2.5, or a no hire at 2.5 or above.

    Without a composite nothing departs; hold and another role follow no side.
    """
    if composite_value is None:
        return False
    low = composite_value < HIRE_FROM
    return (outcome == Outcome.HIRE and low) or (outcome == Outcome.NO_HIRE and not low)


def references_ahead(candidacy: Candidacy) -> Stage | None:
    """The references stage that a hire moves ``candidacy`` to; None where they are passed or the role has none."""
    stage = candidacy.role.stages.filter(kind=StageKind.REFERENCES).first()
    return stage if stage and candidacy.stage.position < stage.position else None


def returns_to(debrief: Debrief) -> Stage:
    """The stage that its candidacy comes back to when ``debrief`` is taken up again: where it stood when decided."""
    decision, candidacy = debrief.decision, debrief.candidacy
    first = decision.moves.select_related("stage").order_by("pk").first() if decision else None
    return first.stage if first else candidacy.stage
