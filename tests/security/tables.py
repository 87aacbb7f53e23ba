"""The whole database as plain values, to compare what two requests left behind."""

import re
from typing import Any

from django.apps import apps
from django.db import models

from tests.test_architecture import APPS

# Drawn at random each time; that they are there is compared, not what they say.
SECRETS = {"password", "sealed", "token_hash", "lease_token"}
TOKEN = re.compile(r"[\w-]{32,}")
# Of a job's arguments; PostgreSQL counts on over what was undone.
NUMBER = re.compile(r"(?<=_id': )\d+")


def all_models() -> list[type[models.Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]


def field_names() -> set[str]:
    """The name of every column of ours, under each name that a form could have it."""
    fields = [field for model in all_models() for field in model._meta.get_fields()]
    names = {getattr(field, "attname", field.name) for field in fields}
    return names | {field.name for field in fields} | {"pk", "by", "is_staff", "user_permissions", "csrf", "_state"}


def everything() -> dict[str, list[tuple]]:
    """Every row by table, in the order of its making. Rows point at each other by place, since ids differ each time."""
    found, places = {}, {}
    for model in all_models():
        rows = list(model._default_manager.order_by("pk"))
        places |= {(model, row.pk): number for number, row in enumerate(rows)}
        found[model] = rows
    return {model._meta.label: _rows(model, rows, places) for model, rows in found.items()}


def _rows(model: type[models.Model], rows: list, places: dict[tuple, int]) -> list[tuple]:
    """The rows as values; those that only tie two others together in any order, since Django adds them as a set."""
    values = [tuple(_value(row, column, places) for column in model._meta.concrete_fields) for row in rows]
    return sorted(values, key=str) if model._meta.auto_created else values


def _value(row: models.Model, column: models.Field, places: dict[tuple, int]) -> Any:
    value = getattr(row, column.attname)
    if column.primary_key:
        return None
    if column.name in SECRETS:
        return bool(value) and not str(value).startswith("!")
    if isinstance(column, models.FileField):
        return value.name.split("_")[0]
    if column.is_relation and value is not None:
        return places.get((column.related_model, value), "elsewhere")
    return NUMBER.sub("…", TOKEN.sub("…", str(value))) if isinstance(value, str | dict | list) else value


def differences(one: dict[str, list[tuple]], other: dict[str, list[tuple]]) -> dict[str, tuple[list, list]]:
    """By table the rows that only one of two states has."""
    return {
        table: (
            [row for row in one[table] if row not in other[table]],
            [r for r in other[table] if r not in one[table]],
        )
        for table in one
        if one[table] != other[table]
    }
