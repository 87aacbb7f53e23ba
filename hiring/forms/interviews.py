"""Planning an interview: stage, panel, time in the planner's zone, place."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from accounts.models import User
from core.fields import LongSelect
from hiring.models import Interview, Stage
from hiring.queries import Person
from question_bank.models import StageKind

from .fields import PlainForm, choose_from
from .limits import OverrideMixin, SeatsMixin
from .moments import FIRST, SECOND, Twice, instant
from .panel_choice import PanelChoiceMixin

FURTHEST = timedelta(days=730)
LENGTH = {"min_value": "At least 5 minutes.", "max_value": "At most 12 hours, which is 720 minutes."}


class InterviewChangeForm(OverrideMixin, PlainForm):
    """Time and place. Every time is typed in one zone, which the page names."""

    day = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(label="Start", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=12 * 60, required=False, error_messages=LENGTH)
    days = forms.IntegerField(
        label="Days open",
        min_value=1,
        max_value=60,
        required=False,
        help_text="How long a work sample may take.",
        error_messages={"min_value": "At least one day.", "max_value": "At most 60 days."},
    )
    occurrence = forms.ChoiceField(
        label="Which one",
        required=False,
        choices=[("", "Choose"), (FIRST, "The first, before the clocks change"), (SECOND, "The second, after it")],
    )
    place = forms.CharField(
        label="Place or link", max_length=300, required=False, help_text="Everybody invited will read it."
    )

    def __init__(self, *args: Any, zone: str, stage: Stage | None = None, **kwargs: Any) -> None:
        """``zone`` is the IANA zone in which times are typed; ``stage`` is known when an interview is moved."""
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        self.known_stage = stage
        self.fields["start"].help_text = f"In {zone.replace('_', ' ')}."

    # The question which of two times comes up only when clocks are set back.
    asks_which = False

    def clean(self) -> dict[str, Any]:
        """Make the instants ``starts_at`` and ``ends_at`` (UTC) of what was typed."""
        cleaned = super().clean() or {}
        lasts = self._duration(cleaned)
        if not lasts or not {"day", "start"} <= cleaned.keys():
            return cleaned
        try:
            cleaned["starts_at"] = instant(cleaned["day"], cleaned["start"], self.zone, cleaned.get("occurrence", ""))
        except Twice as error:
            self.asks_which = True
            self.add_error("occurrence", error)
        except forms.ValidationError as error:
            self.add_error("start", error)
        else:
            cleaned["ends_at"] = self._end(cleaned, lasts)
            self._refuse_the_past(cleaned)
        return cleaned

    def _refuse_the_past(self, cleaned: dict[str, Any]) -> None:
        """What is over, and an appointment that would have begun before this minute; one that runs keeps its start.

        A work sample's window may have begun: its link is sent at once all the same.
        """
        this_minute = timezone.now().replace(second=0, microsecond=0)
        if cleaned["ends_at"] <= timezone.now():
            self.add_error("day", "This time is over already. Check the date.")
        elif self._is_window(cleaned) or cleaned["starts_at"] >= this_minute:
            return
        elif not {"day", "start", "occurrence"}.isdisjoint(self.changed_data) or self.known_stage is None:
            self.add_error("start", "This time has passed already. Choose a later one.")

    def judge_only(self, names: Collection[str]) -> None:
        """Drop the errors of all fields but ``names``: the rest is still being typed."""
        for name in list(self.errors):
            if name not in names:
                del self.errors[name]

    def clean_day(self) -> date:
        """Refuse what can only be a slip: no calendar and no clock knows the year 9999."""
        day = self.cleaned_data["day"]
        if abs(day - timezone.localdate()) > FURTHEST:
            raise forms.ValidationError("This is more than two years away. Check the year.")
        return day

    def _end(self, cleaned: dict[str, Any], lasts: timedelta) -> datetime:
        """Minutes pass by the instant; days keep the hour on the wall, also when the clocks change in between."""
        starts_at: datetime = cleaned["starts_at"]
        if not self._is_window(cleaned):
            return starts_at + lasts
        return (starts_at.astimezone(self.zone) + lasts).astimezone(UTC)

    @property
    def known_kind(self) -> str:
        """The kind of stage if it is known, else empty: then the page asks for minutes and days."""
        return self.known_stage.kind if self.known_stage else ""

    def _stage_chosen(self, cleaned: dict[str, Any]) -> Stage | None:
        return self.known_stage

    def _is_window(self, cleaned: dict[str, Any]) -> bool:
        stage = self._stage_chosen(cleaned)
        return stage is not None and stage.kind == StageKind.WORK_SAMPLE

    def _duration(self, cleaned: dict[str, Any]) -> timedelta | None:
        stage = self._stage_chosen(cleaned)
        if stage is None:
            return None
        name = "days" if stage.kind == StageKind.WORK_SAMPLE else "minutes"
        if name not in cleaned:
            return None
        if not cleaned[name]:
            self.add_error(name, "Say how long it lasts.")
            return None
        return timedelta(**{name: cleaned[name]})

    def refuse(self, refusal: Any) -> None:
        """A refused time belongs beside the start, and what it breaks of people's limits below it."""
        if self.warn(refusal):
            return
        if refusal.field == "starts_at":
            self.add_error("start", refusal.message)
        else:
            super().refuse(refusal)


class InterviewForm(PanelChoiceMixin, InterviewChangeForm):
    """A new interview: its stage and panel too."""

    field_order = [
        "stage",
        "day",
        "start",
        "minutes",
        "days",
        "occurrence",
        "override_reason",
        "place",
        "panel",
        "trainee",
        "give_seats",
    ]

    def __init__(self, *args: Any, stages: list[Stage], people: list[Person], **kwargs: Any) -> None:
        """Offer ``stages``, which have a scorecard, and ``people`` with their load."""
        super().__init__(*args, **kwargs)
        self.offer_people(stages, people)

    def _stage_chosen(self, cleaned: dict[str, Any]) -> Stage | None:
        return cleaned.get("stage")

    @property
    def work_sample_stages(self) -> str:
        """The uids of stages that have a window instead of an appointment, for the page's script."""
        return " ".join(uid for uid, stage in self.stages.items() if stage.kind == StageKind.WORK_SAMPLE)


class PanelistForm(SeatsMixin, OverrideMixin):
    """One more person for a panel."""

    user = forms.ModelChoiceField(
        User.objects.none(), to_field_name="uid", label="Person", empty_label="Choose", widget=LongSelect
    )
    shadows = forms.BooleanField(required=False, label="Sits in to learn: their scorecard never counts")
    field_order = ["user", "shadows", "give_seats", "override_reason"]

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        """Offer the active people who are not on the panel."""
        super().__init__(*args, **kwargs)
        here = interview.panelists.active().values("user")
        if not self.is_bound:
            del self.fields["override_reason"]
        choose_from(self, "user", User.objects.active().exclude(pk__in=here).order_by("name", "pk"))

    def refuse(self, refusal: Any) -> None:
        """Everything that is refused is about the person."""
        if not self.warn(refusal):
            refusal.field = "user"
            super().refuse(refusal)


def wall_clock(moment: datetime, zone: str) -> dict[str, Any]:
    """Return ``day`` and ``start`` as they are typed in ``zone``, for a form's initial values."""
    local = moment.astimezone(ZoneInfo(zone))
    fold = {"occurrence": SECOND} if local.fold else {}
    return {"day": local.date(), "start": local.time()} | fold
