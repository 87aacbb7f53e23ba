"""One's own working hours, time off and limits."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import TimeOff, Weekday
from accounts.queries import Availability
from accounts.queries.availability import Stretch
from accounts.services import HoursImpossible, LimitsInput, StretchInput, TimeOffImpossible, TimeOffInput
from accounts.services.availability import (
    LONGEST_BREAK,
    LONGEST_NOTICE,
    MOST_INTERVIEWS,
    MOST_TIME_OFF,
    refuse_hours,
)

MOST_STRETCHES = 4
NO_TIME = "Type a time, such as 9:00."
NO_DAY = "Type a date."
WHOLE = "Type a whole number."


def _time(label: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "class": "form-control", "aria-label": label}, format="%H:%M")
    return forms.TimeField(required=False, widget=widget, error_messages={"invalid": NO_TIME})


class DayForm(forms.Form):
    """The stretches of one weekday, a spare one at the end; without any the person does not work that day."""

    def __init__(self, *args: Any, weekday: int, stretches: Iterable[Stretch] = (), **kwargs: Any) -> None:
        """Show the stored ``stretches`` of ``weekday``."""
        kwargs["prefix"] = f"day{weekday}"
        kwargs["initial"] = {
            f"{name}_{n}": at
            for n, pair in enumerate(stretches)
            for name, at in zip(("starts", "ends"), pair, strict=True)
        }
        super().__init__(*args, **kwargs)
        self.weekday, self.name = weekday, Weekday(weekday).label
        for n in range(MOST_STRETCHES):
            which = "" if n == 0 else f" stretch {n + 1}"
            self.fields[f"starts_{n}"] = _time(f"{self.name}{which}, from")
            self.fields[f"ends_{n}"] = _time(f"{self.name}{which}, to")

    def clean(self) -> dict[str, Any]:
        """Put what is wrong beside the time that it is about."""
        cleaned = super().clean() or self.cleaned_data
        for n in range(MOST_STRETCHES):
            for name, other in (("starts", "ends"), ("ends", "starts")):
                if self.is_half(cleaned, name, other, n):
                    self.add_error(f"{name}_{n}", "Type both times, or none.")
        so_far: list[StretchInput] = []
        for n, stretch in self._typed():
            try:
                refuse_hours([*so_far, stretch])
            except HoursImpossible as refusal:
                self.add_error(f"ends_{n}", refusal.message)
            else:
                so_far.append(stretch)
        return cleaned

    def is_half(self, cleaned: dict[str, Any], name: str, other: str, n: int) -> bool:
        """Whether of stretch ``n`` only ``other`` was typed, and neither is wrong already."""
        both = {f"{name}_{n}", f"{other}_{n}"} <= cleaned.keys()
        return both and cleaned[f"{name}_{n}"] is None and cleaned[f"{other}_{n}"] is not None

    @property
    def stretches(self) -> list[StretchInput]:
        """What was typed, of a valid form."""
        return [stretch for _, stretch in self._typed()]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields to show: those that hold something, and one pair more."""
        pairs = [(self[f"starts_{n}"], self[f"ends_{n}"]) for n in range(MOST_STRETCHES)]
        filled = [n for n, pair in enumerate(pairs) if any(field.value() for field in pair)]
        return pairs[: max(1, filled[-1] + 1 if filled else 0) + 1]

    def _typed(self) -> list[tuple[int, StretchInput]]:
        found = []
        for n in range(MOST_STRETCHES):
            starts, ends = (self.cleaned_data.get(f"{name}_{n}") for name in ("starts", "ends"))
            if starts is not None and ends is not None:
                found.append((n, StretchInput(self.weekday, starts, ends)))
        return found


class TimeOffForm(forms.Form):
    """Days away; a row without anything is none."""

    first_day = forms.DateField(
        label="From", required=False, error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )  # fmt: skip
    last_day = forms.DateField(
        label="To", required=False, error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )  # fmt: skip
    note = forms.CharField(
        label="Note, for you alone", required=False, max_length=TimeOff._meta.get_field("note").max_length,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A row needs its first day; without a last one it is that day alone."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        first, last = cleaned["first_day"], cleaned["last_day"]
        if first is None and (last or cleaned["note"]):
            self.add_error("first_day", "Say from which day.")
        elif first and last and last < first:
            self.add_error("last_day", TimeOffImpossible.message)
        return cleaned


class _TimeOffRows(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"


TimeOffFormSet = forms.formset_factory(
    TimeOffForm, formset=_TimeOffRows, extra=2, max_num=MOST_TIME_OFF, absolute_max=MOST_TIME_OFF, can_delete=True
)


def _number(label: str, least: int, most: int, help_text: str) -> forms.IntegerField:
    errors = {"invalid": WHOLE, "min_value": f"At least {least}.", "max_value": f"At most {most}."}
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most, help_text=help_text, error_messages=errors
    )


class LimitsForm(forms.Form):
    """How much one takes on; an empty field sets no limit."""

    per_day = _number("Interviews a day", 1, MOST_INTERVIEWS, "At most. Empty for no limit.")
    per_week = _number("Interviews a week", 1, MOST_INTERVIEWS, "At most. Empty for no limit.")
    break_minutes = _number("Break between two", 0, LONGEST_BREAK, "Minutes, at least.")
    notice_hours = _number("Notice", 0, LONGEST_NOTICE, "Hours before an interview, at least.")
    # The one that the page was made from.
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    @property
    def limits(self) -> LimitsInput:
        """What was typed, of a valid form."""
        typed = self.cleaned_data
        return LimitsInput(typed["per_day"], typed["per_week"], typed["break_minutes"] or 0, typed["notice_hours"] or 0)


class AvailabilityForm:
    """The three parts of the page as one: seven days, time off, limits."""

    def __init__(self, data: Any, *, stored: Availability, time_off: Iterable[TimeOff]) -> None:
        """Show what is ``stored``, and the ``time_off`` to come; ``data`` is what was sent, if anything."""
        self.is_bound = data is not None
        self.days = [DayForm(data, weekday=day, stretches=stored.hours.get(day, ())) for day in Weekday.values]
        rows = [{"first_day": row.first_day, "last_day": row.last_day, "note": row.note} for row in time_off]
        self.time_off = TimeOffFormSet(data, initial=rows, prefix="off")
        names = ("per_day", "per_week", "break_minutes", "notice_hours")
        numbers = {name: getattr(stored, name) or None for name in names}
        self.limits = LimitsForm(data, initial={**numbers, "revision": stored.revision})

    def is_valid(self) -> bool:
        """Whether every part is; each says what is wrong in it."""
        wrong = [part for part in (*self.days, self.limits) if not part.is_valid()]
        return self.time_off.is_valid() and not wrong

    @property
    def values(self) -> dict[str, Any]:
        """What ``save_availability`` takes, of a valid form."""
        rows = [row.cleaned_data for row in self.time_off.forms if row not in self.time_off.deleted_forms]
        return {
            "hours": [stretch for day in self.days for stretch in day.stretches],
            "time_off": [
                TimeOffInput(row["first_day"], row["last_day"] or row["first_day"], row["note"])
                for row in rows
                if row.get("first_day")
            ],
            "limits": self.limits.limits,
            "revision": self.limits.cleaned_data["revision"],
        }
