"""Taking a reference: started, saved as it is typed, finished once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from question_bank.models import Criterion, GuideStage, Question

from ..models import Referee, ReferenceAnswer, ReferenceCheck, ReferenceRating
from ..queries import reference_stage, stage_of
from .refusals import (
    AlreadyFinished,
    ChangedElsewhere,
    InvalidEntries,
    NoReferenceQuestions,
    NotReadyToFinish,
    NotRunning,
    NotYourCall,
)

LONGEST_TEXT = 20_000
TOO_LONG = "This is longer than 20,000 characters. Shorten it; nothing of it was saved."
NOT_A_LEVEL = "Choose a level from 0 to 4."
NOT_IN_GUIDE = "This is not part of the guide that this role uses."


@transaction.atomic
def start_check(*, referee: Referee, by: User) -> ReferenceCheck:
    """Return the referee's check, a new one the first time.

    Raises ``NotYourCall``, ``NotRunning`` and ``NoReferenceQuestions``.
    """
    if not by.has_perm("references.start_check", referee):
        raise NotYourCall
    found = ReferenceCheck.objects.filter(referee=referee).first()
    if found is not None:
        return found
    if not referee.candidacy.is_running:
        raise NotRunning
    stage = reference_stage(referee.candidacy)
    if stage is None:
        raise NoReferenceQuestions
    begun = {"taken_by": by, "guide_stage": stage}
    check, created = ReferenceCheck.objects.get_or_create(referee=referee, defaults=begun)
    if created:
        audit.record("reference.started", by=by, obj=check, scope=referee.candidacy.uid)
    return check


@transaction.atomic
def save_check(
    *,
    check: ReferenceCheck,
    answers: Mapping[str, str],
    ratings: Mapping[str, Mapping[str, Any]],
    by: User,
    to_verify: str | None = None,
    base_revision: int | None = None,
    client: str = "",
) -> ReferenceCheck:
    """Store what was typed, or nothing at all; what is not named stays as it is.

    ``answers``: question's uid → text. ``ratings``: criterion's uid → ``level`` (0-4 or None) and ``evidence``, or one
    of them. ``base_revision`` is the revision that the page knew: if somebody saved since, other than this ``client``
    (a name for the browser tab), nothing is overwritten. Raises ``NotYourCall``, ``AlreadyFinished``,
    ``ChangedElsewhere`` and ``InvalidEntries``. Not audited: the trail records acts, not keystrokes.
    """
    stored = _lock(check, by)
    own = bool(client) and stored.last_client == client
    if base_revision is not None and base_revision != stored.revision and not own:
        raise ChangedElsewhere(stored.revision)
    questions, criteria = _content(stored)
    _refuse_invalid(answers, ratings, to_verify, questions, criteria)
    for uid, text in answers.items():
        ReferenceAnswer.objects.update_or_create(
            check_taken=stored, question=questions[uid], defaults={"text": text.strip()}
        )
    for uid, values in ratings.items():
        ReferenceRating.objects.update_or_create(check_taken=stored, criterion=criteria[uid], defaults=_clean(values))
    if to_verify is not None:
        stored.to_verify = to_verify.strip()
    stored.revision, stored.last_client, stored.saved_at = stored.revision + 1, client[:40], timezone.now()
    stored.save(update_fields=["to_verify", "revision", "last_client", "saved_at"])
    return stored


@transaction.atomic
def finish_check(*, check: ReferenceCheck, by: User) -> ReferenceCheck:
    """Close the check for changes: every criterion has a level, and level 0 a reason.

    Raises ``NotYourCall``, ``AlreadyFinished`` and ``NotReadyToFinish``.
    """
    stored = _lock(check, by)
    _, criteria = _content(stored)
    ratings = {rating.criterion_id: rating for rating in stored.ratings.all()}
    missing = _missing(criteria.values(), ratings)
    if missing:
        raise NotReadyToFinish(missing)
    stored.finished_at = timezone.now()
    stored.save(update_fields=["finished_at"])
    audit.record("reference.finished", by=by, obj=stored, scope=stored.referee.candidacy.uid)
    return stored


def _lock(check: ReferenceCheck, by: User) -> ReferenceCheck:
    rows = ReferenceCheck.objects.select_for_update(of=("self",)).select_related("referee__candidacy__role")
    stored = rows.get(pk=check.pk)
    if not by.has_perm("references.write_check", stored):
        raise NotYourCall
    if stored.is_finished:
        raise AlreadyFinished
    return stored


def _content(check: ReferenceCheck) -> tuple[dict[str, Question], dict[str, Criterion]]:
    stage = stage_of(check)
    return {q.uid: q for q in stage.questions.all()}, {c.uid: c for c in _criteria(stage)}


def _criteria(stage: GuideStage) -> list[Criterion]:
    return [placement.criterion for placement in stage.placements.all()]


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    if "level" in values:
        cleaned["level"] = values["level"]
    if "evidence" in values:
        cleaned["evidence"] = values["evidence"].strip()
    return cleaned


def _refuse_invalid(
    answers: Mapping[str, str],
    ratings: Mapping[str, Mapping[str, Any]],
    to_verify: str | None,
    questions: Mapping[str, Question],
    criteria: Mapping[str, Criterion],
) -> None:
    errors: dict[str, str] = {}
    if len(to_verify or "") > LONGEST_TEXT:
        errors["to_verify"] = TOO_LONG
    for uid, text in answers.items():
        if uid not in questions:
            errors[f"answers.{uid}"] = NOT_IN_GUIDE
        elif len(text) > LONGEST_TEXT:
            errors[f"answers.{uid}"] = TOO_LONG
    for uid, values in ratings.items():
        if uid not in criteria:
            errors[f"ratings.{uid}"] = NOT_IN_GUIDE
        elif not _is_level(values.get("level")):
            errors[f"ratings.{uid}.level"] = NOT_A_LEVEL
        elif len(values.get("evidence", "")) > LONGEST_TEXT:
            errors[f"ratings.{uid}.evidence"] = TOO_LONG
    if errors:
        raise InvalidEntries(errors)


def _is_level(level: object) -> bool:
    return level is None or (isinstance(level, int) and not isinstance(level, bool) and 0 <= level <= 4)


def _missing(criteria: Iterable[Criterion], ratings: Mapping[int, ReferenceRating]) -> dict[str, str]:
    missing = {}
    for criterion in criteria:
        rating = ratings.get(criterion.pk)
        if rating is None or rating.level is None:
            missing[f"ratings.{criterion.uid}.level"] = "Choose a level; 0 if you learned too little to rate this."
        elif rating.level == 0 and not rating.evidence:
            missing[f"ratings.{criterion.uid}.evidence"] = "Write why this could not be rated."
    return missing
