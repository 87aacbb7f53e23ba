"""The lines of Today: each app offers its own, the page puts them in one order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Label(StrEnum):
    """How urgent a line is, most urgent first."""

    NOW = "NOW"
    DUE = "DUE"
    DECIDE = "DECIDE"
    LATER = "LATER"


ORDER = {label: place for place, label in enumerate(Label)}
NO_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Todo:
    """One line: what is owed, when (aware, or ``None``), and the one act, a verb that leads to ``url``."""

    label: Label
    when: datetime | None
    title: str
    detail: str
    act: str
    url: str

    @property
    def place(self) -> tuple[int, datetime, str]:
        """What the lines are sorted by: label, time (those without one last), title."""
        return ORDER[Label(self.label)], self.when or NO_TIME, self.title


def merge(*groups: Iterable[Todo]) -> list[Todo]:
    """Return the lines of all groups in the order in which they are due."""
    return sorted((todo for group in groups for todo in group), key=lambda todo: todo.place)
