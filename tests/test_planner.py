"""What a connection to PostgreSQL asks of its planner."""

import pytest
from django.db import connection


@pytest.mark.django_db
@pytest.mark.parametrize(("setting", "value"), [("random_page_cost", "1.1"), ("jit", "off"), ("lock_timeout", "3s")])
def test_a_connection_plans_for_short_pages(setting, value):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such setting.")
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone() == (value,)
