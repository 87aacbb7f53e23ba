"""Opening a role, changing its words, moving it to a newer guide version, giving seats."""

from collections.abc import Container
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.html import escape

from accounts.models import User
from core.fields import LongSelect
from hiring.models import Role, SeatKind
from question_bank.models import GuideVersion

from .fields import PlainForm, choose_from

PLACEHOLDER = "placeholder_"
# Filled in for each candidate, not for the role.
PER_CANDIDATE = {"candidate", "deadline", "framework", "approach"}
TEAM = {
    "hiring_managers": (SeatKind.HIRING_MANAGER, "Hiring managers", "They decide at each gate and lead the debrief."),
    "recruiters": (SeatKind.RECRUITER, "Recruiters", "They plan interviews, and decide too."),
    "interviewers": (SeatKind.INTERVIEWER, "Interviewers", "They are asked first when a panel is chosen."),
}


class WordsForm(PlainForm):
    """Asks for the words that a guide leaves a place for."""

    placeholders: list[str]

    def add_places(self, version: GuideVersion, *, besides: Container[str] = ()) -> None:
        """Add a field for each place of ``version``, without those filled for each candidate and those ``besides``."""
        self.placeholders = [n for n in version.placeholders if n not in PER_CANDIDATE and n not in besides]
        for name in self.placeholders:
            self.fields[PLACEHOLDER + name] = forms.CharField(
                label=name.replace("_", " ").capitalize(),
                help_text=escape(version.placeholders[name]),  # crispy takes it for markup
                max_length=300,
                required=False,
            )

    @property
    def placeholder_values(self) -> dict[str, str]:
        """The words by the guide's name for their place."""
        return {name: self.cleaned_data[PLACEHOLDER + name] for name in self.placeholders}


class RoleForm(WordsForm):
    """A role's words and, while it is being opened, its team."""

    WORDS = ("title", "team", "location", "watermark_packets")

    title = forms.CharField(max_length=160)
    team = forms.CharField(max_length=120, required=False)
    location = forms.CharField(max_length=120, required=False)
    watermark_packets = forms.BooleanField(
        label="Mark PDFs with their reader's name",
        help_text="Across every page of kits, debrief packets and decision files.",
        required=False,
    )

    def __init__(self, *args: Any, version: GuideVersion, role: Role | None = None, **kwargs: Any) -> None:
        """Take the guide version whose placeholders are filled, and the role unless it is new."""
        if role:
            kwargs.setdefault("initial", _words_of(role))
        super().__init__(*args, **kwargs)
        self.add_places(version)
        if role is None:
            self._add_team()
        self.helper.layout = self._layout(with_team=role is None)

    def _add_team(self) -> None:
        people = User.objects.active().order_by("name", "pk")
        for name, (_, label, help_text) in TEAM.items():
            self.fields[name] = forms.ModelMultipleChoiceField(
                people,
                to_field_name="uid",
                label=label,
                help_text=help_text,
                required=name == "hiring_managers",
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "Choose at least one: somebody must be able to decide."},
            )

    def _layout(self, *, with_team: bool) -> Layout:
        parts: list[Any] = ["title", Div("team", "location", css_class="fields-2")]
        if with_team:
            parts += [HTML("<h2>Seats</h2>"), Div(*(Field(name) for name in TEAM), css_class="team-fields")]
        if self.placeholders:
            words = (
                "<h2>Words of the guide</h2><p class='quiet'>They stand wherever the guide leaves a place for them.</p>"
            )
            fields = Div(*(PLACEHOLDER + name for name in self.placeholders), css_class="fields-2")
            parts += [HTML(words), fields]
        parts += [HTML("<h2>PDFs</h2>"), "watermark_packets"]
        return Layout(*parts)

    @property
    def seats(self) -> list[tuple[User, str]]:
        """The chosen (person, kind of seat)."""
        return [(user, kind) for name, (kind, _, _) in TEAM.items() for user in self.cleaned_data.get(name, [])]


class MoveForm(WordsForm):
    """Confirms what was shown of a newer version, and asks for the words that only that has a place for."""

    to = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: GuideVersion, role: Role, **kwargs: Any) -> None:
        """Take the version that the role would move to."""
        super().__init__(*args, initial={"to": version.uid}, **kwargs)
        self.version = version
        self.add_places(version, besides=role.placeholder_values.keys() | role.guide_version.placeholders.keys())

    def clean(self) -> dict[str, Any]:
        """Refuse to confirm another version than the one that was shown."""
        cleaned = super().clean() or {}
        if cleaned.get("to") != self.version.uid:
            self.data = {**self.data, "to": self.version.uid}
            raise forms.ValidationError(
                f"Version {self.version.number} has been published meanwhile. Look at what it changes, then confirm."
            )
        return cleaned


class SeatForm(PlainForm):
    """Gives one person one seat."""

    user = forms.ModelChoiceField(
        User.objects.none(), to_field_name="uid", label="Person", empty_label="Choose", widget=LongSelect
    )
    kind = forms.ChoiceField(choices=SeatKind.choices, label="Seat")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the active people."""
        super().__init__(*args, **kwargs)
        choose_from(self, "user", User.objects.active().order_by("name", "pk"))


class DayForm(forms.Form):
    """Asks for a day."""

    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


def _words_of(role: Role) -> dict[str, Any]:
    words = {PLACEHOLDER + name: text for name, text in role.placeholder_values.items()}
    return {
        "title": role.title,
        "team": role.team,
        "location": role.location,
        "watermark_packets": role.watermark_packets,
    } | words
