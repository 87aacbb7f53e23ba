"""What is known of the use of questions. The app that keeps it registers it; each reader gets what they may know."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

Rule = Callable[[Any], QuerySet[Any]]
ASKED, OVERUSED = "asked", "overused"
_rules: dict[str, Rule] = {}


def tell_use(**rules: Rule) -> None:
    """Register ``asked`` and ``overused``: each gives, for a user, the questions in use that are so.

    Asks are known from scorecards. Who may count which of them is for the app with the independence rule to say, so a
    rule starts from what ``user`` may count and names ids of entries of the index, in one column, and nothing else.
    """
    _rules.update(rules)


def ids_of(rule: str, user: Any) -> QuerySet[Any] | None:
    """Return the entries that the registered ``rule`` names for ``user``; ``None`` if nobody registered it."""
    return _rules[rule](user) if rule in _rules else None
