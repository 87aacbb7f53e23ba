"""A call that was tried, and one more question for referees."""

from typing import Any

from django import forms
from django.utils import timezone

from hiring.forms.fields import PlainForm
from hiring.forms.moments import Twice, instant

from ..models import AttemptOutcome


class AttemptForm(PlainForm):
    """``day`` and ``time`` are typed in the person's own zone; they say when to call again."""

    outcome = forms.ChoiceField(choices=AttemptOutcome.choices)
    day = forms.DateField(required=False)
    time = forms.TimeField(required=False)

    def clean(self) -> dict[str, Any]:
        """Make the instant ``call_again_at`` of what was typed, ``None`` without."""
        cleaned = super().clean() or {}
        cleaned["call_again_at"] = None
        if cleaned.get("day") and cleaned.get("time"):
            zone: Any = timezone.get_current_timezone()
            try:
                cleaned["call_again_at"] = instant(cleaned["day"], cleaned["time"], zone)
            except Twice:
                cleaned["call_again_at"] = instant(cleaned["day"], cleaned["time"], zone, "first")
            except forms.ValidationError as error:
                self.add_error("time", error)
        return cleaned


class FollowUpForm(PlainForm):
    text = forms.CharField(
        label="One more question for every referee",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write the question."},
    )
    for_referee = forms.BooleanField(
        label="The referee may read it as it is worded",
        required=False,
        help_text="Tick this only if it does not show what the panel thinks. Else only whoever calls sees it.",
    )
