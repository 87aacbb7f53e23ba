"""A guide's words as they are said about one candidate in one interview."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from question_bank.guide_format.placeholders import PLACEHOLDER
from question_bank.wording import say_all

from .models import Interview


class Spoken:
    """Texts of a guide as they are said about one candidate in one role."""

    def __init__(self, values: Mapping[str, str], candidate: str) -> None:
        """Take the values of the guide's placeholders and the candidate's name."""
        self.values, self.candidate = values, candidate

    def all(self, part: Any) -> Any:
        """Return ``part`` (text, list or dict of them) with the placeholders of every text filled."""
        return say_all(part, values=self.values, candidate=self.candidate)


def spoken(interview: Interview) -> Spoken:
    """Return the words of ``interview``'s guide for its candidate."""
    return Spoken(values_of(interview), interview.candidacy.candidate.name)


def values_of(interview: Interview) -> dict[str, str]:
    """Return the role's values of the guide's placeholders, and what the interview itself knows.

    A work sample's ``deadline`` is its own, in the candidate's zone; where the role names no ``contact`` it is whoever
    planned the interview.
    """
    values = {name: text for name, text in interview.candidacy.role.placeholder_values.items() if text}
    if interview.created_by:
        values.setdefault("contact", interview.created_by.email)
    if not interview.blocks_time:
        values["deadline"] = moment_in_words(interview.ends_at, interview.candidate_zone)
    return values


def missing_in(part: Any, values: Mapping[str, str]) -> list[str]:
    """Return in words which placeholders of ``part`` (text, list or dict of them) have no value, each once."""
    texts = [part]
    names = set()
    while texts:
        text = texts.pop()
        if isinstance(text, str):
            names |= {name for name in PLACEHOLDER.findall(text) if not values.get(name)}
        else:
            texts += text.values() if isinstance(text, dict) else text or []
    return sorted(name.replace("_", " ") for name in names - {"candidate"})


def moment_in_words(at: datetime, zone_name: str) -> str:
    """Return a moment in the IANA zone ``zone_name``: "Fri 20 Nov 2026, 14:00 (Europe/Berlin)"."""
    local = at.astimezone(ZoneInfo(zone_name))
    return f"{local:%a} {local.day} {local:%b %Y}, {local:%H:%M} ({zone_name})"
