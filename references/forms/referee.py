"""A referee: how they know the candidate, how they are reached, and whether the candidate agrees."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from hiring.forms.fields import PlainForm

from ..models import ConsentOf, Referee, Relation

NOTED = "Noted when the referee was named"
WHOSE = "Say who agrees: the candidate or the referee."


class RefereeForm(PlainForm):
    name = forms.CharField(max_length=160)
    relation = forms.ChoiceField(
        label="Who they were to the candidate", choices=[("", "Choose one"), *Relation.choices]
    )
    relationship = forms.CharField(
        label="How they know each other",
        max_length=200,
        help_text="For instance “led the team in which they worked”.",
        error_messages={"required": "Say in a few words how they know the candidate."},
    )
    period = forms.CharField(
        label="When they worked together", max_length=120, required=False, help_text="For instance “2019 to 2022”."
    )
    company = forms.CharField(max_length=160, required=False)
    email = forms.EmailField(
        label="E-mail address", required=False, help_text="An e-mail address or a phone number is needed."
    )
    phone = forms.CharField(label="Phone number", max_length=40, required=False)
    agrees = forms.BooleanField(
        label="The candidate agrees that we ask this person",
        required=False,
        help_text="Without that nobody gets in touch with the referee. You can note it later.",
    )
    how = forms.CharField(
        label="How the candidate agreed", max_length=200, required=False, help_text="For instance “in a mail today”."
    )

    def __init__(self, *args: Any, referee: Referee | None = None, **kwargs: Any) -> None:
        """``referee``: one to be corrected; who agreed has a place of its own then."""
        super().__init__(*args, **kwargs)
        parts: list[Any] = [
            "name", Div("relation", "period", css_class="fields-2"), "relationship", "company",
            Div("email", "phone", css_class="fields-2"),
        ]  # fmt: skip
        if referee is not None:
            del self.fields["agrees"], self.fields["how"]
            self.initial = {name: getattr(referee, name) for name in self.fields}
        else:
            parts += ["agrees", "how"]
        self.helper.layout = Layout(*parts)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"email", "phone"} & self.errors.keys() and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", "Give an e-mail address or a phone number, so that the referee can be reached.")
        if cleaned.pop("agrees", False):
            cleaned["candidate_agrees"] = cleaned.get("how") or NOTED
        cleaned.pop("how", None)
        return cleaned


class AgreeForm(PlainForm):
    agree = forms.BooleanField(
        label="I have read this and agree to answer",
        error_messages={"required": "Tick this to go on, or decline below."},
    )


class ConsentForm(PlainForm):
    of = forms.ChoiceField(choices=ConsentOf.choices, error_messages={"invalid_choice": WHOSE, "required": WHOSE})
    how = forms.CharField(max_length=200, required=False)
