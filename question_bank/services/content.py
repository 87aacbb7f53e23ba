"""Writing a draft into its version, and a document into the tables. Called by other services in their transactions."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from question_bank.guide_format import (
    Draft,
    GuideDocument,
    WrittenCriterion,
    blanks,
    content_hash,
    errors,
    findings,
    placement,
)
from question_bank.guide_format.document import Question as QuestionPart
from question_bank.guide_format.document import Stage as StagePart
from question_bank.models import (
    Competency,
    Criterion,
    GuideCompetency,
    GuideStage,
    GuideVersion,
    Question,
    StageCriterion,
)


def write_draft(version: GuideVersion, draft: Draft, document: GuideDocument) -> None:
    """Store in ``version`` what it says as a ``draft``, and of ``document``, which says the same, what lists show."""
    version.draft = draft
    version.revision += 1
    version.content_hash = content_hash(document)
    version.name = document.name
    version.source = document.source or ""
    version.summary = document.summary or ""
    version.placeholders = dict(document.placeholders)
    version.open_findings = len(errors(findings(document))) + len(set(blanks(draft)))
    version.save()


def clear_content(version: GuideVersion) -> None:
    """Delete the stages, criteria and competencies of a version that is not published."""
    version.stages.all().delete()
    version.criteria.all().delete()
    version.competencies.all().delete()


def write_content(version: GuideVersion, document: GuideDocument) -> None:
    """Store all of ``document`` in ``version``, which holds no content yet."""
    version.name = document.name
    version.source = document.source or ""
    version.summary = document.summary or ""
    version.facts = [_plain(fact) for fact in document.facts]
    version.how_to_use = _plain(document.how_to_use)
    version.placeholders = dict(document.placeholders)
    version.not_enough_information = document.not_enough_information
    version.job_description = _plain(document.job_description)
    version.profile = document.profile.model_dump(mode="json", exclude_none=True, exclude={"competencies"})
    version.preparation = _plain(document.preparation)
    version.faq = [_plain(answer) for answer in document.faq]
    version.save()
    competencies = _write_competencies(version, document)
    criteria = _write_criteria(version, document, competencies)
    for position, part in enumerate(document.stages, start=1):
        stage = _write_stage(version, part, position)
        _write_questions(stage, part.questions, competencies)
        _place_criteria(stage, part, criteria)


def _plain(part: BaseModel | None) -> dict[str, Any]:
    return part.model_dump(mode="json", exclude_none=True) if part else {}


def _write_competencies(version: GuideVersion, document: GuideDocument) -> dict[str, GuideCompetency]:
    rows = {}
    for position, part in enumerate(document.profile.competencies, start=1):
        bank, _ = Competency.objects.get_or_create(key=part.key, defaults={"name": part.name})
        rows[part.key] = version.competencies.create(
            competency=bank, position=position, name=part.name, meaning=part.meaning, serves=list(part.serves)
        )
    return rows


def _write_criteria(
    version: GuideVersion, document: GuideDocument, competencies: dict[str, GuideCompetency]
) -> dict[str, Criterion]:
    def row(part: WrittenCriterion) -> Criterion:
        texts = {0: document.not_enough_information, **part.levels}
        return Criterion(
            version=version,
            key=part.key,
            name=part.name,
            competency=competencies[part.competency] if part.competency else None,
            outcome=part.outcome or "",
            ours=part.ours,
            levels=[texts[level] for level in sorted(texts)],
        )

    made = Criterion.objects.bulk_create([row(part) for _, part in document.written_criteria()])
    return {criterion.key: criterion for criterion in made}


def _write_stage(version: GuideVersion, part: StagePart, position: int) -> GuideStage:
    return version.stages.create(
        key=part.key,
        kind=part.kind,
        name=part.name,
        position=position,
        minutes_min=part.minutes.min,
        minutes_max=part.minutes.max,
        weight=Decimal(str(part.weight)),
        ours=part.ours,
        directions=_plain(part.directions),
        share=part.share or "",
        brief=_plain(part.brief),
        asks_recommendation=part.recommendation,
    )


def _write_questions(stage: GuideStage, parts: list[QuestionPart], competencies: dict[str, GuideCompetency]) -> None:
    rows = Question.objects.bulk_create(
        Question(
            stage=stage,
            key=part.key,
            position=position,
            text=part.text,
            type=part.type,
            minutes=part.minutes,
            rated=part.rated,
            areas=list(part.areas),
            follow_ups=list(part.follow_ups),
            guidance=part.guidance or "",
            source=part.source or "",
            ours=part.ours,
            level=part.level or "",
            tags=sorted(set(part.tags)),
            scale=part.scale or "",
        )
        for position, part in enumerate(parts, start=1)
    )
    asks = Question.competencies.through
    asks.objects.bulk_create(
        asks(question=row, guidecompetency=competencies[key])
        for row, part in zip(rows, parts, strict=True)
        for key in part.competencies
    )


def _place_criteria(stage: GuideStage, part: StagePart, criteria: dict[str, Criterion]) -> None:
    placed = [placement(entry) for entry in part.criteria]
    StageCriterion.objects.bulk_create(
        StageCriterion(stage=stage, criterion=criteria[key], position=position, weight=weight)
        for position, (key, weight) in enumerate(placed, start=1)
    )
