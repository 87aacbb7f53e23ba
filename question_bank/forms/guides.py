"""The import of a guide file, what publishing one asks for, and a word to watch for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from core.fields import SizedFileField

from ..guide_format import Finding, GuideDocument, GuideFileError, Problem, parse_guide
from ..guide_format.reading import LARGEST_FILE
from ..services import NoteMissing, ReadAgain, ReasonMissing
from ..services.publishing import LONGEST_NOTE, LONGEST_REMARK


@dataclass(frozen=True)
class ProblemInText:
    """A problem with the lines around it: pairs of line number and text."""

    problem: Problem
    lines: list[tuple[int, str]]


class GuideImportForm(forms.Form):
    """A guide file, uploaded or as text. Valid only if the guide can be read; ``document`` is then what it says."""

    file = SizedFileField(
        label="Guide file",
        required=False,
        help_text="A YAML file of up to 1 MB, in UTF-8.",
        largest=LARGEST_FILE,
        megabytes=1,
    )
    text = forms.CharField(
        label="Text of the file",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "file-text"}),
    )

    document: GuideDocument
    content: str = ""
    file_name: str = "guide.yaml"
    error: GuideFileError | None = None

    def clean(self) -> dict[str, Any]:
        """Read the file, or the text if no file was given."""
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if self.has_error("file"):
            return cleaned
        raw: bytes | str = upload.read() if upload else cleaned.get("text", "")
        self.file_name = upload.name if upload else "guide.yaml"
        self.content = raw.decode("utf-8-sig", errors="replace") if isinstance(raw, bytes) else raw
        if not self.content.strip():
            self.add_error(
                "file", "Choose a guide file, or write its text below." if not upload else "The file is empty."
            )
            return cleaned
        try:
            self.document = parse_guide(raw, name=self.file_name)
        except GuideFileError as error:
            self.error = error
            self.add_error(None, "The guide cannot be read yet. Nothing was stored.")
        return cleaned

    def problems(self) -> list[ProblemInText]:
        """Return what is wrong with the file, each problem with the line before it and the line after."""
        lines = self.content.splitlines()
        found = []
        for problem in self.error.problems if self.error else []:
            first = max(problem.line - 1, 1)
            shown = [
                (number, lines[number - 1][:200]) for number in range(first, min(problem.line + 1, len(lines)) + 1)
            ]
            found.append(ProblemInText(problem, shown))
        return found


class CopyForm(forms.Form):
    """The name of a new guide that begins as a copy."""

    name = forms.CharField(
        label="Name of the new guide", max_length=120, error_messages={"required": "Give the new guide a name."}
    )


class SubmitForm(forms.Form):
    """A word to whoever reviews a draft, if there is one to say."""

    text = forms.CharField(
        label="A word to the reviewers",
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="What changed and why, and where to look closely. You can leave it empty.",
    )


class ReturnForm(forms.Form):
    """What is to be changed before a version in review can be published."""

    text = forms.CharField(
        label="What is to be changed",
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": ReasonMissing.message},
    )


class PublishForm(forms.Form):
    """What the version changes, and for each warning a tick and a reason."""

    LONGEST_REASON = 300
    # The revision that stands on the page; another one has to be read first.
    read = forms.IntegerField(min_value=0, required=False)
    note = forms.CharField(
        label="What this version changes",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3}),
        help_text="One or two sentences for whoever uses the guide. They stand beside the version for good.",
        error_messages={"required": NoteMissing.message},
    )

    def __init__(self, doubts: list[Finding], revision: int, *args: Any, **kwargs: Any) -> None:
        """Take the warnings of the version and the revision that it has now."""
        super().__init__(*args, **kwargs)
        self.doubts = doubts
        self.revision = revision
        for finding in doubts:
            self.fields[f"accept-{finding.id}"] = forms.BooleanField(
                error_messages={"required": "Tick it if it can stay, or change the guide."}
            )
            self.fields[f"reason-{finding.id}"] = forms.CharField(
                max_length=self.LONGEST_REASON, error_messages={"required": "Say why it can stay."}
            )

    def clean_read(self) -> int | None:
        """Refuse what was filled in beside another wording."""
        read: int | None = self.cleaned_data["read"]
        if read not in (None, self.revision):
            raise forms.ValidationError(ReadAgain.message)
        return read

    def lines(self) -> Iterator[tuple[Finding, forms.BoundField, forms.BoundField]]:
        """Yield each warning with its tick and its reason."""
        for finding in self.doubts:
            yield finding, self[f"accept-{finding.id}"], self[f"reason-{finding.id}"]

    def accepted(self) -> dict[str, str]:
        """Return the reason for each warning, by its id."""
        return {finding.id: self.cleaned_data[f"reason-{finding.id}"] for finding in self.doubts}


class WatchedWordForm(forms.Form):
    """A word or a phrase of letters, in which an asterisk may end a word."""

    text = forms.RegexField(
        r"^\w[\w'-]*\*?(?: \w[\w'-]*\*?)*$",
        max_length=60,
        help_text="As it would be written, in any case. An asterisk at the end stands for any ending.",
        error_messages={"invalid": "Letters, hyphens and single spaces only, and an asterisk at the end of a word."},
    )
    harmless = forms.BooleanField(required=False)
