"""What keeps a guide from being published: each question must come from the job, each scale must be anchored."""

from collections.abc import Iterator
from dataclasses import dataclass

from .document import LEVELS, GuideDocument, Stage
from .normal import placement


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason against publishing: the part's path in the file, its id on the version's page, and the reason."""

    path: tuple[str | int, ...]
    anchor: str
    reason: str


def findings(document: GuideDocument) -> list[Finding]:
    """Return every reason why the guide cannot be published yet; none means that it can."""
    found = [*_competency_findings(document), *_criterion_findings(document)]
    for index, stage in enumerate(document.stages):
        found += _stage_findings(stage, index)
    return found


def _competency_findings(document: GuideDocument) -> Iterator[Finding]:
    asked = {key for stage in document.stages for question in stage.questions for key in question.competencies}
    placed = _placed(document)
    rated = {criterion.competency for _, criterion in document.written_criteria() if criterion.key in placed}
    for index, competency in enumerate(document.profile.competencies):
        at = (("profile", "competencies", index), f"competency-{competency.key}")
        if not competency.serves:
            yield Finding(*at, f"“{competency.name}” serves no duty and no outcome of the role.")
        if competency.key not in asked:
            yield Finding(*at, f"No question asks about “{competency.name}”.")
        if competency.key not in rated:
            yield Finding(*at, f"No criterion on a scorecard rates “{competency.name}”.")


def _criterion_findings(document: GuideDocument) -> Iterator[Finding]:
    placed = _placed(document)
    for path, criterion in document.written_criteria():
        at = (path, f"criterion-{criterion.key}")
        if criterion.key not in placed:
            yield Finding(*at, f"The criterion “{criterion.name}” is on no scorecard.")
        if any(not criterion.levels.get(level, "").strip() for level in LEVELS):
            yield Finding(*at, f"The criterion “{criterion.name}” has a level without text.")


def _stage_findings(stage: Stage, index: int) -> Iterator[Finding]:
    if not stage.is_scored:
        return
    if not stage.criteria:
        yield Finding(("stages", index), f"stage-{stage.key}", f"“{stage.name}” has no criterion to rate.")
    for number, question in enumerate(stage.questions):
        if not question.competencies:
            at = (("stages", index, "questions", number), f"question-{stage.key}-{question.key}")
            yield Finding(*at, f"A question of “{stage.name}” names no competency: {question.text}")


def _placed(document: GuideDocument) -> set[str]:
    return {placement(entry)[0] for stage in document.stages for entry in stage.criteria}
