"""The scorecard of somebody who sat in to learn, beside those of the people who rated the same interview."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from hiring.models import Candidacy

from ..models import Scorecard
from ..visibility import visible_scorecards
from .matrix import Cell, Row, StageMatrix, matrix_of


@dataclass(frozen=True)
class Pair:
    """One criterion: what the trainee sealed, and what the raters did; ``steps`` between them at most, if any."""

    row: Row
    learned: Cell
    rated: list[Cell]

    @property
    def steps(self) -> int | None:
        """How many levels the trainee is away from the rater furthest from them; ``None`` if either rated nothing."""
        levels = [cell.level for cell in self.rated if cell.level]
        if not self.learned.level or not levels:
            return None
        return max(abs(self.learned.level - level) for level in levels)

    @property
    def steps_words(self) -> str:
        """The same in words: "same level", "1 level apart", "not comparable"."""
        if self.steps is None:
            return "not comparable"
        return "same level" if not self.steps else f"{self.steps} level{'s' * (self.steps > 1)} apart"


@dataclass(frozen=True)
class Comparison:
    """``pairs``: those furthest apart first, in the scorecard's order among equals, those without both levels last."""

    stage: StageMatrix
    pairs: list[Pair]
    scorecards: list[Scorecard]

    @property
    def sentence(self) -> str:
        """How close they are: "Same level on 6 of 8 criteria, 1 level apart on 1, 2 or more on 1."."""
        steps = [pair.steps for pair in self.pairs if pair.steps is not None]
        if not steps:
            return "There is no criterion that both sides rated."
        one, more = steps.count(1), sum(step > 1 for step in steps)
        parts = [f"Same level on {steps.count(0)} of {len(steps)} criteria"]
        parts += [f"1 level apart on {one}"] * bool(one) + [f"2 or more on {more}"] * bool(more)
        return f"{', '.join(parts)}."


def comparison(user: User, learner: Scorecard) -> Comparison | None:
    """Compare ``learner``, the scorecard of somebody who sat in, with the raters' that ``user`` may read.

    ``None`` while there is nothing to compare: it may not be read, is not sealed, or none of the raters' is open.
    Whoever shows it calls ``record_reading(user=…, scorecards=comparison.scorecards, via=…)`` first. Four queries.
    """
    interview = learner.panelist.interview
    both = Q(pk=learner.pk) | Q(panelist__shadows=False)
    rows = visible_scorecards(user).sealed().filter(both, panelist__interview=interview)
    matrix = matrix_of(user, interview.candidacy, rows)
    cards = matrix.scorecards
    if learner.pk not in {card.pk for card in cards} or len(cards) < 2:
        return None
    pairs = [_pair(row, learner) for row in matrix.rows]
    pairs.sort(key=lambda pair: -1 if pair.steps is None else pair.steps, reverse=True)
    return Comparison(matrix.stages[0], pairs, cards)


def comparable(user: User, candidacy: Candidacy) -> list[Scorecard]:
    """The sealed scorecards of those who sat in that ``user`` may compare on ``candidacy``. One query."""
    open_ = visible_scorecards(user).sealed().filter(panelist__interview__candidacy=candidacy)
    rated = open_.counting().filter(panelist__interview=OuterRef("panelist__interview"))
    here = open_.filter(Exists(rated), panelist__shadows=True)
    return list(here.select_related("panelist__user", "panelist__interview__stage").order_by("sealed_at", "pk"))


def _pair(row: Row, learner: Scorecard) -> Pair:
    learned = next(cell for cell in row.cells if cell.column.scorecard.pk == learner.pk)
    return Pair(row, learned, [cell for cell in row.cells if cell is not learned])
