"""Drafts begun from the latest version of a guide or as a copy under another name, and thrown away."""

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.guide_format import to_draft
from question_bank.models import Guide, GuideVersion, VersionState
from question_bank.queries import document_of

from .content import clear_content, write_draft
from .drafts import held


class InReview(Refused):
    """Its guide has a version in review, which has to be published or given back first."""

    message = "A version of this guide is in review. Publish it or give it back, then edit on."


class NameTaken(Refused):
    message = "There is a guide with this name already."
    field = "name"


@transaction.atomic
def edit_guide(*, guide: Guide, by: User) -> GuideVersion:
    """Return the draft of ``guide``, begun from its latest version if there is none. Raises ``InReview``."""
    Guide.objects.select_for_update().get(pk=guide.pk)
    newest = guide.versions.select_related("guide").order_by("-number")[0]
    if newest.state == VersionState.IN_REVIEW:
        raise InReview
    if newest.draft is not None:
        return newest
    document = document_of(newest)
    version = newest
    if newest.is_fixed:
        version = GuideVersion(guide=guide, number=newest.number + 1, created_by=by)
    else:
        clear_content(newest)
    write_draft(version, to_draft(document), document)
    audit.record("guide_version.drafted", by=by, obj=version, number=version.number)
    return version


@transaction.atomic
def copy_guide(*, version: GuideVersion, name: str, by: User) -> GuideVersion:
    """Return the first draft of a new guide called ``name`` that says what ``version`` says. Raises ``NameTaken``."""
    key = slugify(name)[:80].strip("-")
    guide, created = Guide.objects.get_or_create(key=key, defaults={"name": name.strip()}) if key else (None, False)
    if not created or guide is None:
        raise NameTaken if key else NameTaken("Give it a name with at least one letter.")
    document = document_of(version).model_copy(update={"slug": key, "name": name.strip()})
    copy = GuideVersion(guide=guide, number=1, created_by=by)
    write_draft(copy, to_draft(document), document)
    audit.record("guide_version.drafted", by=by, obj=copy, number=copy.number)
    return copy


@transaction.atomic
def discard_draft(*, version: GuideVersion, by: User) -> None:
    """Throw a draft away with all its edits; a guide that has no other version goes with it. Raises ``NotEditable``."""
    guide = Guide.objects.select_for_update().get(pk=version.guide_id)
    stored = held(version)
    audit.record("guide_version.discarded", by=by, obj=stored, number=stored.number)
    clear_content(stored)
    stored.delete()
    if not guide.versions.exists():
        guide.delete()
