"""Reading the changes that a page of a reference sends: which fields, and whether each value can be stored.

They arrive nested, as ``{"answers": {question_uid: {"text": "…", "number": 8}}, "ratings": {criterion_uid:
{"level": 3}}, "follow_ups": {uid: {"text": "…"}}, "to_verify": "…"}``; inside they are flat paths.
"""

from collections.abc import Mapping
from typing import Any

from core.autosave import InvalidChanges
from question_bank.models import Criterion, Question

from ..models import FollowUp, FollowUpAnswer, ReferenceAnswer, ReferenceCheck, ReferenceRating

LONGEST_TEXT = 20_000
MARKS = {"hesitated", "qualified"}
FIELDS = {
    "answers": {"text", "number", *MARKS},
    "ratings": {"level", "evidence"},
    "follow_ups": {"text", *MARKS},
}
# What a referee writes on their own page. Whoever rates it later does not change it.
REFEREES_OWN = {("answers", "text"), ("answers", "number"), ("follow_ups", "text")}
UNKNOWN = "This is not part of this reference check."
NOT_YOURS = "The referee wrote this, so it stays as it is."
Target = Question | Criterion | FollowUp


class Changes:
    """Checked changes: ``values`` by path, ``targets`` by kind and uid.

    ``by_referee``: they come from the referee's own page, where only answers and the follow-ups meant for them stand.
    """

    def __init__(self, check: ReferenceCheck, nested: Any, *, by_referee: bool) -> None:
        """Check everything. Raises ``InvalidChanges`` with a sentence per field; reads at most three queries."""
        self.errors: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        self.check = check
        self.by_referee = by_referee
        raw = self._flatten(nested)
        self.targets = self._read_targets({tuple(path.split(".")[:2]) for path in raw if "." in path})
        for path, value in raw.items():
            try:
                self.values[path] = self._checked(path, value)
            except ValueError as error:
                self.errors[path] = str(error)
        if self.errors:
            raise InvalidChanges(self.errors)

    def rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The changed fields by kind and uid."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for path, value in self.values.items():
            if "." in path:
                kind, uid, name = path.split(".")
                found.setdefault((kind, uid), {})[name] = value
        return found

    def _flatten(self, nested: Any) -> dict[str, Any]:
        if not isinstance(nested, Mapping):
            raise InvalidChanges({"": "The changes could not be read."})
        flat: dict[str, Any] = {}
        for key, value in nested.items():
            if key == "to_verify" and not self.by_referee:
                flat[key] = value
            elif key in FIELDS and isinstance(value, Mapping):
                self._flatten_rows(key, value, flat)
            else:
                self.errors[str(key)] = UNKNOWN
        return flat

    def _flatten_rows(self, kind: str, rows: Mapping[Any, Any], flat: dict[str, Any]) -> None:
        for uid, fields in rows.items():
            for name, value in fields.items() if isinstance(fields, Mapping) else [("", None)]:
                path = f"{kind}.{uid}.{name}"
                if name in FIELDS[kind] and str(uid).isalnum() and self._may_write(kind, name):
                    flat[path] = value
                else:
                    self.errors[path] = NOT_YOURS if (kind, name) in REFEREES_OWN else UNKNOWN

    def _may_write(self, kind: str, name: str) -> bool:
        if self.by_referee:
            return (kind, name) in REFEREES_OWN
        return not (self.check.by_link and (kind, name) in REFEREES_OWN)

    def _read_targets(self, named: set[tuple[str, ...]]) -> dict[tuple[str, str], Target]:
        uids = {kind: [uid for each, uid in named if each == kind] for kind in FIELDS}
        stage, candidacy = self.check.guide_stage_id, self.check.referee.candidacy_id
        found: dict[tuple[str, str], Target] = {}
        if uids["answers"]:
            questions = Question.objects.filter(stage=stage, uid__in=uids["answers"])
            found |= {("answers", question.uid): question for question in questions}
        if uids["ratings"]:
            criteria = Criterion.objects.filter(placements__stage=stage, uid__in=uids["ratings"])
            found |= {("ratings", criterion.uid): criterion for criterion in criteria}
        if uids["follow_ups"]:
            asked = FollowUp.objects.filter(candidacy=candidacy, uid__in=uids["follow_ups"])
            if self.by_referee:
                asked = asked.standing().filter(for_referee=True)
            found |= {("follow_ups", follow_up.uid): follow_up for follow_up in asked}
        return found

    def _checked(self, path: str, value: Any) -> Any:
        if path == "to_verify":
            return _text(value)
        kind, uid, name = path.split(".")
        target = self.targets.get((kind, uid))
        if target is None:
            raise ValueError(UNKNOWN)
        if name in {"text", "evidence"}:
            return _text(value)
        if name in MARKS:
            return _mark(value)
        if name == "level":
            return _whole(value, 0, 4, "Choose a level from 0 to 4.")
        if isinstance(target, Question) and target.scale:
            return _whole(value, 1, 10, "Give a whole number from 1 to 10.")
        raise ValueError("This question asks for no number.")


MODELS: dict[str, tuple[type[ReferenceAnswer] | type[ReferenceRating] | type[FollowUpAnswer], str]] = {
    "answers": (ReferenceAnswer, "question"),
    "ratings": (ReferenceRating, "criterion"),
    "follow_ups": (FollowUpAnswer, "follow_up"),
}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("This must be text.")
    text = value.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"This is {len(text):,} characters long; {LONGEST_TEXT:,} fit. Shorten it, nothing is lost.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("This holds half a character that cannot be stored. Delete it and type it again.") from None
    return text


def _mark(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("A mark is set or not.")
    return value


def _whole(value: Any, low: int, high: int, sentence: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(sentence)
    return value
