"""Planning many interviews at once: whom, which stages with which people, on which days, by which rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from hiring.models import Candidacy, Stage
from hiring.queries import Person
from hiring.services.loops import MOST_CANDIDATES
from hiring.solver.problem import MOST_DAYS, MOST_HOURS, STEPS
from question_bank.models import StageKind

from .fields import choose_from
from .interviews import FURTHEST
from .limits import SeatsMixin

MOST_SEATS = 6
ORDERS = [("fixed", "As in the role"), ("any", "Any order")]


def number(label: str, least: int, most: int, **more: Any) -> forms.IntegerField:
    """A whole number with its bounds in words."""
    words = {"min_value": f"At least {least}.", "max_value": f"At most {most}."}
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=words, **more)


@dataclass
class StageFields:
    """The fields of one stage, for the page. ``chosen`` are the uids of people ticked."""

    stage: Stage
    use: forms.BoundField
    minutes: forms.BoundField
    seats: forms.BoundField
    people: forms.BoundField
    chosen: set[str]


class LoopForm(SeatsMixin):
    """Every time and day is meant on the planner's clock, which the page names."""

    candidacies = forms.ModelMultipleChoiceField(
        Candidacy.objects.none(),
        to_field_name="uid",
        label="Candidates",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one candidate."},
    )
    first_day = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    days = number("Days to look at", 1, MOST_DAYS, help_text="From the first day on, weekends included.")
    most_days = number(
        "Days for each candidate", 1, MOST_DAYS, help_text="At most so many, for all of their interviews."
    )
    hours = number("Hours a day", 1, MOST_HOURS, help_text="Of interviews, for one candidate.")
    rest = number("Break between interviews", 0, 240, help_text="Minutes, for the candidate.")
    lunch = number("Lunch", 0, 240, help_text="Minutes that stay free for the candidate; 0 for none.")
    lunch_from = forms.TimeField(label="Lunch from", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    lunch_until = forms.TimeField(label="Lunch until", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    order = forms.ChoiceField(label="Order of the stages", choices=ORDERS)
    step = forms.ChoiceField(label="Begin on", choices=[(str(step), f"every {step} minutes") for step in STEPS])
    place = forms.CharField(
        label="Place or link",
        max_length=300,
        required=False,
        help_text="For all of them. Everybody invited will read it.",
    )

    def __init__(
        self, *args: Any, stages: Iterable[Stage], candidacies: QuerySet[Candidacy], people: list[Person], **kwargs: Any
    ) -> None:
        """Offer the role's ``stages`` that are held at a time, its ``candidacies`` and ``people`` for the panels."""
        super().__init__(*args, **kwargs)
        self.stages = [one for one in stages if one.is_scored and one.kind != StageKind.WORK_SAMPLE]
        self.people = people
        self.users = {person.user.uid: person.user for person in people}
        self.offered = candidacies
        choose_from(self, "candidacies", candidacies)
        choices = [(uid, user.name) for uid, user in self.users.items()]
        for stage in self.stages:
            self.fields[f"use_{stage.uid}"] = forms.BooleanField(label=stage.name, required=False)
            self.fields[f"minutes_{stage.uid}"] = number("Minutes", 5, MOST_HOURS * 60, required=False)
            self.fields[f"seats_{stage.uid}"] = number("Interviewers", 1, MOST_SEATS, required=False)
            self.fields[f"people_{stage.uid}"] = forms.MultipleChoiceField(
                label="Who may sit on it", choices=choices, widget=forms.CheckboxSelectMultiple, required=False
            )

    @property
    def by_stage(self) -> list[StageFields]:
        """The fields of each stage."""
        return [
            StageFields(
                stage,
                use=self[f"use_{stage.uid}"],
                minutes=self[f"minutes_{stage.uid}"],
                seats=self[f"seats_{stage.uid}"],
                people=self[f"people_{stage.uid}"],
                chosen=set(self[f"people_{stage.uid}"].value() or []),
            )
            for stage in self.stages
        ]

    @property
    def chosen(self) -> set[str]:
        """The uids of candidacies ticked, also after an error."""
        return set(self["candidacies"].value() or [])

    def clean_candidacies(self) -> QuerySet[Candidacy]:
        """Refuse more than can be planned at once."""
        chosen = self.cleaned_data["candidacies"]
        if len(chosen) > MOST_CANDIDATES:
            raise forms.ValidationError(f"At most {MOST_CANDIDATES} candidates at once.")
        return chosen

    def clean_first_day(self) -> date:
        """Refuse what is over and what can only be a slip."""
        day = self.cleaned_data["first_day"]
        if day < timezone.localdate():
            raise forms.ValidationError("This day is over. Choose today or a later one.")
        if day - timezone.localdate() > FURTHEST:
            raise forms.ValidationError("This is more than two years away. Check the year.")
        return day

    def clean(self) -> dict[str, Any]:
        """Make ``wishes``, plain values for the service, of what was typed."""
        cleaned = super().clean() or {}
        self._check_lunch(cleaned)
        stages = [wish for stage in self.stages if (wish := self._stage(stage, cleaned))]
        if not any(cleaned.get(f"use_{stage.uid}") for stage in self.stages):
            self.add_error(None, "Choose at least one stage.")
        if not self.errors:
            names = ("days", "most_days", "hours", "rest", "lunch", "place", "give_seats")
            cleaned["wishes"] = {name: cleaned[name] for name in names} | {
                "first_day": cleaned["first_day"].isoformat(),
                "lunch_from": f"{cleaned['lunch_from']:%H:%M}",
                "lunch_until": f"{cleaned['lunch_until']:%H:%M}",
                "in_order": cleaned["order"] == "fixed",
                "step": int(cleaned["step"]),
                "stages": stages,
            }
        return cleaned

    def _check_lunch(self, cleaned: dict[str, Any]) -> None:
        if not {"lunch", "lunch_from", "lunch_until"} <= cleaned.keys() or not cleaned["lunch"]:
            return
        window = _since_midnight(cleaned["lunch_until"]) - _since_midnight(cleaned["lunch_from"])
        if window <= timedelta(0):
            self.add_error("lunch_until", "The end must come after the start.")
        elif window < timedelta(minutes=cleaned["lunch"]):
            self.add_error("lunch", "Lunch is longer than the time that it may be had in.")

    def _stage(self, stage: Stage, cleaned: dict[str, Any]) -> dict[str, Any] | None:
        """Return what is wished for ``stage``, or ``None`` if it is not to be planned or something is wrong."""
        if not cleaned.get(f"use_{stage.uid}"):
            return None
        minutes, seats = cleaned.get(f"minutes_{stage.uid}"), cleaned.get(f"seats_{stage.uid}")
        people = cleaned.get(f"people_{stage.uid}") or []
        for name, value in (("minutes", minutes), ("seats", seats)):
            if value is None and f"{name}_{stage.uid}" not in self.errors:
                self.add_error(f"{name}_{stage.uid}", "Please fill this in.")
        if minutes and minutes > 60 * cleaned.get("hours", 24):
            self.add_error(f"minutes_{stage.uid}", "It is longer than a candidate's day may be.")
        if f"people_{stage.uid}" not in self.errors and len(people) < (seats or 1):
            words = "Choose at least one person." if (seats or 1) == 1 else f"Choose at least {seats} people."
            self.add_error(f"people_{stage.uid}", words)
        ids = sorted(self.users[uid].pk for uid in people)
        return {"stage": stage.pk, "minutes": minutes, "seats": seats, "people": ids}


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
