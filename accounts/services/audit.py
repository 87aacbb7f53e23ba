"""Taking the audit trail along."""

from typing import Any

from accounts.models import User
from core import audit


def record_audit_export(*, filters: dict[str, Any], by: User) -> None:
    """Note that ``by`` exports the events that ``filters`` (those of ``queries.audit_trail``) leave."""
    facts = {
        "act": filters.get("verb"),
        "who": filters["actor"].uid if filters.get("actor") else None,
        "about": filters.get("object"),
        "since": filters["since"].isoformat() if filters.get("since") else None,
        "until": filters["until"].isoformat() if filters.get("until") else None,
    }
    audit.record("audit_trail.exported", by=by, obj=by, **{name: fact for name, fact in facts.items() if fact})
