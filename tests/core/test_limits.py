"""Whether PostgreSQL ends what takes too long is asked of PostgreSQL itself."""

import re
from pathlib import Path

import environ
import pytest
from django.conf import settings
from django.db import connection

from config.databases import LIMITS, PLANNER, described
from core import limits

URL = "postgres://evenhand@pooler.example.org:6432/evenhand"


@pytest.fixture
def _without_a_limit(db):
    """What is left where a pooler drops what a connection asks for."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such limits.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def test_a_connection_of_ours_has_them(db):
    assert limits.missing() == []
    assert limits.limits_hold(databases=["default"]) == []


@pytest.mark.usefixtures("_without_a_limit")
def test_one_that_is_gone_is_told_with_the_remedy(client):
    assert limits.missing() == ["statement_timeout"]
    (error,) = limits.limits_hold(databases=["default"])
    assert "no statement_timeout:" in error.msg
    assert "SET statement_timeout = '30s';" in error.hint
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["limits"]) == (200, "missing")


@pytest.mark.usefixtures("_without_a_limit")
def test_only_who_asks_for_the_database_asks_it(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert limits.limits_hold(databases=None) == limits.limits_hold(databases=["other"]) == []


@pytest.mark.parametrize("pooled", [True, False])
def test_behind_a_pooler_a_connection_keeps_nothing_to_itself(pooled):
    config = described(environ.Env.db_url_config(URL), pooled=pooled)
    assert ("options" in config["OPTIONS"]) is not pooled
    assert config.get("DISABLE_SERVER_SIDE_CURSORS", False) is pooled


def test_the_page_says_what_the_check_says():
    page = (Path(settings.BASE_DIR) / "docs/operations.md").read_text()
    told = dict(re.findall(r"^ALTER ROLE evenhand IN DATABASE evenhand SET (\w+) = '(.*)';$", page, re.M))
    assert told == LIMITS | PLANNER
