"""The rig: the databases and servers that tests ask for are real."""

import psycopg2
import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_the_run_uses_the_database_it_was_asked_for(request):
    wanted = {"sqlite": "sqlite", "postgres": "postgresql"}[request.config.getoption("db")]
    assert connection.vendor == wanted
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def test_nothing_is_shared_with_the_machine():
    assert settings.DEBUG is False
    assert settings.MEDIA_ROOT.is_relative_to(settings.TEST_FOLDER)
    assert settings.EMAIL_BACKEND.endswith("locmem.EmailBackend")


def test_redis_is_real_and_starts_empty(redis_server):
    assert redis_server.client.dbsize() == 0
    redis_server.client.set("kept", "yes")
    redis_server.stop(kill=True)
    redis_server.start()
    assert redis_server.client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


@pytest.mark.slow
def test_postgres_is_real(pg_url):
    with psycopg2.connect(pg_url) as database, database.cursor() as cursor:
        cursor.execute("select version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL")
