"""The evidence matrix: criteria by stage against panelists, from the scorecards that the reader may see.

Scorecards of one stage may have been begun with different versions of the guide. A criterion is the same as long as its
key stays; each cell holds the criterion that it was rated by.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import Candidacy
from question_bank.guide_format.placeholders import fill
from question_bank.levels import Spread
from question_bank.models import Criterion, GuideVersion, StageCriterion

from ..models import Exposure, Rating, Revision, Scorecard
from ..models.scorecard import ScorecardQuerySet
from ..visibility import visible_scorecards
from .progress import with_stage_progress

ELSEWHERE = "Not on this scorecard, which was begun with another version of the guide."
IN_ORDER = [
    "panelist__interview__stage__position",
    "panelist__interview__starts_at",
    "panelist__user__name",
    "pk",
]
NOT_RATED = Rating()
# By guide stage, then by the criterion's key, in the order of the scorecard.
Placements = dict[int, dict[str, StageCriterion]]


@dataclass(frozen=True)
class Column:
    """One visible sealed scorecard. ``revised_recommendation``: the latest revision's, if any. ``red_flags``: the
    guide's signs that were ticked, in words; ``red_flag_notes``: what was seen or heard. ``version``: the number of the
    guide's version that it was begun with."""

    scorecard: Scorecard
    name: str
    recommendation: int | None
    revised_recommendation: int | None
    confidence_words: str
    red_flags: list[str]
    red_flag_notes: str
    independence: str
    independence_words: str
    exposed_at: datetime | None
    sealed_at: datetime | None
    is_own: bool
    version: int


@dataclass(frozen=True)
class Cell:
    """What one panelist sealed on one criterion; ``level`` is None when nothing was rated. ``revised``: the level of
    the latest revision, shown beside the sealed one and never counted.

    ``criterion`` and its ``weight`` are those of the scorecard's own version, None if that does not have it.
    """

    column: Column
    criterion: Criterion | None
    weight: Decimal
    level: int | None
    level_text: str
    evidence: str
    revised: int | None = None
    revised_reason: str = ""

    @property
    def is_hole(self) -> bool:
        """Nothing was learned here: level 0, or no rating, though it was asked for."""
        return self.criterion is not None and not self.level


@dataclass(frozen=True)
class Row(Spread):
    """One criterion of one stage, in its newest wording; ``cells`` stand in the order of the stage's columns."""

    criterion: Criterion
    stage_name: str
    competency: str
    cells: list[Cell]

    @property
    def weight(self) -> Decimal:
        """Its weight in the stage's composite: of several versions the mean over the levels that each led to."""
        weights = [cell.weight for cell in self.cells if cell.level]
        return sum(weights, Decimal(0)) / len(weights) if weights else Decimal(0)

    @property
    def levels(self) -> list[int]:
        """The levels 1-4 that were sealed."""
        return [cell.level for cell in self.cells if cell.level]

    @property
    def holes(self) -> int:
        return sum(cell.is_hole for cell in self.cells)


@dataclass(frozen=True)
class StageMatrix:
    """One stage's part. ``uid`` is the stage's."""

    uid: str
    name: str
    columns: list[Column]
    rows: list[Row]

    @property
    def is_mixed(self) -> bool:
        """Whether its scorecards were begun with different versions of the guide."""
        return len({column.version for column in self.columns}) > 1


@dataclass(frozen=True)
class EvidenceMatrix:
    """``stages`` in the order of the process; ``disagreements`` are the rows two levels apart or more, widest first;
    ``scorecards`` are those shown, to be handed to ``record_reading``."""

    stages: list[StageMatrix]
    scorecards: list[Scorecard] = field(default_factory=list)

    @property
    def flagged(self) -> list[tuple[str, Column]]:
        """Those who saw a red flag, each with the name of the stage."""
        columns = [(stage.name, column) for stage in self.stages for column in stage.columns]
        return [(name, column) for name, column in columns if column.red_flags or column.red_flag_notes]

    @property
    def rows(self) -> list[Row]:
        return [row for stage in self.stages for row in stage.rows]

    @property
    def criteria(self) -> dict[int, Criterion]:
        """Every criterion that was rated by, as it was, by its id."""
        asked = [cell.criterion for row in self.rows for cell in row.cells if cell.criterion]
        return {criterion.pk: criterion for criterion in asked}

    @property
    def disagreements(self) -> list[Row]:
        return sorted((row for row in self.rows if row.is_apart), key=lambda row: -row.spread)

    @property
    def holes(self) -> list[Row]:
        """The rows on which nobody has a level 1-4."""
        return [row for row in self.rows if not row.levels]


def evidence_matrix(user: User, candidacy: Candidacy) -> EvidenceMatrix:
    """The sealed scorecards of ``candidacy`` that count and that ``user`` may read, criterion by criterion.

    Empty when they may read none. Four queries, whatever the number of scorecards. Whoever shows it calls
    ``record_reading(user=…, scorecards=matrix.scorecards, via=…)`` first.
    """
    asked = {"user": user.pk, "candidacy": candidacy.pk}
    # A glass that is broken goes by the clock, which stands still in a statement.
    by_clock = user.access_level == User.AccessLevel.ADMIN
    cards = _readable(user.access_level, **asked) if by_clock else _READABLE.all(user.access_level, **asked)
    return _matrix(user, candidacy, list(cards))


def _readable(access_level: str, user: int, candidacy: int) -> QuerySet[Any]:
    reader = any_reader(access_level, user)
    counting = visible_scorecards(reader).sealed().counting().filter(panelist__interview__candidacy=candidacy)
    seen = Exists(Exposure.objects.filter(user=reader, scorecard=OuterRef("pk")))
    return _with_words(counting.annotate(is_recorded=Q(panelist__user=reader) | Q(seen)), Revision.objects.all())


def matrix_of(
    user: User, candidacy: Candidacy, found: ScorecardQuerySet, *, until: datetime | None = None
) -> EvidenceMatrix:
    """The matrix of the scorecards ``found``: sealed ones of ``candidacy`` that ``user`` may read. Four queries.

    Revisions after ``until`` (aware) are left out.
    """
    changes = Revision.objects.filter(at__lte=until) if until else Revision.objects.all()
    return _matrix(user, candidacy, list(_with_words(found, changes)))


def _with_words(found: ScorecardQuerySet, changes: QuerySet[Revision]) -> QuerySet[Any]:
    words = with_stage_progress(found).select_related(
        "panelist__user", "panelist__interview__stage", "guide_stage__version"
    )
    words = words.defer(*(f"guide_stage__version__{name}" for name in GuideVersion.LONG))
    return words.prefetch_related("ratings", Prefetch("revisions", changes)).order_by(*IN_ORDER)


_READABLE = Statement(_readable, user=int, candidacy=int)


def _matrix(user: User, candidacy: Candidacy, cards: list[Scorecard]) -> EvidenceMatrix:
    by_stage: dict[int, list[Scorecard]] = defaultdict(list)
    for card in cards:
        by_stage[card.panelist.interview.stage.pk].append(card)
    placements = _placements(cards)
    values = {**candidacy.role.placeholder_values, "candidate": candidacy.candidate.name}
    stages = []
    for of_stage in by_stage.values():
        stage = of_stage[0].panelist.interview.stage
        columns = [_column(card, user, values) for card in of_stage]
        stages.append(StageMatrix(stage.uid, stage.name, columns, _rows(stage.name, columns, placements)))
    return EvidenceMatrix(stages, cards)


def _placements(cards: Iterable[Scorecard]) -> Placements:
    found: Placements = defaultdict(dict)
    placed = StageCriterion.objects.filter(stage__in={card.guide_stage_id for card in cards})
    for placement in placed.select_related("criterion__competency").order_by("stage", "position"):
        found[placement.stage_id][placement.criterion.key] = placement
    return found


def _column(card: Scorecard, user: User, values: Mapping[str, str]) -> Column:
    watched = card.guide_stage.watched
    revised = [r for r in card.revisions.all() if r.recommendation is not None]
    return Column(
        scorecard=card,
        name=card.panelist.user.name,
        recommendation=card.recommendation,
        revised_recommendation=max(revised, key=lambda r: (r.at, r.pk)).recommendation if revised else None,
        confidence_words=card.get_confidence_display() if card.confidence else "",
        red_flags=[fill(watched[place], values) for place in card.red_flags],
        red_flag_notes=card.red_flag_notes,
        independence=card.independence,
        independence_words=card.get_independence_display(),
        exposed_at=card.exposed_at,
        sealed_at=card.sealed_at,
        is_own=card.panelist.user_id == user.pk,
        version=card.guide_stage.version.number,
    )


def _rows(stage_name: str, columns: list[Column], placements: Placements) -> list[Row]:
    """The newest version's criteria in its order, then those that only an older one has."""
    newest_first = sorted(columns, key=lambda column: -column.version)
    criteria: dict[str, Criterion] = {}
    for column in newest_first:
        for key, placement in placements[column.scorecard.guide_stage_id].items():
            criteria.setdefault(key, placement.criterion)
    entries = [_entry(column, placements) for column in columns]
    return [_row(criterion, stage_name, entries) for criterion in criteria.values()]


@dataclass(frozen=True)
class _Entry:
    """A column with what its cells are made of, by the key or the id of a criterion."""

    column: Column
    placements: Mapping[str, StageCriterion]
    ratings: Mapping[int, Rating]
    changes: Mapping[int | None, Revision]


def _entry(column: Column, placements: Placements) -> _Entry:
    card = column.scorecard
    ratings = {rating.criterion_id: rating for rating in card.ratings.all()}
    in_order = sorted(card.revisions.all(), key=lambda revision: (revision.at, revision.pk))
    last = {revision.criterion_id: revision for revision in in_order}
    return _Entry(column, placements[card.guide_stage_id], ratings, last)


def _row(criterion: Criterion, stage_name: str, entries: list[_Entry]) -> Row:
    competency = criterion.competency.name if criterion.competency else ""
    return Row(criterion, stage_name, competency, [_cell(criterion.key, entry) for entry in entries])


def _cell(key: str, entry: _Entry) -> Cell:
    column, placement = entry.column, entry.placements.get(key)
    if placement is None:
        return Cell(column, criterion=None, weight=Decimal(0), level=None, level_text=ELSEWHERE, evidence="")
    criterion = placement.criterion
    rating, last = entry.ratings.get(criterion.pk, NOT_RATED), entry.changes.get(criterion.pk)
    return Cell(
        column=column,
        criterion=criterion,
        weight=placement.weight,
        level=rating.level,
        level_text=criterion.levels[rating.level] if rating.level is not None else "",
        evidence=rating.evidence,
        revised=last.level if last else None,
        revised_reason=last.reason if last else "",
    )
