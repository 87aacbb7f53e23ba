"""The filter above the audit trail."""

from typing import Any, cast

from django import forms

from accounts.models import User
from accounts.queries import verb_words


class AuditFilterForm(forms.Form):
    """All fields may be empty. What is wrong is told, and filters nothing."""

    verb = forms.ChoiceField(label="Act", required=False)
    actor = forms.ModelChoiceField(
        User.objects.order_by("name"), label="Who", required=False, to_field_name="uid", empty_label="Anybody"
    )
    object = forms.CharField(label="Id", required=False, max_length=12)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, verbs: list[str], **kwargs: Any) -> None:
        """Take the acts to offer."""
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["verb"]).choices = [
            ("", "Everything"),
            *((verb, verb_words(verb)) for verb in verbs),
        ]
