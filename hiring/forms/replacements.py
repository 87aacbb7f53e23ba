"""Somebody else in a panelist's place."""

from typing import Any

from django import forms

from hiring.queries import Person

from .fields import ReasonField, offer
from .limits import OverrideMixin, SeatsMixin


class ReplacementForm(SeatsMixin, OverrideMixin):
    """Who comes, and why the other goes."""

    user = forms.ChoiceField(
        label="Who comes instead",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who comes instead.", "invalid_choice": "Choose one of these people."},
    )
    field_order = ["user", "give_seats", "reason", "override_reason"]

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        """Offer ``people``, in their order."""
        super().__init__(*args, **kwargs)
        self.people = people
        self.users = {person.user.uid: person.user for person in people}
        offer(self, "user", [(uid, user.name) for uid, user in self.users.items()])
        self.fields["reason"] = ReasonField("Why", "Kept with the place that is left.", max_length=300)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Make a person of the chosen id."""
        cleaned = super().clean() or {}
        if "user" in cleaned:
            cleaned["user"] = self.users[cleaned["user"]]
        return cleaned

    def refuse(self, refusal: Any) -> None:
        """What is refused is about the person who comes, unless it names the reason."""
        if not self.warn(refusal):
            refusal.field = "reason" if refusal.field == "reason" else "user"
            super().refuse(refusal)
