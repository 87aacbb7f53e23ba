"""The composite: sealed ratings combined by the weights of the guide, before anybody talks."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from accounts.models import User
from hiring.models import Candidacy

from .matrix import EvidenceMatrix, Row, StageMatrix, evidence_matrix

CENT = Decimal("0.01")


@dataclass(frozen=True)
class StageMean:
    """One stage's part of the composite: its mean on 1-4 and its weight."""

    name: str
    mean: Decimal
    weight: Decimal


@dataclass(frozen=True)
class Composite:
    """``value`` on 1-4, two decimals; ``stages`` are the parts that it consists of."""

    value: Decimal
    stages: list[StageMean]


def composite(user: User, candidacy: Candidacy, matrix: EvidenceMatrix | None = None) -> Composite | None:
    """Combine the sealed ratings of ``candidacy`` that ``user`` may read; None when nothing can be combined.

    A criterion's mean is the mean of the panelists' sealed levels on it, level 0 left out (a hole is not a low
    score). A stage's mean is the mean of its criteria weighted by ``StageCriterion.weight``, those without a mean left
    out; the composite is the mean of the stages weighted by ``Stage.weight``. Revisions do not count. Weights are fixed
    before anyone is rated, since mechanical combination beats judgement after the fact (Kuncel, Klieger, Connelly and
    Ones 2013; Campion, Palmer and Campion 1997, component 15).

    A stage takes part only when every scorecard of it is in and may be read by ``user``: with two raters an average
    would give the other one away. Hand over the ``matrix`` when it is at hand: then it needs no query.
    """
    matrix = matrix or evidence_matrix(user, candidacy)
    if not matrix.scorecards:
        return None
    parts = []
    for stage in matrix.stages:
        mean = weighted_mean([(_mean(row), row.weight) for row in stage.rows if row.levels])
        if mean is not None and _is_complete(stage):
            parts.append(StageMean(stage.name, mean, _weight(stage)))
    value = weighted_mean([(part.mean, part.weight) for part in parts])
    if value is None:
        return None
    shown = [StageMean(part.name, part.mean.quantize(CENT, ROUND_HALF_UP), part.weight) for part in parts]
    return Composite(value.quantize(CENT, ROUND_HALF_UP), shown)


def weighted_mean(pairs: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The mean of (value, weight) pairs; None without weight."""
    weight = sum((weight for _, weight in pairs), Decimal(0))
    return sum((value * weight for value, weight in pairs), Decimal(0)) / weight if weight else None


def _mean(row: Row) -> Decimal:
    return Decimal(sum(row.levels)) / len(row.levels)


def _weight(stage: StageMatrix) -> Decimal:
    return stage.columns[0].scorecard.panelist.interview.stage.weight


def _is_complete(stage: StageMatrix) -> bool:
    """Whether every scorecard of the stage is in, and stands in the matrix."""
    card = stage.columns[0].scorecard
    return not card.stage_owes and card.stage_sealed == len(stage.columns)
