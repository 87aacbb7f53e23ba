"""Fields that several forms share, and the way a service's refusal becomes a form error."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from core.errors import Refused

LONGEST_REASON = 2_000
FILL_IN = "Please fill this in."
CHOOSE = "Please choose one."


@cache
def zone_choices() -> list[tuple[str, str]]:
    """The IANA zones by name, without the technical aliases."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)]


class PlainForm(forms.Form):
    """A form whose page draws the form tag, the buttons and the CSRF field."""

    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Tell crispy to draw fields only."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = CHOOSE if isinstance(field, forms.ChoiceField) else FILL_IN
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def refuse(self, refusal: Refused) -> None:
        """Show what a service refused beside the field that it belongs to, else above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class ReasonField(forms.CharField):
    """A written reason."""

    def __init__(self, label: str, help_text: str = "", *, max_length: int = LONGEST_REASON) -> None:
        """Take the label and what to think of while writing."""
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=max_length,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": "Write the reason in a sentence or two."},
        )


def choose_from(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let the field ``name`` choose among ``rows``."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
    field.queryset = rows


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Let the field ``name`` choose among ``choices`` (value, words)."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = choices
