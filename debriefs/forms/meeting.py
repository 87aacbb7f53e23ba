"""Preparing, opening, noting, changing one's mind."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from hiring.models import SeatKind
from question_bank.models import RECOMMENDATIONS
from scorecards.queries import Column, StageMatrix

from ..visibility import Room

LONGEST_REASON = 5_000
FURTHEST = timedelta(days=730)
LOCAL_TIME = "%Y-%m-%dT%H:%M"


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": rows})


class DebriefForm(forms.Form):
    """Who leads the debrief, and when, in the reader's time zone."""

    scheduled_at = forms.DateTimeField(
        label="Day and time",
        required=False,
        help_text="In your time zone. It can stay empty until a time is found.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME),
        input_formats=[LOCAL_TIME, "%Y-%m-%d %H:%M"],
    )
    facilitator = forms.ModelChoiceField(
        User.objects.none(),
        label="Led by",
        to_field_name="uid",
        empty_label=None,
        help_text="Takes a neutral stand at the beginning and lets the others speak first.",
    )

    def __init__(self, *args: Any, around: Room, **kwargs: Any) -> None:
        """Offer the role's deciders."""
        super().__init__(*args, **kwargs)
        deciders = {seat.user_id for seat in around.seats if seat.kind in SeatKind.deciders()}
        self.fields["facilitator"].queryset = User.objects.active().filter(pk__in=deciders).order_by("name")  # type: ignore[attr-defined]

    def clean_scheduled_at(self) -> datetime | None:
        """Refuse what can only be a slip: no clock knows the year 9999."""
        moment = self.cleaned_data["scheduled_at"]
        if moment and abs(moment.date() - timezone.localdate()) > FURTHEST:
            raise forms.ValidationError("This is more than two years away. Check the year.")
        return moment


class OpenForm(forms.Form):
    """Why the debrief opens although scorecards are owed."""

    override_reason = forms.CharField(
        label="Why it has to open now",
        required=False,
        max_length=LONGEST_REASON,
        help_text="The panel gets this by mail and the record keeps it. Name no ratings.",
        widget=lines(3),
    )


class NoteForm(forms.Form):
    """A note on one question; ``base_revision`` is the revision that was on the page."""

    text = forms.CharField(required=False, strip=False, widget=lines(6))
    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class RevisionForm(forms.Form):
    """A changed recommendation, or a changed level on one criterion, with the reason."""

    recommendation = forms.TypedChoiceField(
        choices=[("", "Unchanged"), *((value, words) for value, words in RECOMMENDATIONS.items())],
        coerce=int,
        empty_value=None,
        required=False,
    )
    criterion = forms.ChoiceField(label="Criterion", required=False)
    level = forms.TypedChoiceField(
        label="New level",
        choices=[("", "Choose"), ("0", "0, not enough information"), *((str(n), str(n)) for n in range(1, 5))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        error_messages={"required": "Write what you learned that changed your mind."},
        widget=lines(3),
    )

    def __init__(self, *args: Any, column: Column, stages: Iterable[StageMatrix], **kwargs: Any) -> None:
        """Offer the criteria of the scorecard in ``column``."""
        kwargs["prefix"] = column.scorecard.uid
        super().__init__(*args, **kwargs)
        cells = [cell for stage in stages for row in stage.rows for cell in row.cells if cell.column == column]
        self.criteria = {cell.criterion.uid: cell.criterion for cell in cells if cell.criterion}
        choices = [("", "None"), *((uid, criterion.name) for uid, criterion in self.criteria.items())]
        self.fields["criterion"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one change."""
        cleaned = super().clean() or self.cleaned_data
        recommendation, criterion, level = (cleaned.get(name) for name in ("recommendation", "criterion", "level"))
        if criterion and level is None and "level" not in self.errors:
            self.add_error("level", "Choose the new level.")
        if level is not None and not criterion and "criterion" not in self.errors:
            self.add_error("criterion", "Choose the criterion that this level is for.")
        if recommendation is not None and criterion:
            self.add_error("criterion", "One change at a time, each with its own reason. Save the two one by one.")
        if recommendation is None and not criterion and level is None and not self.errors:
            self.add_error("recommendation", "Choose what changes: the recommendation, or the level of one criterion.")
        return cleaned
