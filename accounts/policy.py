"""The policy as people read it: grouped for the page, and as Markdown for ``docs/security.md``."""

from dataclasses import dataclass

from django.apps import apps

from core import policy
from core.policy import Kind, Permission, Term


@dataclass(frozen=True)
class Group:
    """The permissions of one app; ``key`` is its anchor on the page."""

    key: str
    title: str
    permissions: list[Permission]


def policy_groups() -> list[Group]:
    """The whole policy by app, from people up to debriefs. Raises ``core.policy.NoWords``."""
    table = policy.table()
    labels = dict.fromkeys(permission.app for permission in table)
    return [
        Group(label, str(apps.get_app_config(label).verbose_name), [p for p in table if p.app == label])
        for label in labels
    ]


def policy_in_markdown() -> str:
    """The same as the page: the rule, levels, seats and words as lists, the permissions as tables."""
    rule = [f"- {line.meaning}" for line in policy.terms(Kind.INDEPENDENCE)]
    parts = [
        "### Independence comes first\n",
        *rule,
        *_list_of("Access levels", policy.terms(Kind.LEVEL)),
        *_list_of("Seats", policy.terms(Kind.SEAT)),
        *_list_of("Words", policy.terms(Kind.WORD)),
    ]
    for group in policy_groups():
        parts += [f"\n### {group.title}\n", "| act | open to whoever | permission |", "|---|---|---|"]
        parts += [f"| {p.act} | {p.who} | `{p.name}` |" for p in group.permissions]
    return "\n".join(parts) + "\n"


def _list_of(title: str, terms: list[Term]) -> list[str]:
    return [f"\n### {title}\n", *(f"- **{term.word}.** {term.meaning}" for term in terms)]
