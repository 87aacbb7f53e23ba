"""What people set for themselves."""

from functools import cache
from itertools import groupby
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms

from accounts.models import User

REGIONS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


@cache
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The IANA zones by region, cities in words, UTC first."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS)
    regions = [
        (region, [(name, name.split("/", 1)[1].replace("_", " ").replace("/", ", ")) for name in zones])
        for region, zones in groupby(names, key=lambda name: name.split("/")[0])
    ]
    return [("Everywhere", [("UTC", "UTC")]), *regions]


class PreferencesForm(forms.Form):
    """Name, time zone, theme and paper."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    timezone = forms.ChoiceField(label="Time zone", help_text="Times on every page are shown in this zone.")
    theme = forms.ChoiceField(label="Colours", choices=User.Theme, widget=forms.RadioSelect)
    paper = forms.ChoiceField(
        choices=User.Paper, widget=forms.RadioSelect, help_text="PDFs are set for it from now on."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the zones, and the stored one even if it has an old name."""
        super().__init__(*args, **kwargs)
        stored = self.initial.get("timezone")
        known = {name for _, zones in zone_choices() for name, _ in zones}
        own = [] if stored is None or stored in known else [(stored, stored)]
        cast("forms.ChoiceField", self.fields["timezone"]).choices = [*own, *zone_choices()]
