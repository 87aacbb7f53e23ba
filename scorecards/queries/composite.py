"""The composite: sealed ratings combined by the weights of the guide, before anybody talks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from accounts.models import User
from hiring.models import Candidacy, Panelist, Stage
from question_bank.models import StageCriterion, StageKind

from ..models import Rating
from ..visibility import visible_scorecards

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


def composite(user: User, candidacy: Candidacy) -> Composite | None:
    """Combine the sealed ratings of ``candidacy`` that ``user`` may read; None when nothing can be combined.

    A criterion's mean is the mean of the panelists' sealed levels on it, level 0 left out (a hole is not a low
    score). A stage's mean is the mean of its criteria weighted by ``StageCriterion.weight``, those without a mean left
    out; the composite is the mean of the stages weighted by ``Stage.weight``. Revisions do not count. Weights are fixed
    before anyone is rated, since mechanical combination beats judgement after the fact (Kuncel, Klieger, Connelly and
    Ones 2013; Campion, Palmer and Campion 1997, component 15).

    A stage takes part only when every scorecard of it is in and may be read by ``user``: with two raters an average
    would give the other one away. Four queries.
    """
    complete = _complete_stages(user, candidacy)
    if not complete:
        return None
    levels: dict[tuple[int, int], list[int]] = defaultdict(list)
    rated = Rating.objects.filter(
        level__gte=1,
        scorecard__sealed_at__isnull=False,
        scorecard__panelist__interview__candidacy=candidacy,
        scorecard__panelist__interview__stage__in=complete,
    )
    for stage, criterion, level in rated.values_list("scorecard__panelist__interview__stage", "criterion", "level"):
        levels[stage, criterion].append(level)
    weights: dict[int, dict[int, Decimal]] = defaultdict(dict)
    guide_stages = {stage.guide_stage_id: stage.pk for stage in complete.values()}
    for guide_stage, criterion, weight in StageCriterion.objects.filter(stage__in=guide_stages).values_list(
        "stage", "criterion", "weight"
    ):
        weights[guide_stages[guide_stage]][criterion] = weight
    means = {pk: _stage_mean(pk, levels, weights[pk]) for pk in complete}
    parts = [StageMean(stage.name, mean, stage.weight) for pk, stage in complete.items() if (mean := means[pk])]
    value = weighted_mean([(part.mean, part.weight) for part in parts])
    if value is None:
        return None
    shown = [StageMean(part.name, part.mean.quantize(CENT, ROUND_HALF_UP), part.weight) for part in parts]
    return Composite(value.quantize(CENT, ROUND_HALF_UP), shown)


def weighted_mean(pairs: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The mean of (value, weight) pairs; None without weight."""
    weight = sum((weight for _, weight in pairs), Decimal(0))
    return sum((value * weight for value, weight in pairs), Decimal(0)) / weight if weight else None


def _stage_mean(stage: int, levels: Mapping[tuple[int, int], list[int]], weights: dict[int, Decimal]) -> Decimal | None:
    means = [
        (Decimal(sum(found)) / len(found), weight)
        for criterion, weight in weights.items()
        if (found := levels.get((stage, criterion)))
    ]
    return weighted_mean(means)


def _complete_stages(user: User, candidacy: Candidacy) -> dict[int, Stage]:
    """The scored stages of which every scorecard is in and readable by ``user``, by primary key, in order."""
    readable = set(
        visible_scorecards(user).sealed().filter(panelist__interview__candidacy=candidacy).values_list("pk", flat=True)
    )
    if not readable:
        return {}
    panel = Panelist.objects.filter(interview__candidacy=candidacy, interview__stage__kind__in=StageKind.scored())
    owing = set(
        Panelist.objects.owing().filter(interview__candidacy=candidacy).values_list("interview__stage", flat=True)
    )
    stages: dict[int, Stage] = {}
    hidden: set[int] = set()
    sealed = panel.sealed().select_related("interview__stage", "scorecard").order_by("interview__stage__position")
    for panelist in sealed:
        stage = panelist.interview.stage
        stages[stage.pk] = stage
        if panelist.scorecard.pk not in readable:
            hidden.add(stage.pk)
    return {pk: stage for pk, stage in stages.items() if pk not in hidden.union(owing)}
