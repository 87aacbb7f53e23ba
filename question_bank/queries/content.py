"""A version's content as rows, in order and fetched together."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from ..models import Criterion, GuideCompetency, GuideStage, GuideVersion, Question, StageCriterion


def stages_of(version: GuideVersion) -> list[GuideStage]:
    """Return the version's stages in order, with questions, their competencies, and placed criteria. Five queries."""
    return stages_by_version([version])[version.pk]


def stages_by_version(versions: list[GuideVersion]) -> dict[int, list[GuideStage]]:
    questions = Question.objects.in_order().prefetch_related(
        Prefetch("competencies", GuideCompetency.objects.order_by("position").select_related("competency"))
    )
    placements = StageCriterion.objects.order_by("position").select_related("criterion__competency__competency")
    stages = GuideStage.objects.filter(version__in=versions).order_by("position")
    return by_version(stages.prefetch_related(Prefetch("questions", questions), Prefetch("placements", placements)))


def by_version(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(row)
    return found


def outcome_criteria(stages: list[GuideStage]) -> list[Criterion]:
    """Return the criteria that stand on several scorecards, in the order of the first; reads what ``stages`` hold."""
    placed = [placement.criterion for stage in stages for placement in stage.placements.all()]
    uses = Counter(criterion.pk for criterion in placed)
    return list({criterion.pk: criterion for criterion in placed if uses[criterion.pk] > 1}.values())


def weights_differ(stages: list[GuideStage]) -> bool:
    """Whether the scored ``stages`` count for the composite in different measure."""
    return len({stage.weight for stage in stages if stage.is_scored}) > 1


def competencies_of(version: GuideVersion) -> list[GuideCompetency]:
    """Return the version's competencies in order. One query."""
    return list(version.competencies.order_by("position").select_related("competency"))
