"""Opening a role, changing its words, giving seats."""

from typing import Any

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms

from accounts.models import User
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


class RoleForm(PlainForm):
    """A role's words and, while it is being opened, its team."""

    title = forms.CharField(max_length=160)
    team = forms.CharField(max_length=120, required=False)
    location = forms.CharField(max_length=120, required=False)

    def __init__(self, *args: Any, version: GuideVersion, role: Role | None = None, **kwargs: Any) -> None:
        """Take the guide version whose placeholders are filled, and the role unless it is new."""
        if role:
            kwargs.setdefault("initial", _words_of(role))
        super().__init__(*args, **kwargs)
        self.placeholders = [name for name in version.placeholders if name not in PER_CANDIDATE]
        for name in self.placeholders:
            self.fields[PLACEHOLDER + name] = forms.CharField(
                label=name.replace("_", " ").capitalize(),
                help_text=version.placeholders[name],
                max_length=300,
                required=False,
            )
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
        return Layout(*parts)

    @property
    def seats(self) -> list[tuple[User, str]]:
        """The chosen (person, kind of seat)."""
        return [(user, kind) for name, (kind, _, _) in TEAM.items() for user in self.cleaned_data.get(name, [])]

    @property
    def placeholder_values(self) -> dict[str, str]:
        """The words by the guide's name for their place."""
        return {name: self.cleaned_data[PLACEHOLDER + name] for name in self.placeholders}


class SeatForm(PlainForm):
    """Gives one person one seat."""

    user = forms.ModelChoiceField(User.objects.none(), to_field_name="uid", label="Person", empty_label="Choose")
    kind = forms.ChoiceField(choices=SeatKind.choices, label="Seat")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the active people."""
        super().__init__(*args, **kwargs)
        choose_from(self, "user", User.objects.active().order_by("name", "pk"))


def _words_of(role: Role) -> dict[str, str]:
    words = {PLACEHOLDER + name: text for name, text in role.placeholder_values.items()}
    return {"title": role.title, "team": role.team, "location": role.location} | words
