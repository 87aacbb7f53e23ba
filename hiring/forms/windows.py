"""When a candidate could: rows of day, from and until, typed on their clock."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField

from .fields import PlainForm
from .moments import FIRST, SECOND, instant

PARTS = ("day", "from", "until")


class WindowRowsMixin(forms.Form):
    """``rows_shown`` rows; the fields are made by ``add_rows``."""

    rows_shown = 3
    # Holds what is said about all rows; nothing is read from it.
    windows = forms.CharField(required=False, disabled=True)
    zone: ZoneInfo

    @classmethod
    def row_names(cls) -> set[str]:
        """The names of the fields of all rows, and of what is said about all of them."""
        return {f"{part}_{row}" for part in PARTS for row in range(cls.rows_shown)} | {"windows"}

    def add_rows(self, zone: str) -> None:
        """Make the fields; ``zone`` is the IANA zone in which they are typed."""
        self.zone = ZoneInfo(zone)
        for row in range(self.rows_shown):
            self.fields[f"day_{row}"] = forms.DateField(
                label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
            for part, label in (("from", "From"), ("until", "Until")):
                self.fields[f"{part}_{row}"] = forms.TimeField(
                    label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                )

    def rows(self) -> Iterator[list[BoundField]]:
        """The fields of each row."""
        for row in range(self.rows_shown):
            yield [self[f"{part}_{row}"] for part in PARTS]

    @property
    def asks_windows(self) -> bool:
        """Whether something was typed, so that the page shows it."""
        return self.is_bound and any(field.value() for row in self.rows() for field in row)

    def spans(self) -> list[tuple[datetime, datetime]]:
        """The times typed, in UTC. Every one that cannot be gets an error beside its field."""
        found = []
        for row in range(self.rows_shown):
            day, since, until = (self.cleaned_data.get(f"{part}_{row}") for part in PARTS)
            is_wrong = any(f"{part}_{row}" in self.errors for part in PARTS)
            if is_wrong or (day is None and since is None and until is None):
                continue
            if day is None or since is None or until is None:
                self.add_error(f"day_{row}", "Give the day, from when and until when.")
            elif span := self._span(row, day, since, until):
                found.append(span)
        return found

    def _span(self, row: int, day: date, since: time, until: time) -> tuple[datetime, datetime] | None:
        if until <= since:
            self.add_error(f"until_{row}", "The end must come after the start.")
            return None
        start = self._instant(f"from_{row}", day, since, FIRST)
        end = self._instant(f"until_{row}", day, until, SECOND)
        return (start, end) if start and end else None

    def _instant(self, name: str, day: date, at: time, occurrence: str) -> datetime | None:
        """Where clocks are set back, a window is as wide as it can be."""
        try:
            return instant(day, at, self.zone, occurrence)
        except (forms.ValidationError, OverflowError) as error:
            words = error if isinstance(error, forms.ValidationError) else "Check the year."
            self.add_error(name, words)
        return None


class WindowsForm(WindowRowsMixin, PlainForm):
    """What a candidate told whoever plans."""

    rows_shown = 5

    def __init__(self, *args: Any, zone: str, known: list[tuple[datetime, datetime]], **kwargs: Any) -> None:
        """Fill the rows with what is ``known``, on the clock of ``zone``."""
        self.rows_shown = max(self.rows_shown, len(known))
        initial: dict[str, Any] = {}
        for row, (start, end) in enumerate(known):
            since, until = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
            initial |= {f"day_{row}": since.date(), f"from_{row}": since.time(), f"until_{row}": until.time()}
        super().__init__(*args, initial=initial, **kwargs)
        self.add_rows(zone)
