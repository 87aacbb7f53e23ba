"""Adding a candidate, deciding at the gate, attaching a document."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from core.fields import SizedFileField
from hiring.models import CandidacyState, DocumentKind, GateDecision

from ..services.documents import LARGEST
from .fields import PlainForm, ReasonField, offer, zone_choices

FILE_HELP = "PDF, Word (docx) or plain text, at most 10 MB."
EMPTY = {"empty": "This file is empty. Choose another one."}
CHOICES = {
    CandidacyState.ACTIVE: [
        GateDecision.ADVANCE,
        GateDecision.HIRE,
        GateDecision.HOLD,
        GateDecision.CLOSE,
        GateDecision.WITHDRAW,
    ],
    CandidacyState.ON_HOLD: [GateDecision.RESUME, GateDecision.CLOSE, GateDecision.WITHDRAW],
}
WORDS = {
    GateDecision.HIRE: "Hire: end it here, with a hire",
    GateDecision.HOLD: "Put on hold: pause, keep everything as it is",
    GateDecision.RESUME: "Resume: go on where it was paused",
    GateDecision.CLOSE: "Close: end it here, without a hire",
    GateDecision.WITHDRAW: "Withdraw: the candidate stepped back",
}


class CandidacyForm(PlainForm):
    """A person who enters a role."""

    name = forms.CharField(max_length=160)
    email = forms.EmailField(label="E-mail", help_text="Invitations go here.")
    phone = forms.CharField(max_length=40, required=False)
    timezone = forms.ChoiceField(
        label="Time zone", choices=zone_choices, help_text="Invitations show times in this zone."
    )
    file = SizedFileField(
        label="Resume", required=False, help_text=FILE_HELP, error_messages=EMPTY, largest=LARGEST, megabytes=10
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put what belongs together side by side."""
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("name", Div("email", "phone", css_class="fields-2"), "timezone", "file")


class DecideForm(PlainForm):
    """The decision at the gate, with its reason."""

    decision = forms.ChoiceField(widget=forms.RadioSelect)
    reason = ReasonField("Reason", "Name what was said or done. A year from now only this will be left.")

    def __init__(self, *args: Any, state: str, next_stage: str, may_hire: bool, **kwargs: Any) -> None:
        """Offer what ``state`` allows; ``next_stage`` names where advancing leads, empty if nowhere."""
        super().__init__(*args, **kwargs)
        missing = {
            kind for kind, there in {GateDecision.ADVANCE: next_stage, GateDecision.HIRE: may_hire}.items() if not there
        }
        offered = [kind for kind in CHOICES.get(CandidacyState(state), []) if kind not in missing]
        words = WORDS | {GateDecision.ADVANCE: f"Advance to {next_stage}"}
        offer(self, "decision", [(kind.value, words[kind]) for kind in offered])


class DocumentForm(PlainForm):
    """A file for a candidacy."""

    kind = forms.ChoiceField(choices=DocumentKind.choices, label="What it is")
    file = SizedFileField(
        help_text=FILE_HELP,
        error_messages={**EMPTY, "required": "Choose a file first."},
        largest=LARGEST,
        megabytes=10,
    )
