"""Opening a scorecard and saving what is typed: small, ordered, repeatable, never over a newer text."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.audit import record
from core.autosave import Conflict, Saved, check_client, with_client
from hiring.models import Interview, Panelist

from ..models import Answer, Rating, Scorecard
from ..queries.beginning import begun_with
from .changes import ANSWER_FIELDS, RATING_FIELDS, Changes, is_time
from .refusals import AlreadySealed, NotOnPanel, NotYours

Rows = dict[str, dict[str, Any]]


def open_scorecard(*, interview: Interview, by: User, shown: object = "") -> Scorecard:
    """Return ``by``'s scorecard on ``interview``, an empty draft the first time: ``begun_with`` what their page shows.

    Raises ``NotOnPanel`` for anybody who is not on the panel (any more), and for stages without scorecards.
    """
    panelist = Panelist.objects.active().filter(interview=interview, user=by).first()
    if panelist is None or interview.cancelled_at or not interview.stage.is_scored:
        raise NotOnPanel
    with transaction.atomic():
        # A role that moves to another version of its guide takes the interview along before this, or after.
        # Alone: PostgreSQL drops a row from a join whose other side changed while it waited for the lock.
        held = Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
        begun = {"guide_stage": begun_with(held, shown)}
        scorecard, created = Scorecard.objects.get_or_create(panelist=panelist, defaults=begun)
        if created:
            record("scorecard.opened", by=by, obj=scorecard, scope=interview.candidacy.uid)
    return scorecard


@transaction.atomic
def save_scorecard(
    *, scorecard: Scorecard, changes: Any, base_revision: int, client_id: str, seq: int, by: User
) -> Saved:
    """Store the changed fields of ``by``'s own draft, or nothing at all.

    ``base_revision`` is the revision the page knew; fields saved by another client after it are a ``Conflict`` unless
    they say the same. ``client_id`` names the tab, ``seq`` grows with each of its saves: one that was stored already,
    or is older than one stored, is answered as a replay. Without changes it only asks what is new. Time on a
    question only grows, so it is never a conflict, and time alone is nothing written: ``saved_at`` stays. Raises
    ``InvalidChanges``, ``Conflict``, ``AlreadySealed``, ``NotYours`` and ``NotOnPanel``. Not audited: the trail records
    acts, not keystrokes.
    """
    check_client(base_revision, client_id, seq)
    stored = (
        Scorecard.objects.select_for_update(of=("self",)).select_related("panelist__interview").get(pk=scorecard.pk)
    )
    _check_author(stored, by)
    last = stored.saved_by.get(client_id)
    if last is not None and seq <= last:
        return Saved(stored.revision, stored.saved_at, replayed=True)
    if stored.is_sealed:
        raise AlreadySealed
    checked = Changes(stored, changes)
    rows = _rows(stored, checked)
    _keep_longer_times(checked, rows)
    newer = {
        path for path, (at, client) in stored.field_revisions.items() if at > base_revision and client != client_id
    }
    if not checked.values:
        return Saved(stored.revision, stored.saved_at, elsewhere=values_of(stored, newer))
    _refuse_clash(stored, checked, rows, newer)
    at = stored.saved_at if checked.are_time_alone else timezone.now()
    _write(stored, checked, rows, client_id, seq, at)
    return Saved(stored.revision + 1, at, elsewhere=values_of(stored, newer - set(checked.values)))


def values_of(scorecard: Scorecard, paths: set[str]) -> dict[str, Any]:
    """The stored values of the fields at ``paths``; two queries when any of them is an answer's or a rating's."""
    if not paths:
        return {}
    answers = {answer.question.uid: answer for answer in scorecard.answers.select_related("question")}
    ratings = {rating.criterion.uid: rating for rating in scorecard.ratings.select_related("criterion")}
    return {path: _value(scorecard, {"answers": answers, "ratings": ratings}, path) for path in sorted(paths)}


def _check_author(scorecard: Scorecard, by: User) -> None:
    panelist = scorecard.panelist
    if panelist.user_id != by.pk:
        raise NotYours
    if panelist.left_at or panelist.recused_at or panelist.interview.cancelled_at:
        raise NotOnPanel


def _rows(scorecard: Scorecard, checked: Changes) -> Rows:
    """The stored or new answers and ratings that the changes name, by uid."""
    answers = {uid: Answer(scorecard=scorecard, question=question) for uid, question in checked.questions.items()}
    ratings = {uid: Rating(scorecard=scorecard, criterion=criterion) for uid, criterion in checked.criteria.items()}
    if answers:
        stored = scorecard.answers.filter(question__in=checked.questions.values()).select_related("question")
        answers |= {answer.question.uid: answer for answer in stored}
    if ratings:
        rated = scorecard.ratings.filter(criterion__in=checked.criteria.values()).select_related("criterion")
        ratings |= {rating.criterion.uid: rating for rating in rated}
    return {"answers": answers, "ratings": ratings}


def _keep_longer_times(checked: Changes, rows: Rows) -> None:
    """Leave out the times that are not longer than the stored ones; the page is told the stored ones instead."""
    for uid, answer in rows["answers"].items():
        path = f"answers.{uid}.seconds"
        if checked.values.get(path, answer.seconds + 1) <= answer.seconds:
            del checked.values[path]


def _value(scorecard: Scorecard, rows: Rows, path: str) -> Any:
    if "." not in path:
        return getattr(scorecard, path)
    kind, uid, name = path.split(".")
    row = rows[kind].get(uid) or (Answer() if kind == "answers" else Rating())
    return getattr(row, name)


def _refuse_clash(scorecard: Scorecard, checked: Changes, rows: Rows, newer: set[str]) -> None:
    server = {path: _value(scorecard, rows, path) for path in checked.values if path in newer}
    clashing = {path: value for path, value in server.items() if value != checked.values[path] and not is_time(path)}
    if clashing:
        raise Conflict(clashing, scorecard.revision)


def _write(scorecard: Scorecard, checked: Changes, rows: Rows, client_id: str, seq: int, at: datetime | None) -> None:
    revision = scorecard.revision + 1
    own = {path: value for path, value in checked.values.items() if "." not in path}
    touched = {path: [revision, client_id] for path in checked.values}
    # The condition repeats what was read: without row locks, and against a seal under way, it alone decides.
    written = Scorecard.objects.filter(
        pk=scorecard.pk,
        revision=scorecard.revision,
        sealed_at=None,
        panelist__user=scorecard.panelist.user_id,
        panelist__left_at=None,
        panelist__recused_at=None,
    ).update(
        revision=revision,
        saved_at=at,
        saved_by=with_client(scorecard.saved_by, client_id, seq),
        field_revisions=scorecard.field_revisions | touched,
        **own,
    )
    if not written:
        raise AlreadySealed("This scorecard was sealed or handed over a moment ago. Your words are kept here.")
    _write_rows(Answer, checked, "answers", rows, ANSWER_FIELDS, "question")
    _write_rows(Rating, checked, "ratings", rows, RATING_FIELDS, "criterion")


def _write_rows(
    model: type[Answer] | type[Rating], checked: Changes, kind: str, rows: Rows, fields: set[str], key: str
) -> None:
    for uid, row in rows[kind].items():
        for name, value in checked.fields_of(kind, uid).items():
            setattr(row, name, value)
    if rows[kind]:
        model._default_manager.bulk_create(
            rows[kind].values(),
            update_conflicts=True,
            unique_fields=["scorecard", key],
            update_fields=[*sorted(fields), "written_at"],
        )
