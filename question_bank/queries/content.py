"""A version's content as its page and its book tell it: the document's parts, and what belongs to each elsewhere."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..guide_format import GuideDocument, WrittenCriterion, placement
from ..guide_format.document import Competency, Question, Stage
from ..models import RECOMMENDATIONS, GuideVersion, StageKind
from .documents import document_of


@dataclass(frozen=True)
class CriterionText:
    """A criterion with its five level texts, and the name of its competency; ``weight`` where it is placed."""

    part: WrittenCriterion
    competency: str
    levels: list[str]
    weight: float = 1.0


@dataclass(frozen=True)
class StageText:
    """A stage with its criteria in order; ``shared`` are those that stand on other scorecards as well."""

    part: Stage
    criteria: list[CriterionText]
    shared: list[CriterionText]

    @property
    def kind(self) -> str:
        return StageKind(self.part.kind).label

    @property
    def minutes(self) -> int:
        """How many minutes the questions take together."""
        return sum(question.minutes for question in self.part.questions)

    @property
    def has_directions(self) -> bool:
        """Whether the guide tells the interviewer anything about the stage as a whole."""
        return bool(self.part.directions.model_dump(exclude_none=True, exclude_defaults=True))


@dataclass(frozen=True)
class Measured:
    """A stage in which a competency is measured: questions about it with their numbers, criteria that rate it."""

    stage: Stage
    questions: list[tuple[int, Question]]
    criteria: list[WrittenCriterion]


@dataclass(frozen=True)
class GuideText:
    """The whole of a guide, to be told in order."""

    guide: GuideDocument

    @cached_property
    def criteria(self) -> dict[str, CriterionText]:
        return {criterion.key: self._criterion(criterion) for _, criterion in self.guide.written_criteria()}

    @cached_property
    def names(self) -> dict[str, str]:
        """The competencies' names by their keys."""
        return {competency.key: competency.name for competency in self.guide.profile.competencies}

    @cached_property
    def purposes(self) -> dict[str, str]:
        """What competencies serve, in words, by key: duties by their text, outcomes by their name."""
        duties = self.guide.job_description.duties if self.guide.job_description else []
        return {duty.key: duty.text for duty in duties} | {row.key: row.name for row in self.guide.profile.outcomes}

    @cached_property
    def stages(self) -> list[StageText]:
        return [self._stage(stage) for stage in self.guide.stages]

    @property
    def shared(self) -> list[CriterionText]:
        """The criteria that stand on several scorecards, in the order of the first."""
        placed = [key for stage in self.guide.stages for key in _placed(stage)]
        return [self.criteria[key] for key in dict.fromkeys(placed) if self._uses[key] > 1]

    @property
    def unplaced(self) -> list[CriterionText]:
        """The criteria that stand on no scorecard."""
        return [criterion for key, criterion in self.criteria.items() if not self._uses[key]]

    @property
    def weights(self) -> bool:
        """Whether the scored stages count for the composite in different measure."""
        return len({stage.weight for stage in self.guide.stages if stage.is_scored}) > 1

    @property
    def index(self) -> list[tuple[Competency, list[Measured]]]:
        """Where each competency is measured."""
        return [(competency, self._measured(competency)) for competency in self.guide.profile.competencies]

    @cached_property
    def _uses(self) -> Counter[str]:
        return Counter(key for stage in self.guide.stages for key in _placed(stage))

    def _criterion(self, part: WrittenCriterion, weight: float = 1.0) -> CriterionText:
        texts = {0: self.guide.not_enough_information, **part.levels}
        return CriterionText(
            part, self.names.get(part.competency or "", ""), [texts[level] for level in sorted(texts)], weight
        )

    def _stage(self, stage: Stage) -> StageText:
        placed = [
            self._criterion(self.criteria[key].part, weight)
            for key, weight in (placement(row) for row in stage.criteria)
        ]
        own = [criterion for criterion in placed if self._uses[criterion.part.key] == 1]
        return StageText(stage, own, [criterion for criterion in placed if self._uses[criterion.part.key] > 1])

    def _measured(self, competency: Competency) -> list[Measured]:
        places = [
            Measured(
                stage,
                [(number, row) for number, row in enumerate(stage.questions, 1) if competency.key in row.competencies],
                [part for part in map(self._part, _placed(stage)) if part.competency == competency.key],
            )
            for stage in self.guide.stages
        ]
        return [place for place in places if place.questions or place.criteria]

    def _part(self, key: str) -> WrittenCriterion:
        return self.criteria[key].part


def _placed(stage: Stage) -> list[str]:
    return [placement(entry)[0] for entry in stage.criteria]


def guide_text(version: GuideVersion) -> dict[str, Any]:
    """Return what ``question_bank/_guide.html`` tells of ``version``. Six queries at most, however long it is."""
    text = GuideText(document_of(version))
    return {"version": version, "text": text, "guide": text.guide, "recommendations": RECOMMENDATIONS.items()}
