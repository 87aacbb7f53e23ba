"""A work sample from its link to the hand-in. Whoever holds the link acts for the candidate, who has no account.

Each act is recorded as one of its interview, so that only who sees that learns of it.
"""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.tokens import hash_token
from core import audit
from core.errors import LinkEnded as SecretLinkEnded
from core.errors import Refused
from hiring import emails
from hiring.models import Document, DocumentKind, Interview, WorkSample
from question_bank.models import StageKind

from .appointments import hold_interview
from .devices import note_candidate_device
from .documents import read_upload, refuse_overfull, stored
from .file_types import clean_name, work_ending, work_media_type
from .interviews import change_interview
from .links import fresh_link
from .locks import lock_candidacy

LONGEST_WORDS = 1_000
# The link still shows what was handed in for a while; then it ends by itself.
READABLE_FOR = timedelta(days=30)


class LinkEnded(SecretLinkEnded):
    """The link was replaced, is too old, or its work sample was called off. It is not told which."""

    message = "This link cannot be used any more. If you still expect to hand something in, answer the mail it came in."


class HandedIn(Refused):
    """Handing in was final."""

    message = "You have handed in your work, so nothing can be changed any more."


class NothingToHandIn(Refused):
    """No file is there."""

    message = "Add at least one file first."
    field = "file"


class WishMissing(Refused):
    """No words were written."""

    message = "Write in a few words how much time you need."
    field = "words"


class AskedAlready(Refused):
    """The wish waits for its answer."""

    message = "You have asked already. The answer comes by mail."
    field = "words"


class NoWorkSample(Refused):
    """The interview is of another kind of stage."""

    message = "Only a work sample has a link for the candidate."


class BadExtension(Refused):
    """Not a number of days that can be given."""

    message = "Give between 0 and 30 days."
    field = "days"


def find_work_sample(*, token: str) -> WorkSample:
    """Return the work sample behind a link, with its interview, candidate and role. Raises ``LinkEnded``."""
    related = ("candidacy__candidate", "candidacy__role", "stage", "guide_stage", "created_by")
    rows = WorkSample.objects.select_related(*(f"interview__{name}" for name in related))
    sample = rows.filter(token_hash=hash_token(token), interview__in=Interview.objects.standing()).first()
    if sample is None or sample.due_at + READABLE_FOR < timezone.now():
        raise LinkEnded
    return sample


@transaction.atomic
def add_file(*, token: str, upload: UploadedFile, device: str = "") -> Document:
    """Store one file (``file_types.work_media_type``, at most 10 MB; 20 files and 50 MB in all) with the work sample.

    It may come after the deadline; it is then shown as late. ``device`` marks what it came
    from. Raises ``LinkEnded``, ``HandedIn`` and ``FileRefused``.
    """
    sample = _held_open(token)
    note_candidate_device(sample.interview.candidacy, device)
    content = read_upload(upload)
    refuse_overfull(sample.files.filter(taken_back_at=None), content)
    candidacy = sample.interview.candidacy
    document = Document(candidacy=candidacy, work_sample=sample, kind=DocumentKind.WORK_SAMPLE)
    document.media_type = work_media_type(content)
    name = upload.name or ""
    document.original_name = clean_name(name, ending=work_ending(name, document.media_type))
    with stored(document, content):
        audit.record(
            "work_sample.file_added",
            by=None,
            obj=sample.interview,
            scope=sample.interview.candidacy.uid,
            media_type=document.media_type,
        )
    return document


@transaction.atomic
def remove_file(*, token: str, file_uid: str) -> None:
    """Take back one file before handing in; one that is not there is gone already.

    What was handed in before the work sample was opened again is marked, not deleted: somebody may have rated it.
    Raises ``LinkEnded`` and ``HandedIn``.
    """
    sample = _held_open(token)
    document = sample.files.filter(uid=file_uid, taken_back_at=None).first()
    if document is None:
        return
    audit.record("work_sample.file_removed", by=None, obj=sample.interview, scope=sample.interview.candidacy.uid)
    if document.handed_in_at:
        document.taken_back_at = timezone.now()
        document.save(update_fields=["taken_back_at"])
        return
    document.delete()
    transaction.on_commit(lambda: document.file.delete(save=False))


@transaction.atomic
def hand_in(*, token: str, device: str = "") -> WorkSample:
    """Hand in what was added, once; the second time changes nothing, unless it was opened again in between.

    The panel and the planner are told that it is in.

    Raises ``LinkEnded`` and ``NothingToHandIn``.
    """
    sample = _held(token)
    note_candidate_device(sample.interview.candidacy, device)
    if not sample.is_open:
        return sample
    if not sample.files.filter(taken_back_at=None).exists():
        raise NothingToHandIn
    sample.handed_in_at, sample.reopened_at, sample.asked_words = timezone.now(), None, ""
    sample.save(update_fields=["handed_in_at", "reopened_at", "asked_words"])
    sample.files.filter(handed_in_at=None).update(handed_in_at=sample.handed_in_at)
    audit.record("work_sample.handed_in", by=None, obj=sample.interview, scope=sample.interview.candidacy.uid)
    emails.work_sample_handed_in(sample)
    return sample


@transaction.atomic
def ask_for_more_time(*, token: str, words: str) -> WorkSample:
    """Note that the candidate asks for more time; the planner is told that they do, never in the candidate's words.

    Raises ``LinkEnded``, ``HandedIn``, ``WishMissing`` and ``AskedAlready``.
    """
    sample = _held_open(token)
    if not words.strip():
        raise WishMissing
    if sample.asked_words:
        raise AskedAlready
    sample.asked_words = words.strip()[:LONGEST_WORDS]
    sample.save(update_fields=["asked_words"])
    audit.record("work_sample.more_time_asked", by=None, obj=sample.interview, scope=sample.interview.candidacy.uid)
    emails.more_time_asked(sample)
    return sample


@transaction.atomic
def give_more_time(*, interview: Interview, days: int, by: User) -> WorkSample:
    """Answer the candidate: ``days`` (0-30) later on their own clock, or the same deadline; their words are erased.

    Raises ``BadExtension``, ``NoWorkSample``, ``HandedIn`` and what ``change_interview`` raises.
    """
    if not 0 <= days <= 30:
        raise BadExtension
    hold_interview(interview)
    sample = WorkSample.objects.filter(interview=interview).first()
    if sample is None:
        raise NoWorkSample
    if not sample.is_open:
        raise HandedIn
    zone = ZoneInfo(interview.candidate_zone)
    later = (interview.ends_at.astimezone(zone) + timedelta(days=days)).astimezone(UTC)
    if days and later <= timezone.now():
        raise BadExtension("The deadline would have passed all the same. Give more days.")
    sample.extra_days += days
    sample.asked_words = ""
    sample.save(update_fields=["extra_days", "asked_words"])
    audit.record("work_sample.more_time_answered", by=by, obj=interview, scope=interview.candidacy.uid, days=days)
    if days == 0:
        emails.more_time_refused(interview)
        return sample
    change_interview(
        interview=interview, starts_at=interview.starts_at, ends_at=later, timezone=interview.timezone,
        place=interview.place, by=by,
    )  # fmt: skip
    return sample


@transaction.atomic
def send_link(*, interview: Interview, by: User) -> None:
    """Mail the candidate a fresh link; an earlier one ends.

    Raises ``NoWorkSample``, ``NotRunning`` and ``Cancelled``.
    """
    hold_interview(interview)
    if interview.stage.kind != StageKind.WORK_SAMPLE:
        raise NoWorkSample
    token = fresh_link(interview)
    emails.work_sample_link(interview, token=token)
    audit.record("work_sample.link_sent", by=by, obj=interview, scope=interview.candidacy.uid)


def _held(token: str) -> WorkSample:
    """The work sample behind the link, with its candidacy locked: a second try waits and sees what the first did."""
    lock_candidacy(find_work_sample(token=token).interview.candidacy)
    return find_work_sample(token=token)


def _held_open(token: str) -> WorkSample:
    sample = _held(token)
    if not sample.is_open:
        raise HandedIn
    return sample
