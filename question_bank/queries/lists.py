"""The guides with their versions, for lists, and the drafts that wait for somebody."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Value
from django.urls import reverse

from core.todo import Label, Todo

from ..models import Competency, Guide, GuideVersion, Question, VersionState


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
        .annotate(
            stage_count=Count("stages", distinct=True),
            question_count=Count("stages__questions", distinct=True),
            criterion_count=Count("criteria", distinct=True),
        )
        .order_by("guide__name", "guide_id", "-number")
    )
    return [GuideLine(guide, list(rows)) for guide, rows in groupby(versions, key=lambda version: version.guide)]


def filter_choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the guides and the competencies, each as key and name, in the order of names. One query."""
    guides = Guide.objects.order_by().values_list(Value(0), "key", "name")
    rows = sorted(
        guides.union(Competency.objects.order_by().values_list(Value(1), "key", "name")), key=lambda row: row[2]
    )
    return tuple([(key, name) for which, key, name in rows if which == kind] for kind in (0, 1))  # type: ignore[return-value]


def competency_names() -> list[str]:
    """Return the names of the competencies that guides measure, in the order of letters. One query."""
    return list(Competency.objects.order_by("name").values_list("name", flat=True))


def questions_by_id(ids: list[int]) -> list[Question]:
    """Return the questions with ``ids``, in that order, with what a line of a list shows. Two queries."""
    rows = Question.objects.for_list().in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def todos(user: Any) -> list[Todo]:
    """Return a line for Today for each version that ``user`` may bring on its way. One query."""
    if not user.has_perm("question_bank.manage_version"):
        return []
    waiting = GuideVersion.objects.visible_to(user).unpublished().defer(*GuideVersion.LONG)
    return [_line(version) for version in waiting.order_by("created_at", "pk")]


def _line(version: GuideVersion) -> Todo:
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
