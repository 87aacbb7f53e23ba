"""Which database, and how it is spoken to."""

from typing import Any

import environ

TIMEOUTS = "-c statement_timeout=30000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000"
# Pages look up few rows in long tables, on disks without arms: by index. What would be worth compiling, none asks.
PLANNER = "-c random_page_cost=1.1 -c jit=off -c plan_cache_mode=force_generic_plan"


def read_database(env: environ.Env, default: str) -> dict[str, Any]:
    """Return Django's description of the database in use, ``default`` being its address if none is set."""
    kept = {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600), "CONN_HEALTH_CHECKS": True}
    return described(env.db("DATABASE_URL", default=default)) | kept


def described(database: dict[str, Any]) -> dict[str, Any]:
    """Add to what an address says what every database of ours needs."""
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        options.update(
            # Immediate transactions serialise writers, which is what select_for_update gives on PostgreSQL.
            transaction_mode="IMMEDIATE",
            timeout=20,
            init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        )
    else:
        options.setdefault("options", f"{TIMEOUTS} {PLANNER}")
    return database
