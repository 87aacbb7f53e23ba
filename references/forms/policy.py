"""What a role asks of its references."""

from django import forms

from hiring.forms.fields import PlainForm

from ..models import Told


class PolicyForm(PlainForm):
    referees = forms.IntegerField(
        label="Referees at least",
        min_value=1,
        max_value=10,
        error_messages={"min_value": "At least one.", "max_value": "At most ten."},
        help_text="Until as many references are in, Today asks for the next one.",
    )
    told = forms.ChoiceField(
        label="Whoever takes a reference is told",
        choices=Told.choices,
        widget=forms.RadioSelect,
        help_text="What the panel thinks colours what one hears. Questions that the referee may read are always shown.",
    )
    by_link = forms.BooleanField(
        label="Referees may answer by link",
        required=False,
        help_text="They answer the same questions in writing, on a page of their own. Links that are out stay.",
    )
