"""The policy in words: what each permission is for, who has it, and the terms that people need to read it.

Every app's ``permissions.py`` fills it. A predicate's words are the first sentence of its docstring, so they stand
beside the code that decides: what somebody does or is ("Decides on the role."), or a time ("Once …", "Until …").
"""

import inspect
from dataclasses import dataclass
from enum import StrEnum

import rules
from rules.permissions import permissions as known

TIMES = ("once ", "until ", "while ", "unless ")


class NoWords(Exception):
    """A permission or a predicate that nobody can read."""


class Kind(StrEnum):
    """What a term explains."""

    LEVEL = "level"
    SEAT = "seat"
    WORD = "word"
    INDEPENDENCE = "independence"


@dataclass(frozen=True)
class Term:
    """A word of the policy and what it means; a line of the independence rule has no word."""

    word: str
    meaning: str


@dataclass(frozen=True)
class Permission:
    """One line of the table: ``act`` completes "may …"; ``who`` completes "whoever …"."""

    name: str
    act: str
    who: str

    @property
    def app(self) -> str:
        """The app that it belongs to."""
        return self.name.partition(".")[0]


_acts: dict[str, str] = {}
_terms: dict[Kind, list[Term]] = {kind: [] for kind in Kind}


def allow(name: str, act: str, predicate: rules.Predicate) -> None:
    """Add a permission with the act that it opens, in words: ``allow("hiring.open_role", "Open a role", recruits)``."""
    rules.add_perm(name, predicate)
    _acts[name] = act


def explain(kind: Kind, word: str, meaning: str) -> None:
    """Say what a word of the policy means; the order of the calls is the order on the page."""
    _terms[kind].append(Term(word, meaning))


def terms(kind: Kind) -> list[Term]:
    """What was explained of this kind."""
    return list(_terms[kind])


def table() -> list[Permission]:
    """Every permission there is, as registered. Raises ``NoWords``, naming what has none."""
    if silent := sorted(known.keys() - _acts.keys()):
        raise NoWords(f"{', '.join(silent)}: add it with core.policy.allow, which takes the act in words.")
    return [Permission(name, act, in_words(known[name])) for name, act in _acts.items()]


def in_words(predicate: rules.Predicate) -> str:
    """Who satisfies a predicate, also one made of others with ``&``, ``|`` and ``~``. Raises ``NoWords``."""
    made = _made_with(predicate)
    if made == "INVERT":
        return f"is not somebody who {in_words(_inside(predicate)['self'])}"
    if made == "OR":
        return ", or ".join(in_words(part) for part in _parts(predicate, made))
    if made == "AND":
        return _all_of(_parts(predicate, made))
    return _own_words(predicate)


def _all_of(parts: list[rules.Predicate]) -> str:
    """First what people do or are, then what needs "either … or …", at last the times."""
    choices = [part for part in parts if _made_with(part) == "OR"]
    plain = [in_words(part) for part in parts if part not in choices]
    times = [words for words in plain if words.startswith(TIMES)]
    people = [words for words in plain if words not in times]
    people += [f"either {' or '.join(in_words(part) for part in _parts(choice, 'OR'))}" for choice in choices]
    joint = "; and " if any("; " in words for words in people) else " and "
    return ", ".join([joint.join(people), *times])


def _made_with(predicate: rules.Predicate) -> str:
    """AND, OR, INVERT: how the library made it of others; empty for one of our own."""
    function = predicate.fn
    return function.__name__ if function.__module__ == rules.predicates.__name__ and function.__closure__ else ""


def _inside(predicate: rules.Predicate) -> dict[str, rules.Predicate]:
    """What a combined predicate was made of: its function holds the parts as ``self`` and ``other``."""
    return dict(inspect.getclosurevars(predicate.fn).nonlocals)


def _parts(predicate: rules.Predicate, made: str) -> list[rules.Predicate]:
    """What ``a & b & c`` joins, whatever the brackets."""
    if _made_with(predicate) != made:
        return [predicate]
    inside = _inside(predicate)
    return [*_parts(inside["self"], made), *_parts(inside["other"], made)]


def _own_words(predicate: rules.Predicate) -> str:
    sentence = (predicate.__doc__ or "").strip().partition("\n\n")[0].partition(". ")[0].rstrip(".")
    words = " ".join(sentence.split())
    if not words:
        raise NoWords(f"{predicate.__module__}.{predicate.name}: its docstring says who satisfies it, in one sentence.")
    return words[0].lower() + words[1:]
