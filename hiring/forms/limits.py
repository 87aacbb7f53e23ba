"""What a form asks once a time breaks what people ask for: why it is planned all the same."""

from typing import Any

from django import forms


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
