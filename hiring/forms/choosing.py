"""What a candidate fills in on the page where they choose a time."""

from datetime import datetime
from typing import Any

from django import forms

from core.errors import Refused
from hiring.models import Candidate, Offer

from ..services.choosing import LONGEST_ANSWER, LONGEST_NEEDS
from .fields import PlainForm, zone_choices
from .offers import moment
from .windows import WindowRowsMixin

NAMES = ("spoken_name", "pronunciation")
# What each button of the page needs; the rest is still being typed.
CONCERNED = {
    "pick": {"start", "needs", *NAMES},
    "zone": {"timezone"},
    "wishes": {"needs", *NAMES},
    "windows": WindowRowsMixin.row_names(),
}


class StartForm(PlainForm):
    """One of the times."""

    start = forms.CharField(
        max_length=40,
        error_messages={
            "required": "Choose one of the times first.",
            "max_length": "Please choose one of the times below.",
        },
    )

    def clean_start(self) -> datetime:
        """The instant behind the chosen time."""
        at = moment(self.cleaned_data["start"])
        if at is None:
            raise forms.ValidationError("Please choose one of the times below.")
        return at

    @property
    def chosen(self) -> datetime | None:
        """The time that is chosen, also after an error."""
        return moment(self["start"].value() or "")


class WishesMixin(forms.Form):
    """What the candidate needs, and what to call them."""

    spoken_name = forms.CharField(label="The name we should use", max_length=80, required=False)
    pronunciation = forms.CharField(
        label="How it is said", max_length=120, required=False, help_text="For example: ah-MAH-rah."
    )
    needs = forms.CharField(
        label="Anything you need to be set up differently?",
        help_text="For example captions, step-free access, breaks or more time. Whoever plans the interview reads it, "
        "nobody who rates you, and it is erased a month after the interview.",
        max_length=LONGEST_NEEDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def names(self) -> dict[str, str]:
        """What to call them and how to say it."""
        return {name: self.cleaned_data[name] for name in NAMES}


class WishesForm(WishesMixin, PlainForm):
    """The same once a time is chosen."""


class ChoiceForm(WindowRowsMixin, WishesMixin, StartForm):
    """The whole page: a time, the zone to show times in, the wishes, and when else they could."""

    timezone = forms.ChoiceField(label="Times are shown for", choices=zone_choices, required=False)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        """``zone`` is the IANA zone in which the page was shown, so in which days and times are typed."""
        super().__init__(*args, **kwargs)
        self.add_rows(zone)

    def judge_for(self, act: str) -> None:
        """Keep the errors that matter to the button ``act``."""
        for name in set(self.errors) - CONCERNED[act] - {"__all__"}:
            del self.errors[name]

    def refuse(self, refusal: Refused) -> None:
        """Show what a service refused beside its field."""
        names = {"starts_at": "start"}
        super().refuse(Refused(refusal.message, field=names.get(refusal.field or "", refusal.field)))


class DeclineForm(PlainForm):
    """The last question."""

    words = forms.CharField(
        label="Anything you would like to tell us",
        help_text="You need not. Whoever plans the interviews reads it.",
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TermForm(PlainForm):
    """How much longer a link is open."""

    days = forms.IntegerField(label="Days to answer", min_value=1, max_value=30, initial=5)


def wishes_of(offer: Offer) -> dict[str, str]:
    """Return what the candidate has told so far, for a form's initial values."""
    candidate: Candidate = offer.candidacy.candidate
    return {"needs": offer.needs, **{name: getattr(candidate, name) for name in NAMES}}
