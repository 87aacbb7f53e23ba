"""The decision, and what follows from it."""

from typing import Any

from django import forms
from django.utils import timezone

from hiring.models import Role

from ..models import Outcome
from ..queries import GroundGroup
from ..services import (
    LONGEST_DISSENT,
    LONGEST_WHY,
    DissentTooLong,
    GroundsMissing,
    NextStepInput,
    NoSuchRole,
    OtherRoleMissing,
    WhyMissing,
)
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
    other_role = forms.TypedChoiceField(
        label="Which role",
        required=False,
        empty_value=None,
        help_text="For the outcome “another role”. The candidate enters it where you may add candidates; else its "
        "recruiters get a mail that names no score.",
        error_messages={"invalid_choice": "Choose an open role from the list."},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    grounds = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "This rating is not in the evidence any more. Choose again."},
    )

    def __init__(self, *args: Any, groups: list[GroundGroup], roles: list[Role], **kwargs: Any) -> None:
        """Offer the rated cells in ``groups`` and the open ``roles``."""
        super().__init__(*args, **kwargs)
        self.groups = groups
        offered = [option.key for group in groups for option in group.options]
        self.fields["grounds"].choices = [(key, key) for key in offered]  # type: ignore[attr-defined]
        _offer(self.fields["other_role"], roles)

    @property
    def chosen_grounds(self) -> set[str]:
        """The keys that are ticked, as typed."""
        return set(self["grounds"].value() or [])

    def clean(self) -> dict[str, Any]:
        """Refuse a decision that rests on nothing although there is evidence, and a role that was not chosen."""
        cleaned = super().clean() or self.cleaned_data
        if self.groups and not cleaned.get("grounds") and "grounds" not in self.errors:
            self.add_error("grounds", GroundsMissing.message)
        wants_role = cleaned.get("outcome") == Outcome.OTHER_ROLE
        if wants_role and not cleaned.get("other_role") and "other_role" not in self.errors:
            self.add_error("other_role", OtherRoleMissing.message)
        return cleaned


class DissentForm(forms.Form):
    """One's own dissent; without words it is taken back."""

    text = forms.CharField(
        label="Your dissent",
        required=False,
        max_length=LONGEST_DISSENT,
        strip=False,
        help_text="In your own words. You can change it until the decision is recorded; emptied, it is taken back.",
        error_messages={"max_length": DissentTooLong.message},
        widget=lines(4),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep the ids apart from those of the decision."""
        kwargs["auto_id"] = "dissent_%s"
        super().__init__(*args, **kwargs)


class OtherRoleForm(forms.Form):
    """Another role to consider, and why."""

    role = forms.TypedChoiceField(
        label="Role",
        error_messages=dict.fromkeys(("required", "invalid_choice"), NoSuchRole.message),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    why = forms.CharField(
        label="Why",
        max_length=LONGEST_WHY,
        error_messages={"required": WhyMissing.message},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        """Offer the open ``roles``."""
        kwargs["auto_id"] = "named_%s"
        super().__init__(*args, **kwargs)
        _offer(self.fields["role"], roles)


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


def _offer(field: Any, roles: list[Role]) -> None:
    """Let ``field`` take one of ``roles``. A list, since two forms of one page offer the same."""
    by_uid = {role.uid: role for role in roles}
    field.choices = [("", "Choose"), *((role.uid, role.title) for role in roles)]
    field.coerce = by_uid.get


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
