"""The guides with their versions, for lists, and the drafts that wait for somebody."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Value
from django.urls import reverse

from core.todo import Label, Todo

from ..models import (
    BankQuestion,
    Competency,
    Guide,
    GuideVersion,
    Question,
    QuestionIndex,
    VersionState,
    fingerprint_of,
)


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
        """The version beside the one in use that is not published yet; only the newest can be one."""
        newest = self.versions[0]
        return newest if not newest.is_fixed and newest != self.current else None

    @property
    def others(self) -> list[GuideVersion]:
        return [version for version in self.versions if version != self.current]


def guides_with_versions(user: Any) -> list[GuideLine]:
    """Return the guides that ``user`` may read with their versions, counted. One query."""
    versions = (
        GuideVersion.objects.visible_to(user)
        .select_related("guide", "published_by")
        .defer("draft")
        .annotate(
            stage_count=Count("stages", distinct=True),
            question_count=Count("stages__questions", distinct=True),
            criterion_count=Count("criteria", distinct=True),
        )
        .order_by("guide__name", "guide_id", "-number")
    )
    return [GuideLine(guide, list(rows)) for guide, rows in groupby(versions, key=lambda version: version.guide)]


@dataclass(frozen=True)
class QuestionLine:
    """A question as a list shows it: one of a guide, or one of the bank by itself."""

    question: Question | None
    bank_question: BankQuestion | None
    competencies: list[str]

    @property
    def said(self) -> Question | BankQuestion:
        """The question, whichever it is."""
        said = self.question or self.bank_question
        assert said is not None  # noqa: S101  a constraint of the index
        return said

    @property
    def placeholders(self) -> dict[str, str]:
        """What the guide leaves places for; the bank leaves none."""
        return self.question.stage.version.placeholders if self.question else {}


Choices = list[tuple[str, str]]


def filter_choices() -> tuple[Choices, Choices, Choices]:
    """Return the guides, the competencies and the owners, each as key and name, in the order of names. One query."""
    # A look into the index for each person: naming all owners first would read every question of the bank.
    owners = get_user_model().objects.filter(Exists(BankQuestion.objects.standing().filter(owner=OuterRef("pk"))))
    rows = (
        Guide.objects.order_by()
        .values_list(Value(0), "key", "name")
        .union(
            Competency.objects.order_by().values_list(Value(1), "key", "name"),
            owners.order_by().values_list(Value(2), "uid", "name"),
        )
    )
    named = sorted(rows, key=lambda row: row[2])
    guides, competencies, people = ([(key, name) for kind, key, name in named if kind == which] for which in range(3))
    return guides, competencies, people


def competency_names() -> list[str]:
    """Return the names of the competencies that guides measure, in the order of letters. One query."""
    return list(Competency.objects.order_by("name").values_list("name", flat=True))


def question_lines(entries: list[int]) -> list[QuestionLine]:
    """Return the questions of ``entries`` of the index, in that order. One query."""
    heavy = [f"question__stage__version__{field}" for field in GuideVersion.LONG]
    rows = QuestionIndex.objects.select_related("question__stage__version__guide", "bank_question__owner")
    found = rows.defer("text", "marks", *heavy).in_bulk(entries)
    return [_line(found[pk]) for pk in entries if pk in found]


def offered(uid: str) -> Question | BankQuestion | None:
    """Return the question with this uid that a guide can take: one in use, or one that stands in the bank."""
    in_use = Question.objects.in_use().prefetch_related("competencies__competency").filter(uid=uid).first()
    return in_use or BankQuestion.objects.standing().prefetch_related("competencies").filter(uid=uid).first()


def same_in_guides(question: BankQuestion) -> list[QuestionLine]:
    """Return the questions of guides in use that say the same as ``question``. One query."""
    same = QuestionIndex.objects.filter(fingerprint=question.fingerprint, bank_question=None).order_by("pk")
    return [_line(entry) for entry in same.select_related("question__stage__version__guide")]


def same_in_bank(question: Question) -> BankQuestion | None:
    """Return the question of the bank that says the same as ``question`` of a guide. One query."""
    same = BankQuestion.objects.standing().filter(fingerprint=fingerprint_of(question.text))
    return same.select_related("owner").first()


def _line(entry: QuestionIndex) -> QuestionLine:
    return QuestionLine(entry.question, entry.bank_question, entry.competencies)


def todos(user: Any) -> list[Todo]:
    """Return a line for Today for each version that ``user`` may bring on its way. One query."""
    if not user.has_perm("question_bank.manage_version"):
        return []
    waiting = GuideVersion.objects.visible_to(user).unpublished().defer(*GuideVersion.LONG)
    return [_todo(version) for version in waiting.order_by("created_at", "pk")]


def _todo(version: GuideVersion) -> Todo:
    count = version.open_findings
    things = "1 thing keeps" if count == 1 else f"{count} things keep"
    reviewed = version.state == VersionState.IN_REVIEW
    ready = "in review" if reviewed else "ready for review"
    return Todo(
        label=Label.DECIDE,
        when=version.created_at,
        title=f"Guide · {version.name}, version {version.number} draft",
        detail="" if count is None else f"{things} it from being published" if count else ready,
        act="Review" if reviewed else "Look",
        url=reverse("guide_version_detail", args=[version.uid]),
    )
