"""A version's content as rows, in order and fetched together."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from ..models import RECOMMENDATIONS, Criterion, GuideCompetency, GuideStage, GuideVersion, Question, StageCriterion


@dataclass(frozen=True)
class Measured:
    """A stage in which a competency is measured: questions about it with their numbers, criteria that rate it."""

    stage: GuideStage
    questions: list[tuple[int, Question]]
    criteria: list[Criterion]


def guide_text(version: GuideVersion) -> dict[str, Any]:
    """Return what ``question_bank/_guide.html`` tells of ``version``: the whole of it. Six queries, however long."""
    stages, competencies = stages_of(version), competencies_of(version)
    return {
        "version": version,
        "stages": stages,
        "weights": weights_differ(stages),
        "competencies": competencies,
        "outcomes": outcome_criteria(stages),
        "unplaced": list(version.criteria.filter(placements=None).order_by("pk").select_related("competency")),
        "recommendations": RECOMMENDATIONS.items(),
        "index": [(competency, measured(competency, stages)) for competency in competencies],
    }


def measured(competency: GuideCompetency, stages: list[GuideStage]) -> list[Measured]:
    """Return those of ``stages`` that ask about the competency or rate it; reads what they hold."""
    places = [
        Measured(
            stage,
            [
                (number, row)
                for number, row in enumerate(stage.questions.all(), 1)
                if competency in row.competencies.all()
            ],
            [row.criterion for row in stage.placements.all() if row.criterion.competency_id == competency.pk],
        )
        for stage in stages
    ]
    return [place for place in places if place.questions or place.criteria]


def stages_of(version: GuideVersion) -> list[GuideStage]:
    """Return the version's stages in order, with questions, their competencies, and placed criteria. Four queries."""
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
