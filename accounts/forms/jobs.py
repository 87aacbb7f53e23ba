"""The filter above the job queue."""

from typing import Any, cast

from django import forms

from accounts.queries import kinds_for
from core.models import Job


class JobFilterForm(forms.Form):
    """Both fields may be empty. Its choices are fixed: they tell nothing of which jobs there are."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *Job.State.choices])
    kind = forms.ChoiceField(label="Kind", required=False)

    def __init__(self, *args: Any, bound: bool, **kwargs: Any) -> None:
        """Offer the kinds that the reader may see; ``bound``: a panel binds them."""
        super().__init__(*args, **kwargs)
        kinds = sorted(kinds_for(bound=bound).items(), key=lambda kind: kind[1])
        cast("forms.ChoiceField", self.fields["kind"]).choices = [("", "Everything"), *kinds]
