"""Choosing the stage and the panel of an interview to be."""

from typing import Any

from django import forms

from accounts.models import User
from hiring.models import Stage
from hiring.queries import Person

from .fields import choose_from, offer
from .limits import SeatsMixin

PLANNED = {True: " (planned or held)", False: ""}


class PanelChoiceMixin(SeatsMixin):
    """The stage, who rates, who sits in to learn, and seats for those without."""

    stage = forms.ChoiceField()
    panel = forms.ModelMultipleChoiceField(
        User.objects.none(),
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person for the panel."},
    )
    trainee = forms.ChoiceField(
        required=False,
        label="Sits in to learn",
        help_text="They fill in a scorecard of their own, which nothing waits for and which never counts.",
    )

    def offer_people(self, stages: list[Any], people: list[Person]) -> None:
        """Offer ``stages`` from ``stages_to_plan``, each with its usual length, and ``people`` with their load."""
        self.stages = {stage.uid: stage for stage in stages}
        offer(self, "stage", [(uid, stage.name + PLANNED[stage.is_planned]) for uid, stage in self.stages.items()])
        lengths = " ".join(f"{uid}:{stage.guide_stage.minutes_max}" for uid, stage in self.stages.items())
        self.fields["stage"].widget.attrs["data-minutes"] = lengths
        self.people = people
        choose_from(self, "panel", User.objects.active())
        self.users = {person.user.uid: person.user for person in people}
        offer(self, "trainee", [("", "Nobody"), *((uid, user.name) for uid, user in self.users.items())])

    def clean_stage(self) -> Stage:
        """The stage behind the chosen uid."""
        return self.stages[self.cleaned_data["stage"]]

    def clean_trainee(self) -> User | None:
        """Whoever learns does not rate as well."""
        trainee = self.users.get(self.cleaned_data["trainee"])
        if trainee and trainee in self.cleaned_data.get("panel", ()):
            raise forms.ValidationError(f"{trainee} is on the panel above. Choose one of the two.")
        return trainee

    @property
    def chosen(self) -> set[str]:
        """The uids ticked, also after an error."""
        return set(self["panel"].value() or [])
