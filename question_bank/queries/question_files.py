"""What a file of questions would do to the bank, line by line, and the lines of a file to take along."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from core.spreadsheet import Row

from ..guide_format import Change
from ..models import BankQuestion, Competency, QuestionImport, QuestionIndex, fingerprint_of
from ..question_format import Known, QuestionValues, cells_of, key_from, read_line, values_of

CHUNK = 500
RETIRED = "This question is retired. Bring it back first, or leave the row out."


class LineState(StrEnum):
    """What a line would do."""

    WRONG = "wrong"
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    IN_GUIDE = "in_guide"


@dataclass
class Line:
    """A row of the file: what it says, what is ``wrong`` by column, and the question that it is about, if any."""

    number: int
    text: str
    state: LineState = LineState.WRONG
    key: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    question: BankQuestion | None = None
    values: QuestionValues | None = None
    owner: Any = None
    changes: list[Change] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Of the text that it gives."""
        return fingerprint_of(self.said.get("text", ""))

    @property
    def told(self) -> list[Any]:
        """What is confirmed with the line: what it does, to which key, and to which revision."""
        return [self.state.value, self.key, self.question and self.question.revision]


@dataclass(frozen=True)
class Plan:
    """What a file would do; ``digest`` stands for it, so that what is confirmed is what was looked at."""

    lines: list[Line]
    digest: str

    def of(self, state: str) -> list[Line]:
        """The lines that would do this."""
        return [line for line in self.lines if line.state == state]

    @property
    def does_nothing(self) -> bool:
        """Whether nothing is wrong, and nothing to do."""
        return all(line.state in {LineState.SAME, LineState.IN_GUIDE} for line in self.lines)


def plan_of(upload: QuestionImport, user: Any) -> Plan:
    """Return what the file of ``upload`` does to the bank as it is now; what has no owner is ``user``'s."""
    return plan_of_rows(upload.rows, user)


def plan_of_rows(rows: list[Any], user: Any) -> Plan:
    """Return the same of some rows of a file."""
    known = _known()
    lines = [_read(Row(number, cells, wrong), known) for number, cells, wrong in rows]
    bank = _Bank(lines)
    for line in lines:
        if line.state == LineState.WRONG and not line.wrong:
            bank.find(line)
    bank.compare(lines)
    for line in lines:
        if line.state == LineState.WRONG and not line.wrong:
            _decide(line, user)
    did = [(line.number, *line.told) for line in lines]
    return Plan(lines, hashlib.sha256(repr(did).encode()).hexdigest())


def import_progress(upload: QuestionImport) -> dict[str, Any]:
    """Return how far a large file is: rows ``done`` of ``total``, ``added`` and ``changed``, and what was ``left``."""
    parts = list(upload.parts.defer("rows", "told").order_by("number"))
    done = [part for part in parts if part.done_at]
    return {
        "total": sum(part.size for part in parts),
        "written": sum(part.size for part in done),
        "added": sum(part.added for part in done),
        "changed": sum(part.changed for part in done),
        "left": [row for part in done for row in part.left],
    }


def _known() -> Known:
    competencies = list(Competency.objects.values_list("key", "name"))
    people = get_user_model().objects.filter(is_active=True, access_level__in=["admin", "recruiter"])
    by_name = {name.casefold(): key for key, name in competencies}
    return Known(by_name | {key: key for key, _ in competencies}, {one.email.casefold(): one for one in people})


def _read(row: Row, known: Known) -> Line:
    text = " ".join(row.cells.get("text", "").split())
    if row.cells.get("guide", "").strip():
        return Line(row.number, text, LineState.IN_GUIDE)
    said, wrong = read_line(row, known)
    return Line(row.number, text, key=said.get("key", ""), said=said, wrong=wrong)


class _Bank:
    """The questions that the lines may be about, by key and, of those that stand, by what their texts say."""

    def __init__(self, lines: list[Line]) -> None:
        self.by_key: dict[str, BankQuestion] = {}
        self.by_print: dict[str, BankQuestion] = {}
        read = [line for line in lines if "text" in line.said]
        for at in range(0, len(read), CHUNK):
            part = read[at : at + CHUNK]
            keys = {line.key or key_from(line.said["text"]) for line in part}
            named = Q(key__in=keys) | Q(fingerprint__in={line.fingerprint for line in part}, retired_at=None)
            for question in BankQuestion.objects.filter(named).whole():
                self.by_key[question.key] = question
                if question.retired_at is None:
                    self.by_print[question.fingerprint] = question

    def find(self, line: Line) -> None:
        """Say which question the line is about: by its key, else by its text, else by the key that its text gives."""
        same = None if line.key else self.by_print.get(line.fingerprint)
        line.key = line.key or (same.key if same else key_from(line.said["text"]))
        line.question = self.by_key.get(line.key)
        if line.question and line.question.retired_at:
            line.wrong["key"] = RETIRED

    def compare(self, lines: list[Line]) -> None:
        """Say which lines are about one question or one text, in the file and in the bank."""
        keys: dict[str, int] = {}
        prints: dict[str, int] = {}
        found = [line for line in lines if line.state == LineState.WRONG and not line.wrong]
        in_file = {line.key for line in found}
        for line in found:
            before = keys.setdefault(line.key, line.number)
            said = prints.setdefault(line.fingerprint, line.number)
            other = self.by_print.get(line.fingerprint)
            if before != line.number:
                line.wrong["key" if line.said.get("key") else "text"] = f"Row {before} is the same question."
            elif said != line.number:
                line.wrong["text"] = f"Row {said} has the same text."
            elif other and other.key != line.key and other.key not in in_file:
                line.wrong["text"] = f"The bank has this text already, as “{other.key}”."


def _decide(line: Line, user: Any) -> None:
    """Say what the line does: what its columns do not say stays as it is, or is what it usually is."""
    names = QuestionValues.__dataclass_fields__
    said = {name: value for name, value in line.said.items() if name in names}
    if not said.get("type") and (line.question is None or "type" in said):
        line.wrong["type"] = "Say of which type it is, such as behavioural."
        return
    before = values_of(line.question) if line.question else None
    line.values = replace(before, **said) if before else QuestionValues(**said)
    line.owner = line.said.get("owner") or (line.question.owner if line.question else user)
    if before and line.question:
        line.changes = _changes(before, line.values, line.question.owner, line.owner)
    line.state = LineState.ADDED if before is None else LineState.CHANGED if line.changes else LineState.SAME


def _changes(before: QuestionValues, after: QuestionValues, owner: Any, new_owner: Any) -> list[Change]:
    old, new = asdict(before) | {"owner": owner.name}, asdict(after) | {"owner": new_owner.name}
    if owner.pk == new_owner.pk:
        new["owner"] = old["owner"]
    return [
        Change("changed", (name.replace("_", "-"),), _words(old[name]), _words(new[name]))
        for name in old
        if old[name] != new[name]
    ]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " · ".join(value) if isinstance(value, tuple) else str(value)


def file_rows(entries: list[int]) -> Iterator[list[object]]:
    """Yield the questions of ``entries`` of the index as lines of a file, in that order. Four queries for each 500."""
    for at in range(0, len(entries), CHUNK):
        part = entries[at : at + CHUNK]
        rows = QuestionIndex.objects.select_related("question__stage__version__guide", "bank_question__owner")
        found = rows.prefetch_related("question__competencies__competency", "bank_question__competencies").in_bulk(part)
        yield from (_file_row(found[pk]) for pk in part if pk in found)


def _file_row(entry: QuestionIndex) -> list[object]:
    if entry.bank_question:
        keys: Iterable[str] = (row.key for row in entry.bank_question.competencies.all())
        return cells_of(entry.bank_question, sorted(keys), owner=entry.bank_question.owner.email, guide="")
    question = entry.question
    assert question is not None  # noqa: S101  a constraint of the index
    keys = (row.competency.key for row in question.competencies.all())
    place = f"{question.stage.version.guide.name} · {question.stage.name}"
    return cells_of(question, sorted(keys), owner="", guide=place)
