"""Markup that would run, written into every text of the database, and a record of which one stands where."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from question_bank.guide_format.placeholders import NOT_TEXTS
from tests.security.tables import all_models

# Words that the code chose, never a person; names of zones, since pages compute with them.
CHOSEN_BY_CODE = {
    "uid", "key", "slug", "timezone", "password", "token_hash", "content_hash", "content_key", "sha256", "media_type",
    "file", "message_id", "dedupe_key", "lease_token", "outcome", "via", "last_client", "saved_by", "field_revisions",
    "args", "attachments", "source", "subject_uid", "object_uid", "scope_uid", "object_type", "verb", "data", "serves",
    "session_key", "session_data",
}  # fmt: skip
NOT_WRITTEN_BY_PEOPLE = {"Job", "AuditEvent", "OutboxMessage", "Packet"}


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let a test write where the database refuses everybody, as an attacker with another way in would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)


# What stands empty until something has happened, by what tells that it has.
ONLY_WITH = {"set_aside_reason": "set_aside_at"}


class Canaries:
    """Writes them; ``places`` knows the column of each number."""

    def __init__(self) -> None:
        self.places: dict[int, str] = {}
        with without_triggers():
            for model in all_models():
                if model.__name__ not in NOT_WRITTEN_BY_PEOPLE:
                    self._fill(model)

    def seen_in(self, text: str) -> set[str]:
        """The columns whose canaries stand in ``text``."""
        return {place for number, place in self.places.items() if f"pwned({number})" in text}

    def columns(self) -> set[str]:
        """Every column that holds one."""
        return set(self.places.values())

    def _fill(self, model: type[models.Model]) -> None:
        columns = [
            field for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
            and not field.choices and field.name not in CHOSEN_BY_CODE
        ]  # fmt: skip
        for row in model._default_manager.all() if columns else []:
            written = [field for field in columns if getattr(row, ONLY_WITH.get(field.name, "pk")) is not None]
            values = {field.name: self._filled(field, getattr(row, field.name)) for field in written}
            model._default_manager.filter(pk=row.pk).update(**values)

    def _filled(self, field: models.Field, value: Any) -> Any:
        label = f"{field.model.__name__}.{field.name}"
        if isinstance(field, models.JSONField):
            return self._inside(label, value)
        tail = "@example.org" if isinstance(field, models.EmailField) else ""
        return self._canary(label, field.max_length or 1_000, tail)

    def _inside(self, label: str, part: Any, key: str = "") -> Any:
        if isinstance(part, dict):
            return {name: self._inside(label, value, name) for name, value in part.items()}
        if isinstance(part, list):
            return [self._inside(label, value, key) for value in part]
        return self._canary(label, 1_000) if isinstance(part, str) and key not in NOT_TEXTS else part

    def _canary(self, label: str, room: int, tail: str = "") -> str:
        number = 10_000 + len(self.places)
        self.places[number] = label
        long = f"\"'><img src=x onerror=pwned({number})><script>pwned({number})</script></textarea><i onclick=pwned()>"
        return (long if len(long) < room - len(tail) else f"'\"><svg onload=pwned({number})>") + tail
