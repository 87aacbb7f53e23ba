"""The filter above the audit trail."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from accounts.models import User
from accounts.queries import VERBS, verb_words
from core.fields import LongSelect

DAYS = [
    MinValueValidator(date(2000, 1, 1), "Choose a day after 1999."),
    MaxValueValidator(date(2200, 1, 1), "Choose a day before 2200."),
]


class AuditFilterForm(forms.Form):
    """All fields may be empty, and all that are filled in hold together."""

    actor = forms.ModelChoiceField(
        User.objects.only("uid", "name").order_by("name"),
        label="Who",
        required=False,
        to_field_name="uid",
        empty_label="Anybody",
        widget=LongSelect,
    )
    verb = forms.ChoiceField(
        label="Act", required=False, choices=[("", "Everything"), *((verb, verb_words(verb)) for verb in VERBS)]
    )
    object = forms.CharField(
        label="About",
        required=False,
        validators=[RegexValidator(r"^[2-9a-z]{12}\Z", "An id has 12 letters and digits.")],
        widget=forms.TextInput(attrs={"placeholder": "An id", "autocomplete": "off", "spellcheck": "false"}),
    )
    since = forms.DateField(
        label="From", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label="To", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        filters = super().clean() or {}
        if filters.get("since") and filters.get("until") and filters["until"] < filters["since"]:
            self.add_error("until", "This day is before the first one.")
        return filters
