"""The decision, and what follows from it."""

from typing import Any

from django import forms
from django.utils import timezone

from ..models import Outcome
from ..services import NextStepInput
from ..visibility import Room
from .meeting import LONGEST_REASON, lines


class DecisionForm(forms.Form):
    """One outcome with its reason."""

    outcome = forms.ChoiceField(
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the four outcomes."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        help_text="Tied to what the candidate said and did. It has to stand a year from now.",
        error_messages={"required": "Write the reason, tied to the evidence: it has to stand a year from now."},
        widget=lines(5),
    )
    departure_reason = forms.CharField(
        label="If this departs from the composite: why",
        required=False,
        max_length=LONGEST_REASON,
        widget=lines(3),
    )
    dissent = forms.CharField(
        label="Dissent, in the dissenter's words",
        required=False,
        max_length=LONGEST_REASON,
        help_text="Who sees it differently, and why. Leave it empty if nobody does.",
        widget=lines(3),
    )


class ReopenForm(forms.Form):
    """Why a closed debrief is taken up again."""

    reason = forms.CharField(
        label="Why it is taken up again",
        max_length=LONGEST_REASON,
        error_messages={"required": "Write why the debrief is taken up again."},
        help_text="Kept beside the decision that is set aside, for everybody who reads the record.",
        widget=lines(3),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep the ids apart from those of the decision."""
        kwargs["auto_id"] = "reopen_%s"
        super().__init__(*args, **kwargs)


class NextStepForm(forms.Form):
    """What follows, who does it, by which day. All three, or none."""

    text = forms.CharField(label="Next step", max_length=300, required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    due_on = forms.DateField(label="By", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, around: Room, **kwargs: Any) -> None:
        """Offer the people who take part."""
        super().__init__(*args, **kwargs)
        self.people = {user.uid: user for user in around.owners}
        choices = [("", "Choose"), *((uid, user.name) for uid, user in self.people.items())]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"

    def clean(self) -> dict[str, Any]:
        """Refuse half a step beside the field that is missing, and a day that is over where the reader is."""
        cleaned = super().clean() or self.cleaned_data
        wanted = {"text": "Write what is to be done.", "owner": "Choose who does it.", "due_on": "Choose a day."}
        if any(cleaned.get(name) for name in wanted):
            for name, words in wanted.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        due_on = cleaned.get("due_on")
        if due_on and due_on < timezone.localdate():
            self.add_error("due_on", "This day is over. Choose one from today on.")
        return cleaned


class _NextSteps(forms.BaseFormSet):
    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": "The next steps could not be read. Load the page again; the rest is kept.",
    }


NextStepFormSet = forms.formset_factory(NextStepForm, formset=_NextSteps, extra=2, max_num=20, absolute_max=40)


def next_steps_of(formset: forms.BaseFormSet) -> list[NextStepInput]:
    """The filled-in rows of a valid ``formset``."""
    return [
        NextStepInput(row["text"], form.people[row["owner"]], row["due_on"])
        for form in formset.forms
        if (row := form.cleaned_data) and row.get("text")
    ]
