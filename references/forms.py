"""A referee's name and ways to be reached, and the entries of one reference check."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from .models import Referee
from .queries import Sheet
from .services import InvalidEntries


class RefereeForm(forms.ModelForm):
    class Meta:
        model = Referee
        fields = ["name", "relationship", "company", "email", "phone"]
        help_texts = {
            "relationship": "How they know the candidate, for instance “led the team in which they worked”.",
            "email": "An e-mail address or a phone number is needed.",
        }
        labels = {"email": "E-mail address", "phone": "Phone number", "relationship": "Relationship"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the fields out; the page brings the form element and the button."""
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Please fill this in."
        self.fields["relationship"].error_messages["required"] = "Say in a few words how they know the candidate."
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("name", "relationship", "company", Div("email", "phone", css_class="fields-2"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"email", "phone"} & self.errors.keys() and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", "Give an e-mail address or a phone number, so that the referee can be reached.")
        return cleaned


class CheckEntries:
    """What a page sent of a check: fields ``answer-<uid>``, ``level-<uid>``, ``evidence-<uid>``, ``to_verify``.

    Only what was sent is read, so that a page can send changes alone. ``errors``: field name → sentence.
    """

    def __init__(self, sent: Mapping[str, Any]) -> None:
        """Read the fields of a form or of a JSON object; names that mean nothing here are dropped."""
        self.sent = {str(name): value for name, value in sent.items()}
        self.errors: dict[str, str] = {}
        self.answers: dict[str, str] = {}
        self.ratings: dict[str, dict[str, Any]] = {}
        self.to_verify: str | None = None
        for name, value in self.sent.items():
            self._read(name, "" if value is None else str(value).replace("\r\n", "\n").replace("\x00", ""))

    def _read(self, name: str, value: str) -> None:
        kind, _, uid = name.partition("-")
        if name == "to_verify":
            self.to_verify = value
        elif not uid:
            return
        elif kind == "answer":
            self.answers[uid] = value
        elif kind == "evidence":
            self.ratings.setdefault(uid, {})["evidence"] = value
        elif kind == "level":
            self.ratings.setdefault(uid, {})["level"] = self._level(name, value)

    def _level(self, name: str, value: str) -> int | None:
        if value in {"", "0", "1", "2", "3", "4"}:
            return int(value) if value else None
        self.errors[name] = "Choose a level from 0 to 4."
        return None

    def explain(self, found: Mapping[str, str]) -> None:
        """Take a service's sentences (``ratings.<uid>.level``) as errors of the fields."""
        for path, sentence in found.items():
            kind, _, rest = path.partition(".")
            uid, _, part = rest.partition(".")
            self.errors[{"answers": f"answer-{uid}", "ratings": f"{part or 'level'}-{uid}"}.get(kind, path)] = sentence

    @property
    def first_wrong(self) -> str:
        """The page's place of the first entry that is wrong or missing; empty without one."""
        name = next(iter(self.errors), "")
        kind, _, uid = name.partition("-")
        return f"criterion-{uid}" if kind in {"level", "evidence"} else name

    def refuse(self) -> None:
        """Raise ``InvalidEntries`` if something could not even be read."""
        if self.errors:
            raise InvalidEntries(self.errors)

    def questions(self, sheet: Sheet) -> list[dict[str, Any]]:
        """The questions of ``sheet`` with field name, value as typed (else as stored) and error."""
        return [
            {"asked": asked, **self._field(f"answer-{asked.question.uid}", asked.answer)} for asked in sheet.questions
        ]

    def criteria(self, sheet: Sheet) -> list[dict[str, Any]]:
        """The criteria of ``sheet``, each with the fields ``level`` and ``evidence``."""
        return [
            {
                "criterion": rated.criterion,
                "level": self._field(f"level-{rated.criterion.uid}", rated.level),
                "evidence": self._field(f"evidence-{rated.criterion.uid}", rated.evidence),
            }
            for rated in sheet.criteria
        ]

    def _field(self, name: str, stored: Any) -> dict[str, Any]:
        return {"name": name, "value": self.sent.get(name, stored), "error": self.errors.get(name, "")}
