"""What a candidate hands in and asks for, and the answer to it."""

from django import forms

from core.fields import SizedFileField

from ..services.documents import LARGEST
from ..services.work_samples import LONGEST_WORDS
from .fields import PlainForm

FILE_HELP = (
    "PDF, Word (docx), ZIP, notebooks, scripts and other plain text. At most 10 MB a file, 20 files and 50 MB in all."
)


class WorkFileForm(PlainForm):
    """One more file."""

    file = SizedFileField(
        label="File",
        help_text=FILE_HELP,
        error_messages={"required": "Choose a file first.", "empty": "This file is empty. Choose another one."},
        largest=LARGEST,
        megabytes=10,
    )


class HandInForm(PlainForm):
    """The last step, with a tick."""

    final = forms.BooleanField(
        label="These are all my files. I know that I cannot change them afterwards.",
        error_messages={"required": "Tick this first: handing in is final."},
    )


class MoreTimeForm(PlainForm):
    """The candidate's wish."""

    words = forms.CharField(
        label="What you need",
        help_text="How many days, or until when. You need not say why.",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write in a few words how much time you need."},
    )


class MoreTimeAnswerForm(PlainForm):
    """The planner's answer to it."""

    days = forms.IntegerField(
        label="Days more",
        min_value=0,
        max_value=30,
        help_text="On the candidate's own clock. 0 keeps the deadline; the candidate is told either way.",
        error_messages={"min_value": "0 keeps the deadline.", "max_value": "At most 30 days."},
    )
