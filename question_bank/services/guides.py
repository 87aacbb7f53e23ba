"""Loading, publishing, retiring and exporting guide versions. A published version is never written to again."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.guide_format import (
    Change,
    Finding,
    GuideDocument,
    changes,
    content_hash,
    errors,
    findings,
    warnings,
    write_guide,
)
from question_bank.models import AcceptedWarning, Guide, GuideVersion, VersionState
from question_bank.queries import document_of, says, watch_list

from .content import clear_content, write_content
from .indexing import index_guide

LOADED = "Accepted when the file was loaded, without a reason of its own."


class NotReady(Refused):
    """The version has errors, which keep it from being published; ``findings`` says which."""

    def __init__(self, found: list[Finding]) -> None:
        """Take at least one finding."""
        self.findings = found
        super().__init__("This version cannot be published yet. " + " ".join(finding.reason for finding in found))


class NotAccepted(Refused):
    """Warnings without a reason; ``findings`` says which."""

    def __init__(self, left: list[Finding]) -> None:
        """Take at least one finding."""
        self.findings = left
        super().__init__("Each warning wants a reason first. " + " ".join(finding.reason for finding in left))


class NotDraft(Refused):
    message = "Only a draft can be published. This version was published before."


class NotPublished(Refused):
    message = "Only a published version can be retired."


@dataclass(frozen=True)
class LoadResult:
    """What loading a guide did. ``changes`` are against the newest version before; empty if nothing was written."""

    version: GuideVersion
    created: bool = False
    redrafted: bool = False
    published: bool = False
    changes: list[Change] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written to the content."""
        return self.created or self.redrafted

    @property
    def counts(self) -> dict[str, int]:
        """How many texts were added, removed and changed."""
        counted = Counter(change.kind for change in self.changes)
        return {"added": counted["added"], "removed": counted["removed"], "changed": counted["changed"]}


@transaction.atomic
def load_guide(*, document: GuideDocument, by: User | None, publish: bool) -> LoadResult:
    """Make what ``document`` says the newest version of its guide; do nothing if the newest version says the same.

    A draft that is there is written anew, since only one draft is open at a time; beside a published version a new
    draft is opened. With ``publish`` the version is published at once. ``by`` is ``None`` for the command line.
    Its warnings are accepted then, on record. Raises ``NotReady`` if it is to be published and has errors; then nothing
    is written.
    """
    guide, _ = Guide.objects.get_or_create(key=document.slug, defaults={"name": document.name})
    guide = Guide.objects.select_for_update().get(pk=guide.pk)
    newest = guide.versions.order_by("-number").first()
    if newest and says(newest, document):
        if publish and newest.state == VersionState.DRAFT:
            return LoadResult(version=_publish_as_loaded(newest, document, by), published=True)
        return LoadResult(version=newest)
    made = changes(document_of(newest) if newest else None, document)
    redrafted = newest is not None and newest.state == VersionState.DRAFT
    version = _store(guide, newest, document, by)
    result = LoadResult(version=version, created=not redrafted, redrafted=redrafted, published=publish, changes=made)
    counts: dict[str, Any] = result.counts
    audit.record("guide_version.loaded", by=by, obj=version, guide=guide.key, number=version.number, **counts)
    if publish:
        _publish_as_loaded(version, document, by)
    return result


def _publish_as_loaded(version: GuideVersion, document: GuideDocument, by: User | None) -> GuideVersion:
    accepted = {finding.id: LOADED for finding in warnings(findings(document, watch_list()))}
    return publish_version(version=version, by=by, accepted=accepted)


def _store(guide: Guide, newest: GuideVersion | None, document: GuideDocument, by: User | None) -> GuideVersion:
    if newest is not None and newest.state == VersionState.DRAFT:
        version = newest
        clear_content(version)
    else:
        version = GuideVersion(guide=guide, number=newest.number + 1 if newest else 1, created_by=by)
    version.content_hash = content_hash(document)
    write_content(version, document)
    return version


@transaction.atomic
def publish_version(
    *, version: GuideVersion, by: User | None, accepted: Mapping[str, str] | None = None
) -> GuideVersion:
    """Publish a draft, from now on unchangeable. ``accepted`` gives a reason for each warning, by its id.

    Raises ``NotDraft``, ``NotReady`` if there are errors, ``NotAccepted`` if a warning has no reason.
    """
    reasons = {key: reason.strip() for key, reason in (accepted or {}).items()}
    locked = GuideVersion.objects.select_for_update().get(pk=version.pk)
    if locked.state != VersionState.DRAFT:
        raise NotDraft
    found = findings(document_of(locked), watch_list())
    if blocking := errors(found):
        raise NotReady(blocking)
    doubts = warnings(found)
    if left := [finding for finding in doubts if not reasons.get(finding.id)]:
        raise NotAccepted(left)
    _keep_reasons(version, doubts, reasons, by)
    version.state = VersionState.PUBLISHED
    version.published_at = timezone.now()
    version.published_by = by
    version.save(update_fields=["state", "published_at", "published_by"])
    Guide.objects.filter(pk=version.guide_id).update(name=version.name)
    index_guide(version.guide)
    audit.record("guide_version.published", by=by, obj=version, number=version.number, accepted=len(doubts))
    return version


def _keep_reasons(version: GuideVersion, doubts: list[Finding], reasons: Mapping[str, str], by: User | None) -> None:
    AcceptedWarning.objects.bulk_create(
        AcceptedWarning(
            version=version,
            check_key=finding.check,
            anchor=finding.anchor,
            says=finding.reason,
            reason=reasons[finding.id],
            by=by,
        )
        for finding in doubts
    )


def export_version(*, version: GuideVersion, by: User) -> str:
    """Return ``version`` as the text of a guide file, and note that ``by`` takes it along."""
    text = write_guide(document_of(version))
    audit.record("guide_version.exported", by=by, obj=version, number=version.number)
    return text


@transaction.atomic
def retire_version(*, version: GuideVersion, by: User | None) -> GuideVersion:
    """Take a published version out of use for new roles; roles opened from it keep it. Raises ``NotPublished``."""
    locked = GuideVersion.objects.select_for_update().get(pk=version.pk)
    if locked.state != VersionState.PUBLISHED:
        raise NotPublished
    version.state = VersionState.RETIRED
    version.retired_at = timezone.now()
    version.save(update_fields=["state", "retired_at"])
    index_guide(version.guide)
    audit.record("guide_version.retired", by=by, obj=version, number=version.number)
    return version
