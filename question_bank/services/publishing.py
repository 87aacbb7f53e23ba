"""A version's way from draft to published to retired. A published version is never written to again."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.guide_format import Finding, content_hash, errors, warnings
from question_bank.models import AcceptedWarning, Guide, GuideVersion, ReviewRemark, VersionState
from question_bank.queries import document_of, findings_of

from .content import clear_content, write_content
from .indexing import index_guide

LONGEST_NOTE = 500
LONGEST_REMARK = 1000


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
    message = "Only a draft can be given to review."


class NotInReview(Refused):
    message = "Only a version in review can be published or given back."


class NotPublished(Refused):
    message = "Only a published version can be retired."


class ReadAgain(Refused):
    """It was given back, edited and given to review again since it was read."""

    message = "This version was changed after you opened the page. Read it again before you publish it."


class NoteMissing(Refused):
    message = "Say in a sentence what this version changes. Whoever uses the guide reads it."
    field = "note"


class ReasonMissing(Refused):
    message = "Say what is to be changed, so that the author can go on."
    field = "text"


@transaction.atomic
def submit_version(*, version: GuideVersion, text: str = "", by: User) -> GuideVersion:
    """Give a draft to review, with a word to the reviewers. Nobody edits it until it comes back.

    Raises ``NotDraft``, and ``NotReady`` if it has errors.
    """
    locked = _locked(version)
    if locked.state != VersionState.DRAFT:
        raise NotDraft
    if blocking := errors(findings_of(locked)):
        raise NotReady(blocking)
    return _move(locked, VersionState.IN_REVIEW, ReviewRemark.Kind.SUBMITTED, text, by)


@transaction.atomic
def return_version(*, version: GuideVersion, text: str, by: User) -> GuideVersion:
    """Give a version in review back to be worked on, with what is to be changed.

    Raises ``NotInReview`` and ``ReasonMissing``.
    """
    locked = _locked(version)
    if locked.state != VersionState.IN_REVIEW:
        raise NotInReview
    if not text.strip():
        raise ReasonMissing
    return _move(locked, VersionState.DRAFT, ReviewRemark.Kind.RETURNED, text, by)


def _locked(version: GuideVersion) -> GuideVersion:
    # The guide first, as everywhere: loading a file holds it and then writes the version.
    Guide.objects.select_for_update(no_key=True).get(pk=version.guide_id)
    return GuideVersion.objects.select_for_update(of=("self",)).select_related("guide").get(pk=version.pk)


def _move(version: GuideVersion, state: VersionState, kind: ReviewRemark.Kind, text: str, by: User) -> GuideVersion:
    version.state = state
    version.save(update_fields=["state"])
    ReviewRemark.objects.create(version=version, kind=kind, text=text.strip()[:LONGEST_REMARK], by=by)
    if kind == ReviewRemark.Kind.SUBMITTED:
        audit.record("guide_version.submitted", by=by, obj=version, number=version.number)
    else:
        audit.record("guide_version.returned", by=by, obj=version, number=version.number)
    return version


@transaction.atomic
def publish_version(
    *, version: GuideVersion, note: str, by: User, accepted: Mapping[str, str] | None = None, read: int | None = None
) -> GuideVersion:
    """Publish a version that is in review, from now on unchangeable.

    ``note`` says what it changes, ``accepted`` gives a reason for each warning, by its id, and ``read`` is the revision
    that all this is about. Raises ``NotInReview``, ``ReadAgain`` if it has another revision now, ``NoteMissing``,
    ``NotReady`` if there are errors, ``NotAccepted`` if a warning has no reason.
    """
    locked = _locked(version)
    if locked.state != VersionState.IN_REVIEW:
        raise NotInReview
    if read not in (None, locked.revision):
        raise ReadAgain
    if not note.strip():
        raise NoteMissing
    return publish(locked, note.strip(), accepted or {}, by)


def publish(version: GuideVersion, note: str, accepted: Mapping[str, str], by: User | None) -> GuideVersion:
    """Publish a locked version as ``publish_version`` does, whatever state it is in. ``by``: ``None`` for a command."""
    found = findings_of(version)
    if blocking := errors(found):
        raise NotReady(blocking)
    reasons = {key: reason.strip() for key, reason in accepted.items()}
    doubts = warnings(found)
    if left := [finding for finding in doubts if not reasons.get(finding.id)]:
        raise NotAccepted(left)
    _keep_reasons(version, doubts, reasons, by)
    _write(version)
    version.state = VersionState.PUBLISHED
    version.note = note[:LONGEST_NOTE]
    version.published_at = timezone.now()
    version.published_by = by
    version.draft = None
    version.save()
    Guide.objects.filter(pk=version.guide_id).update(name=version.name)
    index_guide(version.guide)
    audit.record("guide_version.published", by=by, obj=version, number=version.number, accepted=len(doubts))
    return version


def _write(version: GuideVersion) -> None:
    document = document_of(version)
    clear_content(version)
    version.content_hash = content_hash(document)
    write_content(version, document)


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


@transaction.atomic
def retire_version(*, version: GuideVersion, by: User | None) -> GuideVersion:
    """Take a published version out of use for new roles; roles opened from it keep it. Raises ``NotPublished``."""
    locked = _locked(version)
    if locked.state != VersionState.PUBLISHED:
        raise NotPublished
    version.state = VersionState.RETIRED
    version.retired_at = timezone.now()
    version.save(update_fields=["state", "retired_at"])
    index_guide(version.guide)
    audit.record("guide_version.retired", by=by, obj=version, number=version.number)
    return version
