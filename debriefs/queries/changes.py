"""What was changed after sealing, with what had been sealed."""

from dataclasses import dataclass

from question_bank.models import RECOMMENDATIONS
from scorecards.models import Revision
from scorecards.queries import EvidenceMatrix


@dataclass(frozen=True)
class Change:
    """One revision: of a level (0-4; ``sealed`` is None where it was not rated), or of the recommendation, in words
    (empty where there was none). ``what``: the criterion's name, or "Recommendation"."""

    who: str
    stage: str
    what: str
    sealed: int | str | None
    now: int | str | None
    revision: Revision


def changes(matrix: EvidenceMatrix) -> list[Change]:
    """Every revision of the scorecards in ``matrix``, oldest first. No query."""
    names = {pk: criterion.name for pk, criterion in matrix.criteria.items()}
    found = []
    for card in matrix.scorecards:
        levels = {rating.criterion_id: rating.level for rating in card.ratings.all()}
        who, stage = card.panelist.user.name, card.panelist.interview.stage.name
        for revision in card.revisions.all():
            if revision.criterion_id is None:
                sealed, now = _words(card.recommendation), _words(revision.recommendation)
                found.append(Change(who, stage, "Recommendation", sealed, now, revision))
            else:
                name, level = names.get(revision.criterion_id, ""), levels.get(revision.criterion_id)
                found.append(Change(who, stage, name, level, revision.level, revision))
    return sorted(found, key=lambda change: (change.revision.at, change.revision.pk))


def _words(recommendation: int | None) -> str:
    return RECOMMENDATIONS.get(recommendation or 0, "")
