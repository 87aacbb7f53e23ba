"""What the author of a sealed scorecard says now."""

from ..models import Scorecard


def recommendation_now(scorecard: Scorecard) -> int | None:
    """The recommendation (1-4) of the latest revision, else the sealed one; None if there is none. One query.

    Ask only for scorecards that the reader may read.
    """
    changes = scorecard.revisions.filter(recommendation__isnull=False).order_by("-at", "-pk")
    return changes.values_list("recommendation", flat=True).first() or scorecard.recommendation
