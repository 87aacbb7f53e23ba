"""One reason, for acts that tell somebody why."""

from typing import Any

from .fields import PlainForm, ReasonField


class ReasonForm(PlainForm):
    """Asks why."""

    def __init__(self, *args: Any, label: str = "Why", help_text: str = "", **kwargs: Any) -> None:
        """Take the words beside the field."""
        super().__init__(*args, **kwargs)
        self.fields["reason"] = ReasonField(label, help_text, max_length=300)
