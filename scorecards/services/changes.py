"""Reading the changes that a page sends: which fields, and whether each value can be stored.

Changes arrive nested, as ``{"answers": {question_uid: {"notes": "…"}}, "ratings": {criterion_uid: {"level": 3}},
"recommendation": 3, "red_flags": [0]}``; inside they are flat paths, ``answers.<uid>.notes`` → value.
"""

import re
from collections.abc import Mapping
from typing import Any

from core.autosave import InvalidChanges
from question_bank.models import Criterion, Question

from ..models import MOST_SECONDS, Asked, Scorecard

LONGEST_TEXT = 20_000
TEXTS = {"notes": LONGEST_TEXT, "evidence": LONGEST_TEXT, "skip_reason": 300, "own_follow_up": 500}
ANSWER_FIELDS = {"notes", "asked", "skip_reason", "areas", "follow_ups", "own_follow_up", "seconds"}
RATING_FIELDS = {"level", "evidence"}
UID = re.compile(r"[a-z0-9]+")
SECONDS = "The time spent on a question is between no and four hours."
UNKNOWN = "This does not belong to this scorecard."


class Changes:
    """Checked changes: ``values`` by path; the questions and criteria they name by uid."""

    def __init__(self, scorecard: Scorecard, nested: Any) -> None:
        """Check everything. Raises ``InvalidChanges`` with a sentence per field; reads at most three queries."""
        self.errors: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        raw = self._flatten(nested)
        self.scorecard = scorecard
        stage = scorecard.guide_stage_id
        question_uids = {path.split(".")[1] for path in raw if path.startswith("answers.")}
        criterion_uids = {path.split(".")[1] for path in raw if path.startswith("ratings.")}
        questions = Question.objects.filter(stage=stage, uid__in=question_uids) if question_uids else []
        criteria = Criterion.objects.filter(placements__stage=stage, uid__in=criterion_uids) if criterion_uids else []
        self.questions: dict[str, Question] = {question.uid: question for question in questions}
        self.criteria: dict[str, Criterion] = {criterion.uid: criterion for criterion in criteria}
        for path, value in raw.items():
            try:
                self.values[path] = self._checked(path, value)
            except ValueError as error:
                self.errors[path] = str(error)
        if self.errors:
            raise InvalidChanges(self.errors)

    @property
    def are_time_alone(self) -> bool:
        """Whether they only say how long questions were open: then nothing was written."""
        return all(map(is_time, self.values))

    def fields_of(self, kind: str, uid: str) -> dict[str, Any]:
        """The changed fields of one answer or rating."""
        prefix = f"{kind}.{uid}."
        return {path.removeprefix(prefix): value for path, value in self.values.items() if path.startswith(prefix)}

    def _flatten(self, nested: Any) -> dict[str, Any]:
        if not isinstance(nested, Mapping):
            raise InvalidChanges({"": "The changes could not be read."})
        flat: dict[str, Any] = {}
        for key, value in nested.items():
            if key in Scorecard.SAYS:
                flat[key] = value
            elif key in {"answers", "ratings"} and isinstance(value, Mapping):
                self._flatten_rows(key, value, flat)
            else:
                self.errors[str(key)] = UNKNOWN
        return flat

    def _flatten_rows(self, kind: str, rows: Mapping[Any, Any], flat: dict[str, Any]) -> None:
        known = ANSWER_FIELDS if kind == "answers" else RATING_FIELDS
        for uid, fields in rows.items():
            for name, value in fields.items() if isinstance(fields, Mapping) else [("", None)]:
                path = f"{kind}.{uid}.{name}"
                if name in known and UID.fullmatch(uid):
                    flat[path] = value
                else:
                    self.errors[path] = UNKNOWN

    def _checked(self, path: str, value: Any) -> Any:
        if path in Scorecard.SAYS:
            return self._own(path, value)
        kind, uid, name = path.split(".")
        if uid not in (self.questions if kind == "answers" else self.criteria):
            raise ValueError(UNKNOWN)
        if name in TEXTS:
            return _text(value, TEXTS[name])
        if name == "level":
            return _whole(value, 0, 4, "A level is 0, 1, 2, 3 or 4.")
        if name == "seconds":
            if value is None:
                raise ValueError(SECONDS)
            return _whole(value, 0, MOST_SECONDS, SECONDS)
        if name == "asked":
            if value not in {"", *Asked.values}:
                raise ValueError("A question is asked or skipped.")
            return value
        return _ticks(value, len(getattr(self.questions[uid], name)))

    def _own(self, name: str, value: Any) -> Any:
        if name == "recommendation":
            return _whole(value, 1, 4, "Choose one of the four recommendations.")
        if name == "confidence":
            return _whole(value, 1, 3, "Choose low, medium or high.")
        if name == "red_flags":
            return _ticks(value, len(self.scorecard.guide_stage.watched))
        return _text(value, LONGEST_TEXT)


def is_time(path: str) -> bool:
    """Whether the field counts time: of two tabs or devices the larger count stays, and nobody is asked."""
    return path.endswith(".seconds")


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str):
        raise ValueError("This must be text.")
    text = value.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > longest:
        raise ValueError(f"This is {len(text):,} characters long; {longest:,} fit. Shorten it, nothing is lost here.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("This holds half a character that cannot be stored. Delete it and type it again.") from None
    return text


def _whole(value: Any, low: int, high: int, sentence: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(sentence)
    return value


def _ticks(value: Any, count: int) -> list[int]:
    fits = isinstance(value, list) and all(
        isinstance(tick, int) and not isinstance(tick, bool) and 0 <= tick < count for tick in value
    )
    if not fits:
        raise ValueError("A tick belongs to a line that is not here.")
    return sorted(set(value))
