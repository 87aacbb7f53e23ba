"""The interview page as a plain form, and the forms for a revision and for breaking the glass."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict

from hiring.forms.fields import PlainForm, ReasonField
from question_bank.models import RECOMMENDATIONS

from .models import MOST_SECONDS, Scorecard
from .queries.interview_page import InterviewPage

LEVELS = [("", "Choose a level"), *((str(level), str(level)) for level in range(5))]


def typed_values(data: QueryDict, page: InterviewPage) -> dict[str, Any]:
    """Every field of the posted page by path. A missing tick box is unticked; anything unreadable stays as text, which
    the service then refuses in words."""
    typed = _typed_answers(data, page)
    for rating in page.criteria:
        if (evidence := f"{rating.prefix}.evidence") in data:
            typed[evidence] = _lines(data[evidence])
            typed[f"{rating.prefix}.level"] = _number(data.get(f"{rating.prefix}.level"))
    if "summary" in data:
        typed["summary"] = _lines(data["summary"])
        typed["recommendation"] = _number(data.get("recommendation"))
        typed["confidence"] = _number(data.get("confidence"))
    if "red_flag_notes" in data:
        typed["red_flag_notes"] = _lines(data["red_flag_notes"])
        typed["red_flags"] = [_number(tick) for tick in data.getlist("red_flags")]
    return typed


def _typed_answers(data: QueryDict, page: InterviewPage) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for card in page.questions:
        for name in ("notes", "asked", "skip_reason", "own_follow_up"):
            if (path := f"{card.prefix}.{name}") in data:
                typed[path] = _lines(data[path])
        if (path := f"{card.prefix}.seconds") in data:
            typed[path] = _number(data.get(path)) or 0
        if f"{card.prefix}.notes" in data:
            for name in ("areas", "follow_ups"):
                typed[f"{card.prefix}.{name}"] = [_number(tick) for tick in data.getlist(f"{card.prefix}.{name}")]
    return typed


def changed_values(typed: dict[str, Any], page: InterviewPage) -> dict[str, Any]:
    """Those of ``typed`` that differ from what ``page`` holds, nested as the service takes them."""
    nested: dict[str, Any] = {}
    for path, value in typed.items():
        if value == _stored(path, page):
            continue
        *parents, name = path.split(".")
        place = nested
        for part in parents:
            place = place.setdefault(part, {})
        place[name] = value
    return nested


def hold_time_alone(changes: Any) -> bool:
    """Whether ``changes``, nested and unchecked, say how long questions were open and nothing else at all."""
    if not isinstance(changes, Mapping) or changes.keys() != {"answers"} or not isinstance(changes["answers"], Mapping):
        return False
    return all(
        isinstance(fields, Mapping) and fields.keys() == {"seconds"} and _is_seconds(fields["seconds"])
        for fields in changes["answers"].values()
    )


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_SECONDS


def _stored(path: str, page: InterviewPage) -> Any:
    kind, _, rest = path.partition(".")
    if not rest:
        return getattr(page, path)
    uid, name = rest.split(".")
    if kind == "answers":
        return next(card.answer[name] for card in page.questions if card.question.uid == uid)
    return next(getattr(card, name) for card in page.criteria if card.criterion.uid == uid)


def _lines(text: object) -> str:
    return str(text).replace("\r\n", "\n")


def _number(text: str | None) -> int | str | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else text


class RevisionForm(forms.Form):
    """A later change of one's own sealed scorecard: the recommendation, or the level of one criterion."""

    what = forms.ChoiceField(label="What changes")
    recommendation = forms.TypedChoiceField(
        choices=[("", "Choose"), *RECOMMENDATIONS.items()], coerce=int, empty_value=None, required=False
    )
    level = forms.TypedChoiceField(label="New level", choices=LEVELS, coerce=int, empty_value=None, required=False)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands beside the change.",
        error_messages={"required": "Say in a sentence why it changes."},
    )

    def __init__(self, *args: Any, scorecard: Scorecard, **kwargs: Any) -> None:
        """Offer the criteria of ``scorecard``. One query."""
        super().__init__(*args, **kwargs)
        placements = scorecard.guide_stage.placements.order_by("position")
        placed = [placement.criterion for placement in placements.select_related("criterion")]
        self.criteria = {criterion.uid: criterion for criterion in placed}
        what = cast(forms.ChoiceField, self.fields["what"])
        what.choices = [
            ("recommendation", "The recommendation"),
            *((uid, f"Level of {criterion.name}") for uid, criterion in self.criteria.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the value that goes with the choice."""
        data = super().clean() or {}
        wanted = "recommendation" if data.get("what") == "recommendation" else "level"
        if data.get("what") and data.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, "Choose the new value.")
        return data

    def change(self) -> dict[str, Any]:
        """What ``services.revise`` takes besides the scorecard and its author."""
        data = self.cleaned_data
        if data["what"] == "recommendation":
            return {"reason": data["reason"], "recommendation": data["recommendation"]}
        return {"reason": data["reason"], "criterion": self.criteria[data["what"]], "level": data["level"]}


class BreakGlassForm(PlainForm):
    """Asks why an admin has to read the scorecards of a candidate."""

    reason = ReasonField(
        "Why it has to be", "The panel and the deciders read it. Write nothing about anybody's ratings."
    )
