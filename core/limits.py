"""What PostgreSQL ends by itself, so that nobody waits for good: a statement, the wait for a lock, an idle transaction.

A connection of ours brings its limits along, but not past a pooler. There the role has them, and this says whether.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connection


def missing() -> list[str]:
    """Which of the limits this thread's connection lacks. One query, on SQLite none."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        names = list(settings.DATABASE_LIMITS)
        cursor.execute("SELECT name FROM unnest(%s) AS name WHERE current_setting(name) = '0'", [names])
        return [name for (name,) in cursor.fetchall()]


def remedy() -> str:
    """The statements that give this connection's role what it lacks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_user), quote_ident(current_database())")
        role, database = cursor.fetchone()
    asked = settings.DATABASE_LIMITS | settings.DATABASE_PLANNER
    return "\n".join(
        f"ALTER ROLE {role} IN DATABASE {database} SET {name} = '{value}';" for name, value in asked.items()
    )


@register(Tags.database)
def limits_hold(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to migrate a database in which a request or a transaction could wait for good."""
    if DEFAULT_DB_ALIAS not in (databases or ()) or not (lacking := missing()):
        return []
    return [
        Error(
            f"PostgreSQL sets no {', no '.join(lacking)}: a pooler dropped them, or OPTIONS say so.",
            hint=f"Give them to the role, as itself or as a superuser, then have the pooler reconnect:\n{remedy()}",
            id="core.E001",
        )
    ]
