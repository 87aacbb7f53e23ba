"""Reads over several tables: a version's whole content, as a document or for a page."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Prefetch
from django.urls import reverse

from core.todo import Label, Todo

from .guide_format import Change, GuideDocument, Problem, changes, content_hash, findings, read
from .models import Criterion, Guide, GuideCompetency, GuideStage, GuideVersion, Question, StageCriterion, VersionState


@dataclass(frozen=True)
class GuideLine:
    """A guide with its versions, newest first; ``current`` is the one in use, or the newest if none is published."""

    guide: Guide
    versions: list[GuideVersion]

    @property
    def current(self) -> GuideVersion:
        published = [version for version in self.versions if version.state == VersionState.PUBLISHED]
        return published[0] if published else self.versions[0]

    @property
    def draft(self) -> GuideVersion | None:
        """The draft beside the version in use; only the newest version can be one."""
        newest = self.versions[0]
        return newest if newest.state == VersionState.DRAFT and newest != self.current else None

    @property
    def others(self) -> list[GuideVersion]:
        return [version for version in self.versions if version != self.current]


def guides_with_versions(user: Any) -> list[GuideLine]:
    """Return the guides that ``user`` may read with their versions, counted. One query."""
    versions = (
        GuideVersion.objects.visible_to(user)
        .select_related("guide", "published_by")
        .annotate(
            stage_count=Count("stages", distinct=True),
            question_count=Count("stages__questions", distinct=True),
            criterion_count=Count("criteria", distinct=True),
        )
        .order_by("guide__name", "guide_id", "-number")
    )
    return [GuideLine(guide, list(rows)) for guide, rows in groupby(versions, key=lambda version: version.guide)]


def todos(user: Any) -> list[Todo]:
    """Return a line for Today for each draft that ``user`` may publish. One query."""
    if not user.has_perm("question_bank.manage_version"):
        return []
    drafts = GuideVersion.objects.visible_to(user).drafts().order_by("created_at", "pk")
    return [_draft_line(draft) for draft in drafts]


def _draft_line(draft: GuideVersion) -> Todo:
    count = draft.open_findings
    things = "1 thing keeps" if count == 1 else f"{count} things keep"
    return Todo(
        label=Label.DECIDE,
        when=draft.created_at,
        title=f"Guide · {draft.name}, version {draft.number} draft",
        detail="" if count is None else f"{things} it from being published" if count else "ready to publish",
        act="Publish" if count == 0 else "Look",
        url=reverse("guide_version_detail", args=[draft.uid]),
    )


@dataclass(frozen=True)
class Preview:
    """What a guide file would do: the version it is compared with, the changes, and what keeps it from publication."""

    document: GuideDocument
    newest: GuideVersion | None
    changes: list[Change]
    unready: list[Problem]
    unchanged: bool


def preview_of(document: GuideDocument, content: str) -> Preview:
    """Return what loading ``document``, read from ``content``, would do."""
    newest = GuideVersion.objects.filter(guide__key=document.slug).select_related("guide").order_by("-number").first()
    source = read(content, name="guide.yaml")
    return Preview(
        document=document,
        newest=newest,
        changes=changes(document_of(newest) if newest else None, document),
        unready=[Problem(source.line_of(finding.path), finding.reason) for finding in findings(document)],
        unchanged=newest is not None and says(newest, document),
    )


def outcome_criteria(stages: list[GuideStage]) -> list[Criterion]:
    """Return the criteria that stand on several scorecards, in the order of the first; reads what ``stages`` hold."""
    placed = [placement.criterion for stage in stages for placement in stage.placements.all()]
    uses = Counter(criterion.pk for criterion in placed)
    return list({criterion.pk: criterion for criterion in placed if uses[criterion.pk] > 1}.values())


def stages_of(version: GuideVersion) -> list[GuideStage]:
    """Return the version's stages in order, with questions, their competencies, and placed criteria. Five queries."""
    return _stages_of([version])[version.pk]


def _stages_of(versions: list[GuideVersion]) -> dict[int, list[GuideStage]]:
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


def weights_differ(stages: list[GuideStage]) -> bool:
    """Whether the scored ``stages`` count for the composite in different measure."""
    return len({stage.weight for stage in stages if stage.is_scored}) > 1


def competencies_of(version: GuideVersion) -> list[GuideCompetency]:
    """Return the version's competencies in order. One query."""
    return list(version.competencies.order_by("position").select_related("competency"))


def document_of(version: GuideVersion, *, stages: list[GuideStage] | None = None) -> GuideDocument:
    """Return what ``version`` says in the form of the guide file; ``stages`` as ``stages_of`` gave them, if at hand."""
    return documents_of([version], stages={version.pk: stages} if stages is not None else None)[0]


def documents_of(
    versions: list[GuideVersion], *, stages: dict[int, list[GuideStage]] | None = None
) -> list[GuideDocument]:
    """Return what each of ``versions`` says in the form of the guide file. Seven queries, however many they are."""
    stages = _stages_of(versions) if stages is None else stages
    criteria = Criterion.objects.filter(version__in=versions).order_by("pk").select_related("competency__competency")
    competencies = GuideCompetency.objects.filter(version__in=versions).order_by("position")
    written = _by_version(criteria)
    named = _by_version(competencies.select_related("competency"))
    return [_document(version, stages[version.pk], written[version.pk], named[version.pk]) for version in versions]


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
        "questions": [_question(question) for question in stage.questions.all()],
        "criteria": [_entry(placement, version, shared) for placement in stage.placements.all()],
        "recommendation": stage.asks_recommendation,
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "text": question.text,
        "type": question.type,
        "competencies": [row.competency.key for row in question.competencies.all()],
        "minutes": question.minutes,
        "rated": question.rated,
        "areas": question.areas,
        "follow_ups": question.follow_ups,
        "guidance": question.guidance or None,
        "source": question.source or None,
        "ours": question.ours,
    }


def _entry(placement: StageCriterion, version: GuideVersion, shared: set[int]) -> Any:
    weight = float(placement.weight)
    if placement.criterion_id not in shared:
        return _criterion(placement.criterion, version) | {"weight": weight}
    key = placement.criterion.key
    return key if weight == 1 else {"use": key, "weight": weight}
