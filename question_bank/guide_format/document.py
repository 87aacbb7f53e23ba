"""The shape of a guide file. Every part that the format knows stands here, and nothing else is allowed."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator
from pydantic_core import PydanticCustomError

from .values import (
    LEVELS,
    NOT_ENOUGH_INFORMATION,
    Key,
    LevelTexts,
    Many,
    Minutes,
    Name,
    PlaceholderKey,
    Text,
    Weight,
)


class Part(BaseModel):
    """A part of a guide file: unknown names are refused, nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NamedText(Part):
    name: Name
    text: Text


class KeyedText(Part):
    key: Key
    text: Text


class Points(Part):
    """A list with an optional line above it."""

    intro: Text | None = None
    items: Many[Text] = Field(min_length=1)


class WatchList(Points):
    """What to watch for: mistakes and other signs that speak against a candidate."""

    ours: bool = False


class Topic(Part):
    name: Name
    text: Text | None = None


class EvaluationArea(Part):
    """One of the fields that a stage looks into, with the topics that belong to it and those asked about less often."""

    name: Name
    text: Text | None = None
    topics: Many[Topic] = []
    advanced: Many[Text] = []


class HowToUse(Part):
    intro: Text | None = None
    tips: Many[NamedText] = []
    outro: Text | None = None


class ProcessStep(Part):
    stage: Name
    text: Text


class Process(Part):
    intro: Text | None = None
    steps: Many[ProcessStep] = []


class JobDescription(Part):
    title: Name
    about: Text | None = None
    role: Text | None = None
    duties: Many[KeyedText] = []
    looking_for: Many[Text] = []
    must_have: Many[Text] = []
    nice_to_have: Many[Text] = []
    why_join: Points | None = None
    process: Process | None = None


class Competency(Part):
    key: Key
    name: Name
    meaning: Text
    serves: Many[Key] = []


class Outcome(Part):
    key: Key
    name: Name
    text: Text


class Profile(Part):
    overview: Text | None = None
    competencies: Many[Competency] = Field(min_length=1)
    outcomes: Many[Outcome] = []
    traits: Many[NamedText] = []


class WrittenCriterion(Part):
    """A criterion with its level texts. ``weight`` counts where it is written inside a stage.

    ``ours`` here and elsewhere: not from the guide's source document, but written by the makers of the guide.
    """

    key: Key
    name: Name
    competency: Key | None = None
    outcome: Key | None = None
    levels: LevelTexts
    weight: Weight = 1.0
    ours: bool = False

    @field_validator("levels")
    @classmethod
    def _all_levels(cls, levels: dict[int, str]) -> dict[int, str]:
        unknown = sorted(set(levels) - {0, *LEVELS})
        missing = [level for level in LEVELS if level not in levels]
        if unknown:
            raise PydanticCustomError("levels", f"level {unknown[0]} does not exist; a criterion has the levels 0 to 4")
        if missing:
            raise PydanticCustomError("levels", f"level {missing[0]} is missing; levels 1 to 4 each need a text")
        return dict(sorted(levels.items()))


class PlacedCriterion(Part):
    """A criterion of the guide's own list, placed in a stage with a weight."""

    use: Key
    weight: Weight = 1.0


def _entry_kind(entry: Any) -> str:
    if isinstance(entry, str):
        return "by key"
    given = entry if isinstance(entry, dict) else vars(entry) if isinstance(entry, Part) else {}
    return "placed" if "use" in given else "written"


CriterionEntry = Annotated[
    Annotated[Key, Tag("by key")]
    | Annotated[PlacedCriterion, Tag("placed")]
    | Annotated[WrittenCriterion, Tag("written")],
    Discriminator(_entry_kind),
]


class MinuteRange(Part):
    min: Minutes
    max: Minutes


class Directions(Part):
    intro: Many[Text] = []
    focus: Points | None = None
    practices: Points | None = None
    areas: Many[EvaluationArea] = []
    watch_for: WatchList | None = None
    outro: Many[Text] = []


class Brief(Part):
    """What the candidate is asked to do in a work sample."""

    title: Name
    task: Text
    submit: Points | None = None
    evaluated_on: Points | None = None
    outro: Many[Text] = []


QuestionType = Literal[
    "behavioural", "situational", "job_knowledge", "work_sample", "background", "closing", "agenda", "reference"
]
QuestionLevel = Literal["junior", "mid", "senior", "lead"]
NumberScale = Literal["1-10"]
StageKind = Literal["screen", "work_sample", "technical", "applied_ml", "culture", "debrief", "references"]
UNSCORED: frozenset[str] = frozenset({"debrief", "references"})


class Question(Part):
    key: Key
    text: Text
    type: QuestionType
    competencies: Many[Key] = []
    minutes: Minutes = 5
    rated: bool = True
    areas: Many[Text] = []
    follow_ups: Many[Text] = []
    guidance: Text | None = None
    source: Name | None = None
    ours: bool = False
    level: QuestionLevel | None = None
    tags: Annotated[list[Key], Field(max_length=20)] = []
    scale: NumberScale | None = None


class Stage(Part):
    key: Key
    kind: StageKind
    name: Name
    minutes: MinuteRange
    weight: Weight = 1.0
    ours: bool = False
    directions: Directions = Directions()
    share: Text | None = None
    brief: Brief | None = None
    questions: Many[Question] = []
    criteria: Many[CriterionEntry] = []
    recommendation: bool = False

    @property
    def is_scored(self) -> bool:
        """Whether panelists fill in scorecards here."""
        return self.kind not in UNSCORED


class Answer(Part):
    question: Text
    answer: Text


class PreparationSection(Part):
    title: Name
    intro: Text | None = None
    items: Many[Text] = Field(min_length=1)
    outro: Text | None = None


class Preparation(Part):
    """What a candidate reads beforehand: what comes, how to prepare, what to think of on the day."""

    intro: Text | None = None
    sections: Many[PreparationSection] = []
    faq: Many[Answer] = []
    outro: Text | None = None


class GuideDocument(Part):
    """A whole guide, as its file says it."""

    format: Literal[1]
    slug: Key
    name: Name
    source: Name | None = None
    summary: Text | None = None
    facts: Many[NamedText] = []
    how_to_use: HowToUse | None = None
    placeholders: dict[PlaceholderKey, Text] = {}
    not_enough_information: Name = NOT_ENOUGH_INFORMATION
    job_description: JobDescription | None = None
    profile: Profile
    criteria: Many[WrittenCriterion] = []
    stages: Many[Stage] = Field(min_length=1)
    preparation: Preparation | None = None
    faq: Many[Answer] = []

    def written_criteria(self) -> Iterator[tuple[tuple[str | int, ...], WrittenCriterion]]:
        """Yield every criterion with its path in the file: the guide's own list first, then those inside stages."""
        for index, criterion in enumerate(self.criteria):
            yield ("criteria", index), criterion
        for stage_index, stage in enumerate(self.stages):
            for index, entry in enumerate(stage.criteria):
                if isinstance(entry, WrittenCriterion):
                    yield ("stages", stage_index, "criteria", index), entry

    def purposes(self) -> set[str]:
        """Return the keys of all duties and outcomes: what a competency can serve."""
        duties = self.job_description.duties if self.job_description else []
        return {duty.key for duty in duties} | {outcome.key for outcome in self.profile.outcomes}
