"""What a role asks of its debriefs, the answer of an approver, the invitation of a listener."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import User

from ..models import Covers
from ..services import ApproversMissing, ApproverTwice
from .meeting import LONGEST_REASON, lines

MOST_APPROVERS = 5


class PolicyForm(forms.Form):
    """Which decisions are approved, by whom, and whether others may listen."""

    covers = forms.ChoiceField(label="What is approved", choices=Covers.choices, widget=forms.RadioSelect)
    in_order = forms.ChoiceField(
        label="How they are asked",
        choices=[("", "Side by side"), ("1", "In order, one after the other")],
        required=False,
        widget=forms.RadioSelect,
    )
    needed = forms.IntegerField(
        label="How many have to approve",
        min_value=1,
        max_value=MOST_APPROVERS,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    listeners = forms.BooleanField(label="People who were not on the panel may listen, when invited", required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        """Offer ``people`` as approvers."""
        super().__init__(*args, **kwargs)
        self.people = {user.uid: user for user in people}
        choices = [("", "Nobody"), *((uid, user.name) for uid, user in self.people.items())]
        for place in range(1, MOST_APPROVERS + 1):
            self.fields[f"approver_{place}"] = forms.ChoiceField(
                label=f"Approver {place}",
                choices=choices,
                required=False,
                error_messages={"invalid_choice": "Choose somebody from the list."},
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def approvers(self) -> list[User]:
        """The people chosen, in order."""
        names = [f"approver_{place}" for place in range(1, MOST_APPROVERS + 1)]
        return [self.people[uid] for name in names if (uid := self.cleaned_data.get(name))]

    @property
    def approver_fields(self) -> list[forms.BoundField]:
        """The fields of the approvers, for the page."""
        return [self[f"approver_{place}"] for place in range(1, MOST_APPROVERS + 1)]

    def clean(self) -> dict[str, Any]:
        """Refuse somebody chosen twice, and fewer than have to approve."""
        cleaned = super().clean() or self.cleaned_data
        chosen: set[str] = set()
        for field in self.approver_fields:
            uid = cleaned.get(field.name)
            if uid and uid in chosen:
                self.add_error(field.name, ApproverTwice.message)
            chosen.add(uid or "")
        asks = cleaned.get("covers") in {Covers.HIRE, Covers.ALL}
        if asks and "needed" not in self.errors and len(self.approvers) < cleaned["needed"]:
            self.add_error("needed", ApproversMissing.message)
        return cleaned


class ApprovalForm(forms.Form):
    """An approver's answer. Words are needed to decline."""

    words = forms.CharField(
        label="Your words",
        required=False,
        max_length=LONGEST_REASON,
        help_text="Needed to decline: the debrief goes on with them. Kept beside the decision either way.",
        widget=lines(3),
    )


class ListenerForm(forms.Form):
    """Somebody to invite."""

    user = forms.ChoiceField(
        label="Invite to listen",
        error_messages={"required": "Choose somebody.", "invalid_choice": "Choose somebody from the list."},
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        """Offer ``people``."""
        kwargs["auto_id"] = "listener_%s"
        super().__init__(*args, **kwargs)
        self.people = {user.uid: user for user in people}
        choices = [("", "Choose"), *((uid, user.name) for uid, user in self.people.items())]
        self.fields["user"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        """The person chosen in a valid form."""
        return self.people[self.cleaned_data["user"]]
