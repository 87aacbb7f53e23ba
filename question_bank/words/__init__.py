"""Words to watch for: what may touch on a protected characteristic, and phrases in which the same word is harmless.

``protected.yaml`` is the product's list, for people to read; admins add their own. Knows neither guides nor tables.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("protected.yaml")


@dataclass(frozen=True)
class WatchList:
    """Words or phrases, an asterisk at the end of a word for any ending; ``harmless`` phrases are looked past."""

    words: tuple[str, ...]
    harmless: tuple[str, ...] = ()

    def with_more(self, *, words: Iterable[str], harmless: Iterable[str]) -> "WatchList":
        """Return a list that has these as well."""
        return WatchList((*self.words, *words), (*self.harmless, *harmless))

    def found_in(self, *texts: str) -> list[str]:
        """Return the words of the list that stand in ``texts``, as they stand there, each once."""
        found: dict[str, str] = {}
        for text in texts:
            for match in self._words.findall(self._harmless.sub(" · ", text.replace("\u2019", "'"))):
                found.setdefault(match.casefold(), match)
        return list(found.values())

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return _any_of(self.words)

    @cached_property
    def _harmless(self) -> re.Pattern[str]:
        return _any_of(self.harmless)


@dataclass(frozen=True)
class Characteristic:
    """What people are protected for, with the words that may touch on it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Shipped:
    """The product's own list."""

    characteristics: tuple[Characteristic, ...]
    harmless: tuple[str, ...]

    @cached_property
    def watch_list(self) -> WatchList:
        """All of it, to look for."""
        return WatchList(tuple(word for one in self.characteristics for word in one.words), self.harmless)


@lru_cache(maxsize=1)
def shipped() -> Shipped:
    """Return what ``protected.yaml`` says."""
    data = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    characteristics = tuple(Characteristic(name, tuple(words)) for name, words in data["characteristics"].items())
    return Shipped(characteristics, tuple(data["harmless"]))


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Match one of ``phrases`` as whole words, the longest that fits, with any space between its words."""
    longest_first = sorted(phrases, key=len, reverse=True)
    ways = "|".join(re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in longest_first)
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)" if ways else r"(?!)", re.IGNORECASE)
