"""What versions say in the form of the guide file, and what a file would change."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from ..guide_format import (
    Change,
    Finding,
    GuideDocument,
    Problem,
    blanks,
    changes,
    content_hash,
    errors,
    findings,
    from_draft,
    read,
    unwritten_at,
    warnings,
)
from ..models import (
    BankQuestion,
    Competency,
    Criterion,
    GuideCompetency,
    GuideStage,
    GuideVersion,
    Question,
    StageCriterion,
)
from .words import watch_list


@dataclass(frozen=True)
class Preview:
    """What a guide file would do: the version it is compared with, the changes, what keeps it from publication,
    and what publishing will ask about."""

    document: GuideDocument
    newest: GuideVersion | None
    changes: list[Change]
    unready: list[Problem]
    doubtful: list[Problem]
    unchanged: bool


def preview_of(document: GuideDocument, content: str) -> Preview:
    """Return what loading ``document``, read from ``content``, would do."""
    newest = GuideVersion.objects.filter(guide__key=document.slug).select_related("guide").order_by("-number").first()
    source = read(content, name="guide.yaml")
    found = findings(document, watch_list())
    return Preview(
        document=document,
        newest=newest,
        changes=changes(document_of(newest) if newest else None, document),
        unready=[Problem(source.line_of(finding.path), finding.reason) for finding in errors(found)],
        doubtful=[Problem(source.line_of(finding.path), finding.reason) for finding in warnings(found)],
        unchanged=newest is not None and says(newest, document),
    )


def document_of(version: GuideVersion) -> GuideDocument:
    """Return what ``version`` says in the form of the guide file."""
    return documents_of([version])[0]


def documents_of(versions: list[GuideVersion]) -> list[GuideDocument]:
    """Return what each of ``versions`` says in the form of the guide file. Six queries at most, none for drafts."""
    rows = [version for version in versions if version.draft is None]
    stages = _stages(rows) if rows else {}
    criteria = Criterion.objects.filter(version__in=rows).order_by("pk").select_related("competency__competency")
    competencies = GuideCompetency.objects.filter(version__in=rows).order_by("position")
    written = _by_version(criteria) if rows else {}
    named = _by_version(competencies.select_related("competency")) if rows else {}
    return [
        _document(version, stages[version.pk], written[version.pk], named[version.pk])
        if version.draft is None
        else from_draft(version.draft)
        for version in versions
    ]


def findings_of(version: GuideVersion, document: GuideDocument | None = None) -> list[Finding]:
    """Return what is to be mended or looked at before ``version`` is published, errors first.

    ``document``: what the version says, if it is at hand.
    """
    draft = version.draft or {}
    unwritten = [unwritten_at(draft, path) for path in dict.fromkeys(blanks(draft))]
    return [*unwritten, *findings(document or document_of(version), watch_list())]


def _stages(versions: list[GuideVersion]) -> dict[int, list[GuideStage]]:
    questions = Question.objects.in_order().prefetch_related(
        Prefetch("competencies", GuideCompetency.objects.order_by("position").select_related("competency"))
    )
    placements = StageCriterion.objects.order_by("position").select_related("criterion__competency__competency")
    stages = GuideStage.objects.filter(version__in=versions).order_by("position")
    return _by_version(stages.prefetch_related(Prefetch("questions", questions), Prefetch("placements", placements)))


def _by_version(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(row)
    return found


def _document(
    version: GuideVersion, stages: list[GuideStage], criteria: list[Criterion], competencies: list[GuideCompetency]
) -> GuideDocument:
    uses = Counter(placement.criterion_id for stage in stages for placement in stage.placements.all())
    shared = [criterion for criterion in criteria if uses[criterion.pk] != 1]
    data = {
        "format": 1,
        "slug": version.guide.key,
        "name": version.name,
        "source": version.source or None,
        "summary": version.summary or None,
        "facts": version.facts,
        "how_to_use": version.how_to_use or None,
        "placeholders": version.placeholders,
        "not_enough_information": version.not_enough_information,
        "job_description": version.job_description or None,
        "profile": version.profile | {"competencies": [_competency(row) for row in competencies]},
        "criteria": [_criterion(criterion, version) for criterion in shared],
        "stages": [_stage(stage, version, {criterion.pk for criterion in shared}) for stage in stages],
        "preparation": version.preparation or None,
        "faq": version.faq,
    }
    return GuideDocument.model_validate(data)


def says(version: GuideVersion, document: GuideDocument) -> bool:
    """Whether ``version`` says what ``document`` says, even if it was stored when the format had fewer parts."""
    wanted = content_hash(document)
    return version.content_hash == wanted or content_hash(document_of(version)) == wanted


def _competency(row: GuideCompetency) -> dict[str, Any]:
    return {"key": row.competency.key, "name": row.name, "meaning": row.meaning, "serves": row.serves}


def _criterion(row: Criterion, version: GuideVersion) -> dict[str, Any]:
    texts = dict(enumerate(row.levels))
    if texts.get(0) == version.not_enough_information:
        del texts[0]
    return {
        "key": row.key,
        "name": row.name,
        "competency": row.competency.competency.key if row.competency else None,
        "outcome": row.outcome or None,
        "levels": texts,
        "ours": row.ours,
    }


def _stage(stage: GuideStage, version: GuideVersion, shared: set[int]) -> dict[str, Any]:
    return {
        "key": stage.key,
        "kind": stage.kind,
        "name": stage.name,
        "minutes": {"min": stage.minutes_min, "max": stage.minutes_max},
        "weight": float(stage.weight),
        "ours": stage.ours,
        "directions": stage.directions,
        "share": stage.share or None,
        "brief": stage.brief or None,
        "questions": [question_part(question) for question in stage.questions.all()],
        "criteria": [_entry(placement, version, shared) for placement in stage.placements.all()],
        "recommendation": stage.asks_recommendation,
    }


def question_part(question: Question | BankQuestion) -> dict[str, Any]:
    """Return the question in the form of the guide file; reads its competencies."""
    asks = question.competencies.all()
    return {
        "key": question.key,
        "text": question.text,
        "type": question.type,
        "competencies": [row.key if isinstance(row, Competency) else row.competency.key for row in asks],
        "minutes": question.minutes,
        "rated": question.rated,
        "areas": question.areas,
        "follow_ups": question.follow_ups,
        "guidance": question.guidance or None,
        "source": question.source or None,
        "ours": isinstance(question, Question) and question.ours,
        "level": question.level or None,
        "tags": question.tags,
        "scale": (question.scale or None) if isinstance(question, Question) else None,
    }


def _entry(placement: StageCriterion, version: GuideVersion, shared: set[int]) -> Any:
    weight = float(placement.weight)
    if placement.criterion_id not in shared:
        return _criterion(placement.criterion, version) | {"weight": weight}
    key = placement.criterion.key
    return key if weight == 1 else {"use": key, "weight": weight}
