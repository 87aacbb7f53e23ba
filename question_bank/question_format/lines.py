"""A question as a line of a table: what its columns are called, what stands in them, and how they are read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.spreadsheet import Row, Unreadable
from question_bank.models import BankQuestion, Question, QuestionLevel, QuestionType

from .values import (
    LONGEST_SOURCE,
    Wrong,
    choice_of,
    items_of,
    key_of,
    minutes_of,
    question_of,
    rated_of,
    tags_of,
    text_of,
)

COLUMNS = [
    "key", "text", "type", "competencies", "level", "minutes", "rated", "areas", "follow_ups", "guidance", "tags",
    "source", "owner", "guide",
]  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What a line may name: the keys of competencies by key and name, people by their address; in small letters."""

    competencies: Mapping[str, str]
    owners: Mapping[str, Any]

    def competencies_of(self, raw: str) -> tuple[str, ...]:
        """Return the keys of the competencies that were written, a line each."""
        written = [name for line in raw.split("\n") if (name := line.strip())]
        for name in written:
            if name.casefold() not in self.competencies:
                raise Wrong(f"The bank knows no competency “{name[:60]}”. Guides bring new ones.")
        return tuple(sorted({self.competencies[name.casefold()] for name in written}))

    def owner_of(self, raw: str) -> Any:
        """Return the person with the address that was written; nobody if none was."""
        address = raw.strip().casefold()
        if address and address not in self.owners:
            raise Wrong(f"Nobody who reads the question bank has the address “{address[:80]}”.")
        return self.owners.get(address)


READERS: dict[str, Callable[[str, Known], Any]] = {
    "key": lambda raw, _: key_of(raw),
    "text": lambda raw, _: question_of(raw),
    "type": lambda raw, _: choice_of(raw, QuestionType.asked_of_candidates()),
    "competencies": lambda raw, known: known.competencies_of(raw),
    "level": lambda raw, _: choice_of(raw, QuestionLevel.choices),
    "minutes": lambda raw, _: minutes_of(raw),
    "rated": lambda raw, _: rated_of(raw),
    "areas": lambda raw, _: items_of(raw),
    "follow_ups": lambda raw, _: items_of(raw),
    "guidance": lambda raw, _: text_of(raw),
    "tags": lambda raw, _: tags_of(raw),
    "source": lambda raw, _: text_of(raw, most=LONGEST_SOURCE),
    "owner": lambda raw, known: known.owner_of(raw),
    "guide": lambda raw, _: raw.strip(),
}


def columns_of(written: list[str]) -> list[str]:
    """Return the columns that a file's first row names, in any case. Raises ``Unreadable``."""
    columns = [name.casefold().replace(" ", "_").replace("-", "_") for name in written]
    for name, column in zip(written, columns, strict=True):
        if column and column not in COLUMNS:
            raise Unreadable(f"There is no column “{name[:40]}”. These are known: {', '.join(COLUMNS)}.")
        if column and columns.count(column) > 1:
            raise Unreadable(f"Two columns are called “{column}”.")
    if "text" not in columns:
        raise Unreadable("There is no column “text”. The first row names the columns.")
    return columns


def read_line(row: Row, known: Known) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the row says, by column, and what is wrong with it, by column."""
    said: dict[str, Any] = {}
    wrong = dict(row.wrong)
    for column, raw in row.cells.items():
        try:
            said[column] = READERS[column](raw, known)
        except Wrong as error:
            wrong.setdefault(column, str(error))
    return said, wrong


def cells_of(said: Question | BankQuestion, competencies: Iterable[str], *, owner: str, guide: str) -> list[object]:
    """Return the question as a line, in the order of ``COLUMNS``."""
    return [
        said.key, said.text, said.type, "\n".join(competencies), said.level, said.minutes,
        "yes" if said.rated else "no", _list(said.areas), _list(said.follow_ups), said.guidance, ", ".join(said.tags),
        said.source, owner, guide,
    ]  # fmt: skip


def _list(items: list[str]) -> str:
    """One item on each line, each on one line."""
    return "\n".join(" ".join(item.split("\n")) for item in items)
