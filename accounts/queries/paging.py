"""Long lists, newest first, cut into pages that stay quick however long the list is."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Place:
    """Where a page begins: below everything younger than ``at``, and below ``skip`` rows of that very moment.

    It names no row. Rows are numbered, and their numbers would tell how much there is that the reader must not know of.
    ``str`` gives what stands in an address, ``read`` takes it back.
    """

    at: datetime
    skip: int = 0

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.skip}"

    @classmethod
    def read(cls, words: str) -> "Place | None":
        """The place that ``words`` name; ``None`` for anything else."""
        found = re.fullmatch(r"(\d{1,16})\.(\d{1,9})", words, re.ASCII)
        return cls(EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None


@dataclass(frozen=True)
class RowPage(Generic[Row]):
    """Some rows, newest first, and where the next page begins, if there is one."""

    rows: list[Row]
    older: Place | None


def page_of(rows: QuerySet[Row], *, begin: Place | None, size: int, moment: str = "at") -> RowPage[Row]:
    """Return ``size`` of ``rows``, which stand newest first by the column ``moment``, from ``begin`` on. One query."""
    skip = begin.skip if begin else 0
    rest = rows.filter(**{f"{moment}__lte": begin.at}) if begin else rows
    found = list(rest[skip : skip + size + 1])
    shown = found[:size]
    if len(found) <= size:
        return RowPage(shown, None)
    moments: list[Any] = [getattr(row, moment) for row in shown]
    same = moments.count(moments[-1])
    return RowPage(shown, Place(moments[-1], same + (skip if begin and begin.at == moments[-1] else 0)))
