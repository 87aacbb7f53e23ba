"""The filter of the question list, what a question of the bank says, and a file of them."""

from collections.abc import Callable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.text import slugify

from accounts.models import User
from core.fields import SizedFileField
from question_bank.models import BankQuestion, Competency, QuestionLevel, QuestionType, StageKind
from question_bank.queries import filter_choices
from question_bank.question_format import (
    LONGEST_SOURCE,
    LONGEST_TEXT,
    MOST_MINUTES,
    USUAL_MINUTES,
    QuestionValues,
    Wrong,
    items_of,
    question_of,
    tags_of,
    text_of,
)
from question_bank.services import LARGEST


class QuestionFilterForm(forms.Form):
    """Words and facets; every field is optional."""

    q = forms.CharField(label="Words", max_length=100, required=False, widget=forms.TextInput({"data-search": ""}))
    guide = forms.ChoiceField(required=False)
    competency = forms.ChoiceField(required=False)
    type = forms.ChoiceField(choices=[("", "All"), *QuestionType.choices], required=False)
    kind = forms.ChoiceField(label="Stage", choices=[("", "All"), *StageKind.choices], required=False)

    level = forms.ChoiceField(choices=[("", "All"), *QuestionLevel.choices], required=False)
    where = forms.ChoiceField(choices=[("", "All"), ("guide", "In guides"), ("bank", "Bank only")], required=False)
    owner = forms.ChoiceField(required=False)
    tag = forms.CharField(max_length=80, required=False, widget=forms.TextInput({"autocapitalize": "none"}))

    use = forms.ChoiceField(
        choices=[("", "All"), ("never", "Never asked"), ("overused", "Asked too often")], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the guides, competencies and owners there are; dress the fields as the rest of the pages."""
        super().__init__(*args, **kwargs)
        for name, choices in zip(("guide", "competency", "owner"), filter_choices(), strict=True):
            self.fields[name].choices = [("", "All"), *choices]  # type: ignore[attr-defined]
        for field in self.fields.values():
            chooses = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if chooses else "form-control"

    def clean_tag(self) -> str:
        """Write the tag as guides do, so that "System design" finds "system-design"."""
        return slugify(self.cleaned_data["tag"])

    def chosen(self) -> dict[str, Any]:
        """Return the valid part of what was chosen."""
        return {name: value for name, value in self.cleaned_data.items() if value}


# While somebody writes, the page asks for what is like it.
LOOKS = {
    "hx-post": "",
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#similar",
    "hx-sync": "this:replace",
    "hx-vals": '{"act": "look"}',
}
ONE_A_LINE = "One on each line."


class ReadField(forms.CharField):
    """A text that one of the readers of the question format reads."""

    def __init__(self, reads: Callable[[str], Any], **kwargs: Any) -> None:
        """Take the reader and what a ``CharField`` takes besides."""
        self.reads = reads
        super().__init__(strip=False, **kwargs)

    def clean(self, value: str) -> Any:
        """Return what was read; what the reader says is the error."""
        try:
            return self.reads(super().clean(value))
        except Wrong as wrong:
            raise forms.ValidationError(str(wrong), code="wrong") from wrong


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class BankQuestionForm(forms.Form):
    """A question of the bank. ``revision`` is the one that was read, if it is a change."""

    text = ReadField(
        question_of,
        label="Question",
        required=False,
        help_text="As it is read aloud.",
        widget=forms.Textarea({"rows": 4, "maxlength": LONGEST_TEXT, **LOOKS}),
    )
    type = forms.ChoiceField(choices=[("", "Choose one"), *QuestionType.asked_of_candidates()])
    level = forms.ChoiceField(choices=[("", "For everybody"), *QuestionLevel.choices], required=False)
    minutes = forms.IntegerField(min_value=0, max_value=MOST_MINUTES, initial=USUAL_MINUTES)
    rated = forms.BooleanField(label="Its answer is rated", required=False, initial=True)
    competencies = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    areas = ReadField(items_of, label="Areas to cover", required=False, help_text=ONE_A_LINE, widget=_lines(5))
    follow_ups = ReadField(items_of, label="Follow-ups", required=False, help_text=ONE_A_LINE, widget=_lines(5))
    guidance = ReadField(text_of, required=False, help_text="For whoever asks it.", widget=_lines(4))
    tags = ReadField(
        tags_of,
        required=False,
        help_text="With commas between them.",
        widget=forms.TextInput({"autocapitalize": "none"}),
    )
    source = ReadField(
        lambda raw: text_of(raw, most=LONGEST_SOURCE),
        required=False,
        help_text="Where it comes from.",
        widget=forms.TextInput({"maxlength": LONGEST_SOURCE}),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), to_field_name="uid", empty_label=None, help_text="Whom to ask about it."
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: BankQuestion | None = None, **kwargs: Any) -> None:
        """Offer the bank's competencies, and as owners whoever may read the bank, and the one it has."""
        super().__init__(*args, **kwargs)
        offered = Competency.objects.order_by("name", "pk").values_list("key", "name")
        self.fields["competencies"].choices = list(offered)  # type: ignore[attr-defined]
        missing = {"competencies": not offered, "revision": question is None}
        for name in [name for name, left_out in missing.items() if left_out]:
            del self.fields[name]
        readers = User.objects.filter(is_active=True, access_level__in=["admin", "recruiter"])
        owners = readers | User.objects.filter(pk=question.owner_id) if question else readers
        self.fields["owner"].queryset = owners.order_by("name", "pk")  # type: ignore[attr-defined]
        for name in ("type", "minutes", "owner"):
            self.fields[name].error_messages["required"] = "Please fill this in."
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Div("type", "level", "minutes", css_class="fields-3"),
            "rated",
            *(Field(name, wrapper_class="choices-beside") for name in ["competencies"] if name in self.fields),
            Div("areas", "follow_ups", css_class="fields-2"),
            "guidance",
            Div("tags", "source", css_class="fields-2"),
            "owner",
            *(name for name in ["revision"] if name in self.fields),
        )

    def values(self) -> QuestionValues:
        """Return what a valid form says."""
        said = {name: value for name, value in self.cleaned_data.items() if name in QuestionValues.__dataclass_fields__}
        return QuestionValues(**(said | {"competencies": tuple(sorted(said.get("competencies", ())))}))

    @staticmethod
    def initial_of(question: BankQuestion) -> dict[str, Any]:
        """Return the fields as ``question`` fills them."""
        same = ("text", "type", "level", "minutes", "rated", "guidance", "source", "revision")
        return {name: getattr(question, name) for name in same} | {
            "competencies": [row.key for row in question.competencies.all()],
            "areas": "\n".join(question.areas),
            "follow_ups": "\n".join(question.follow_ups),
            "tags": ", ".join(question.tags),
            "owner": question.owner.uid,
        }


class QuestionFileForm(forms.Form):
    """A file of questions, CSV or XLSX."""

    file = SizedFileField(
        label="File of questions",
        help_text="CSV in UTF-8, or XLSX; up to 5 MB and 10,000 rows.",
        error_messages={"required": "Choose a file first.", "empty": "The file is empty."},
        largest=LARGEST,
        megabytes=5,
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )
