"""Offering times to a candidate, as whoever plans fills it in."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.errors import Refused
from hiring.models import Stage
from hiring.queries import Person

from .fields import PlainForm
from .interviews import LENGTH
from .panel_choice import PanelChoiceMixin

SOME, TICKED, ALL = "some", "ticked", "all"
WHICH = [
    (SOME, "Up to nine, spread over the days"),
    (TICKED, "Those that I tick below"),
    (ALL, "Every time that is free in these days"),
]
FURTHEST = timedelta(days=730)


class MomentsField(forms.MultipleChoiceField):
    """Instants, each as ISO text with an offset; whether they are free is for the service to say."""

    default_error_messages = {"invalid_choice": "Show the free times again and choose anew."}

    def valid_value(self, value: str) -> bool:
        """Whether it is an instant of these years."""
        return moment(value) is not None

    def clean(self, value: Any) -> list[datetime]:
        """Return the instants."""
        return [at for at in map(moment, super().clean(value)) if at]


class OfferForm(PanelChoiceMixin, PlainForm):
    """Who meets the candidate, how long, in which days, and how long they may take to choose."""

    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=12 * 60, error_messages=LENGTH)
    first_day = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    which = forms.ChoiceField(label="Which times to offer", choices=WHICH, widget=forms.RadioSelect)
    times = MomentsField(required=False)
    place = forms.CharField(
        label="Place or link", max_length=300, required=False, help_text="Everybody invited will read it."
    )
    expires_days = forms.IntegerField(
        label="Days to answer",
        min_value=1,
        max_value=30,
        help_text="Then the link ends. A day before, the candidate is reminded.",
        error_messages={"min_value": "At least one day.", "max_value": "At most 30 days."},
    )
    moves = forms.IntegerField(
        label="Times they may move it",
        min_value=0,
        max_value=5,
        error_messages={"min_value": "0 means: not at all.", "max_value": "At most five times."},
    )
    move_hours = forms.IntegerField(
        label="Until how many hours before",
        min_value=0,
        max_value=168,
        error_messages={"min_value": "0 means: until it begins.", "max_value": "At most a week, which is 168 hours."},
    )

    def __init__(self, *args: Any, stages: list[Stage], people: list[Person], **kwargs: Any) -> None:
        """Offer ``stages``, in which people meet, and ``people`` with their load."""
        super().__init__(*args, **kwargs)
        self.offer_people(stages, people)

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order, and that some time is ticked if that is what counts."""
        cleaned = super().clean() or {}
        if cleaned.get("which") == TICKED and not cleaned.get("times"):
            self.add_error("times", "Show the free times, and tick at least one.")
        if {"first_day", "last_day"} <= cleaned.keys() and cleaned["last_day"] < cleaned["first_day"]:
            self.add_error("last_day", "The last day must not come before the first.")
        return cleaned

    @property
    def ticked(self) -> set[datetime]:
        """The instants ticked, also after an error."""
        return {at for at in map(moment, self["times"].value() or []) if at}

    def tick(self, starts: list[datetime]) -> None:
        """Tick ``starts`` in the place of what was ticked, and let these count."""
        assert isinstance(self.data, QueryDict)  # noqa: S101  for the type checker
        data = self.data.copy()
        data["which"] = TICKED
        data.setlist("times", [at.isoformat() for at in starts])
        self.data = data

    @property
    def expires_at(self) -> datetime:
        """When the link ends."""
        return timezone.now() + timedelta(days=self.cleaned_data["expires_days"])

    def judge_only(self, names: set[str]) -> None:
        """Drop the errors of all fields but ``names``: the rest is still being typed."""
        for name in set(self.errors) - names:
            del self.errors[name]

    def refuse(self, refusal: Refused) -> None:
        """Show what a service refused beside its field."""
        names = {"expires_at": "expires_days", "timezone": "first_day"}
        self.add_error(names.get(refusal.field or "", refusal.field) if refusal.field else None, refusal.message)


def moment(value: object) -> datetime | None:
    """Return the instant that ``value`` (ISO text with an offset) names, if it is one of these years."""
    try:
        at = parse_datetime(str(value)[:40])
    except ValueError:
        return None
    if at is None or timezone.is_naive(at) or not timezone.now() - FURTHEST < at < timezone.now() + FURTHEST:
        return None
    return at
