"""What every candidate of a work sample is given."""

from django import forms

from core.fields import SizedFileField

from ..services.documents import LARGEST
from .fields import PlainForm

FILE_HELP = (
    "PDF, Word (docx), CSV, Parquet, ZIP, notebooks, scripts and other plain text. At most 10 MB a file, 20 files and "
    "50 MB in all."
)


class MaterialForm(PlainForm):
    """One more file and what it is."""

    title = forms.CharField(
        label="What it is",
        help_text="The candidate reads it: sales of 2024, one line per day.",
        max_length=120,
        error_messages={"required": "Say in a few words what it is."},
    )
    file = SizedFileField(
        label="File",
        help_text=FILE_HELP,
        error_messages={"required": "Choose a file first.", "empty": "This file is empty. Choose another one."},
        largest=LARGEST,
        megabytes=10,
    )
