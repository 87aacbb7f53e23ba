"""Leading through the meeting, and voting in it."""

from django import forms

from question_bank.models import RECOMMENDATIONS

from ..models import Step
from .meeting import LONGEST_REASON, lines

ACTS = ("show", "extend", "turn", "call", "reveal", "drop")


class LeadForm(forms.Form):
    """One act of whoever leads. ``step`` and ``item``: where their own page is."""

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    step = forms.ChoiceField(choices=[*Step.choices, ("ready", "Before it opens")])
    item = forms.IntegerField(min_value=1, max_value=500)


class VoteForm(forms.Form):
    """What the author of one scorecard recommends now, with the reason if it is another."""

    recommendation = forms.TypedChoiceField(
        choices=list(RECOMMENDATIONS.items()),
        coerce=int,
        error_messages={"required": "Choose what you recommend now."},
    )
    reason = forms.CharField(
        label="If it differs from before: what changed your mind",
        required=False,
        max_length=LONGEST_REASON,
        widget=lines(3),
    )
