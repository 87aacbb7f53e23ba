"""A small published guide with every kind of stage, two questions and three criteria a stage, two of them outcomes."""

from datetime import UTC, datetime
from typing import Any

import factory
from django.db import transaction

from question_bank.models import (
    Competency,
    Criterion,
    Guide,
    GuideCompetency,
    GuideStage,
    GuideVersion,
    Question,
    StageCriterion,
    StageKind,
    VersionState,
)
from question_bank.services.indexing import index_guide

STAGES = [
    ("screening", StageKind.SCREEN, "Screening Interview"),
    ("work-sample", StageKind.WORK_SAMPLE, "Technical Assessment"),
    ("technical", StageKind.TECHNICAL, "Technical Interview"),
    ("applied-ml", StageKind.APPLIED_ML, "Applied ML Interview"),
    ("culture", StageKind.CULTURE, "Team & Culture Interview"),
    ("debrief", StageKind.DEBRIEF, "Debrief Meeting"),
    ("references", StageKind.REFERENCES, "Reference Checks"),
]
LEVELS = ["Not enough information gathered to evaluate", "Little", "Some", "Solid", "Outstanding"]


class GuideFactory(factory.django.DjangoModelFactory[Guide]):
    class Meta:
        model = Guide

    key = factory.Sequence(lambda n: f"guide-{n}")
    name = "Machine Learning Engineer"


class GuideVersionFactory(factory.django.DjangoModelFactory[GuideVersion]):
    class Meta:
        model = GuideVersion
        skip_postgeneration_save = True

    guide = factory.SubFactory(GuideFactory)
    number = 1
    name = factory.SelfAttribute("guide.name")
    state = VersionState.PUBLISHED
    published_at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    content_hash = factory.Sequence(lambda n: f"{n:064d}")
    profile = factory.LazyFunction(
        lambda: {
            "overview": "Bridges data and software.",
            "outcomes": [{"key": "deploy", "name": "Deploy models", "text": "Two or three models in the first year."}],
            "traits": [],
        }
    )

    @factory.post_generation
    def content(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            fill(self)
            with transaction.atomic():
                index_guide(self.guide)


def fill(version: GuideVersion) -> None:
    """Give ``version`` its stages, questions and criteria."""
    bank, _ = Competency.objects.get_or_create(key="problem-solving", defaults={"name": "Problem-solving"})
    competency = GuideCompetency.objects.create(
        version=version, competency=bank, position=1, name=bank.name, meaning="Takes problems apart.", serves=["deploy"]
    )
    outcome = Criterion.objects.create(
        version=version, key="deploy", name="Deploy models", outcome="deploy", competency=competency, levels=LEVELS
    )
    for position, (key, kind, name) in enumerate(STAGES, start=1):
        stage = GuideStage.objects.create(
            version=version,
            key=key,
            kind=kind,
            name=name,
            position=position,
            asks_recommendation=kind in StageKind.scored(),
            share="Welcome.",
            directions={
                "intro": ["Listen for examples."],
                "practices": {"items": ["Ask everyone the same."]},
                "watch_for": {"items": ["No data asked for.", "No baseline."]},
            },
        )
        for n in (1, 2):
            question = Question.objects.create(
                stage=stage,
                key=f"{key}-q{n}",
                position=n,
                text=f"{name}: question {n}?",
                type="behavioural",
                areas=["First area", "Second area"],
                follow_ups=["And then?"],
                guidance="Stay neutral.",
            )
            question.competencies.add(competency)
        if kind == StageKind.DEBRIEF:
            continue
        own = [
            Criterion.objects.create(
                version=version, key=f"{key}-c{n}", name=f"{name} criterion {n}", competency=competency, levels=LEVELS
            )
            for n in (1, 2)
        ]
        for n, criterion in enumerate([*own, outcome], start=1):
            StageCriterion.objects.create(stage=stage, criterion=criterion, position=n)


def unpublish(version: GuideVersion) -> None:
    """Make ``version`` a draft again, which only tests can, so that a test may edit what stands in it."""
    GuideVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT, published_at=None)


def newer_version(version: GuideVersion, *, number: int = 2, without: tuple[str, ...] = ()) -> GuideVersion:
    """A published version of the same guide: in the technical stage the first question and level 3 of the first
    criterion are worded anew and the second criterion gives way to another; the stages ``without`` are missing, and
    there is one more, "case"."""
    newer: GuideVersion = GuideVersionFactory(
        guide=version.guide,
        number=number,
        state=VersionState.DRAFT,
        published_at=None,
        placeholders={"company": "Name of the company", "office": "Where people meet"},
        profile=version.profile | {"overview": "Bridges data and software, and people."},
    )
    stage = newer.stages.get(key="technical")
    stage.questions.filter(key="technical-q1").update(text="Which model would you choose first?")
    newer.criteria.filter(key="technical-c1").update(levels=[*LEVELS[:3], "Solid, with examples", LEVELS[4]])
    newer.criteria.filter(key="technical-c2").update(key="technical-c3", name="Explaining")
    case = GuideStage.objects.create(
        version=newer, key="case", kind=StageKind.TECHNICAL, name="Case Study", position=8, asks_recommendation=True
    )
    StageCriterion.objects.create(stage=case, criterion=newer.criteria.get(key="deploy"), position=1)
    newer.stages.filter(key__in=without).delete()
    GuideVersion.objects.filter(pk=newer.pk).update(
        state=VersionState.PUBLISHED, published_at=datetime(2026, 11, 2, 9, tzinfo=UTC)
    )
    newer.refresh_from_db()
    return newer
