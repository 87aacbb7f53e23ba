"""What a form asks once it was refused: why a time is planned that breaks limits, and for seats of those without."""

from typing import Any

from django import forms

from .fields import PlainForm


class OverrideMixin(forms.Form):
    """Shows the warnings of ``OutsideLimits`` and keeps the reason that overrides them."""

    override_reason = forms.CharField(
        label="Plan it all the same, because…",
        required=False,
        max_length=300,
        help_text="Kept with the interview, for whoever may plan it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    warnings: tuple[str, ...] = ()

    def warn(self, refusal: Any) -> bool:
        """Take the warnings of ``refusal``, if these are what it is about."""
        self.warnings = tuple(getattr(refusal, "warnings", ()))
        if self.warnings:
            self.add_error("override_reason", "Write why, or choose another time.")
        return bool(self.warnings)

    @property
    def asks_why(self) -> bool:
        """Whether to show the field: there are warnings, or a reason was typed."""
        return bool(self.warnings or self["override_reason"].value())


class SeatsMixin(PlainForm):
    """Asks whether people without a seat on the role shall get one, once that is what is missing."""

    give_seats = forms.BooleanField(
        label="Give whoever has no seat on this role one as interviewer",
        required=False,
        help_text="They then belong to the role's team. It opens no scorecard to them.",
    )
    lacks_seats = False

    def refuse(self, refusal: Any) -> None:
        """Ask from now on, if that is what is missing."""
        self.lacks_seats = bool(getattr(refusal, "seatless", ()))
        super().refuse(refusal)

    @property
    def asks_seats(self) -> bool:
        """Whether to show the field: somebody has none, or it was ticked."""
        return bool(self.lacks_seats or self["give_seats"].value())
