"""What the solver answers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How a search ended."""

    OPTIMAL = "optimal"
    """Nothing better exists."""
    GOOD = "good"
    """Found in the time that there was; how much better another could be is known at most."""
    IMPOSSIBLE = "impossible"
    """Nothing fits."""
    UNKNOWN = "unknown"
    """The time was too short to tell."""


@dataclass(frozen=True)
class Slot:
    """When meeting number ``meeting`` begins, and who sits in it."""

    meeting: int
    starts: int
    people: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """Why nothing fits, or what would make it fit: a word of ``reasons`` with what it is about."""

    kind: str
    candidate: str = ""
    stage: str = ""
    number: int = 0


@dataclass(frozen=True)
class Plan:
    """The slots in the order of the meetings; without any, the reasons. No plan can cost less than ``bound``."""

    status: Status
    slots: tuple[Slot, ...] = ()
    cost: int = 0
    bound: int = 0
    parts: Mapping[str, int] | None = None
    causes: tuple[Reason, ...] = ()
    helps: tuple[Reason, ...] = ()
    seconds: float = 0.0
    megabytes: int = 0

    @property
    def gap(self) -> float:
        """By what share of its cost the plan could be bettered at most."""
        return (self.cost - self.bound) / self.cost if self.cost > 0 else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def from_json(values: Mapping[str, Any]) -> Plan:
    """Return the plan behind what ``as_json`` returned."""
    return Plan(
        **{
            **values,
            "status": Status(values["status"]),
            "slots": tuple(Slot(one["meeting"], one["starts"], tuple(one["people"])) for one in values["slots"]),
            "causes": tuple(Reason(**one) for one in values["causes"]),
            "helps": tuple(Reason(**one) for one in values["helps"]),
        }
    )
