"""Loading guides from files and writing them into files."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.guide_format import Change, GuideDocument, blanks, changes, to_draft, warnings, write_guide
from question_bank.models import Guide, GuideVersion, VersionState
from question_bank.queries import document_of, findings_of, says

from . import publishing
from .content import clear_content, write_draft

NOTE = "Loaded from a file."
LOADED = "Accepted when the file was loaded, without a reason of its own."


class StillBlank(Refused):
    message = "Some texts of this draft are not written yet, and a file cannot hold that. The editor names them."


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
    # Held too, so that what is typed into a draft meanwhile comes before this or is told that the draft is another.
    newest = guide.versions.select_for_update(of=("self",)).select_related("guide").order_by("-number").first()
    if newest and says(newest, document):
        if publish and not newest.is_fixed:
            return LoadResult(version=_publish_as_loaded(newest, by), published=True)
        return LoadResult(version=newest)
    made = changes(document_of(newest) if newest else None, document)
    redrafted = newest is not None and not newest.is_fixed
    version = _store(guide, newest, document, by)
    result = LoadResult(version=version, created=not redrafted, redrafted=redrafted, published=publish, changes=made)
    counts: dict[str, Any] = result.counts
    audit.record("guide_version.loaded", by=by, obj=version, guide=guide.key, number=version.number, **counts)
    if publish:
        _publish_as_loaded(version, by)
    return result


def _publish_as_loaded(version: GuideVersion, by: User | None) -> GuideVersion:
    accepted = {finding.id: LOADED for finding in warnings(findings_of(version))}
    return publishing.publish(version, NOTE, accepted, by)


def _store(guide: Guide, newest: GuideVersion | None, document: GuideDocument, by: User | None) -> GuideVersion:
    if newest is not None and not newest.is_fixed:
        version = newest
        clear_content(version)
        version.edits.all().delete()
        version.state = VersionState.DRAFT
    else:
        version = GuideVersion(guide=guide, number=newest.number + 1 if newest else 1, created_by=by)
    write_draft(version, to_draft(document), document)
    return version


def export_version(*, version: GuideVersion, by: User) -> str:
    """Return ``version`` as the text of a guide file, and note that ``by`` takes it along.

    Raises ``StillBlank`` for a draft with texts that are not written yet.
    """
    if version.draft and any(blanks(version.draft)):
        raise StillBlank
    text = write_guide(document_of(version))
    audit.record("guide_version.exported", by=by, obj=version, number=version.number)
    return text
