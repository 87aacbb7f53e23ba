"""Which database, and how it is spoken to."""

from typing import Any

import environ

LIMITS = {"statement_timeout": "30s", "lock_timeout": "3s", "idle_in_transaction_session_timeout": "1min"}
# Pages look up few rows in long tables, on disks without arms: by index. What would be worth compiling, none asks.
PLANNER = {"random_page_cost": "1.1", "jit": "off"}
# Of what we prepare no value changes the plan, and each thread's connection would try five times.
PREPARED = {"plan_cache_mode": "force_generic_plan"}


def read_database(env: environ.Env, default: str, *, pooled: bool) -> dict[str, Any]:
    """Return Django's description of the database in use, ``default`` being its address if none is set.

    ``pooled``: between us and PostgreSQL stands a pooler that gives each transaction another connection.
    """
    kept = {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600), "CONN_HEALTH_CHECKS": True}
    return described(env.db("DATABASE_URL", default=default), pooled=pooled) | kept


def described(database: dict[str, Any], *, pooled: bool) -> dict[str, Any]:
    """Add to what an address says what every database of ours needs."""
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        options.update(
            # Immediate transactions serialise writers, which is what select_for_update gives on PostgreSQL.
            transaction_mode="IMMEDIATE",
            timeout=20,
            init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        )
    elif pooled:
        # A pooler refuses settings of a connection, or drops them: the role has them instead (core/limits.py).
        # A cursor outside a transaction, as lists of choices in forms open it, would be left on another connection.
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        said = " ".join(f"-c {name}={value}" for name, value in (LIMITS | PLANNER | PREPARED).items())
        # Of two that say the same the later one holds: what an operator sets.
        options["options"] = f"{said} {options.get('options', '')}".strip()
    return database
