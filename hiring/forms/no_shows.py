"""A candidate did not come."""

from django import forms

from .fields import PlainForm


class NoShowForm(PlainForm):
    """How it went, and whether the candidate gets a mail."""

    words = forms.CharField(
        label="How it went",
        required=False,
        max_length=300,
        help_text="For instance how long the panel waited. The panel reads it. The candidate does not.",
    )
    tells_candidate = forms.BooleanField(
        label="Write to the candidate that we missed them, and how to ask for another time",
        required=False,
        initial=True,
    )
