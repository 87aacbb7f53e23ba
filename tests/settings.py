"""Production's settings with the test environment: a random key, DEBUG off, quick passwords, everything in one folder.

The environment is set before `config.settings` is read, so neither the shell's variables nor a `.env` reach a test.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

if "TEST_FOLDER" not in os.environ:
    os.environ["TEST_FOLDER"] = tempfile.mkdtemp(prefix="evenhand-test-")
    atexit.register(shutil.rmtree, os.environ["TEST_FOLDER"], ignore_errors=True)
TEST_FOLDER = Path(os.environ["TEST_FOLDER"])

NO_COMPANY = """OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_ADMIN_GROUPS OIDC_RECRUITER_GROUPS OIDC_MEMBER_GROUPS
    OIDC_REQUIRED_FOR"""
os.environ.update(
    SECRET_KEY=secrets.token_urlsafe(60),
    DEBUG="0",
    DEMO="0",
    SECOND_FACTOR="nobody",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    BASE_URL="http://testserver",
    CSRF_TRUSTED_ORIGINS="",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{TEST_FOLDER}/app.sqlite3",
    POOLED="0",
    REDIS_URL="",
    CALENDAR_NETWORKS="",
    EMAIL_URL="memorymail://",
    VAR_DIR=str(TEST_FOLDER),
    MEDIA_ROOT=os.environ.get("TEST_MEDIA") or str(TEST_FOLDER / "media"),
    LOG_LEVEL="WARNING",
    LOG_FORMAT="line",
    BEHIND_PROXY="0",
    METRICS_TOKEN="",
    OTEL_EXPORTER_OTLP_ENDPOINT="",
    **dict.fromkeys(NO_COMPANY.split(), ""),
)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
CELERY_BROKER_URL = "memory://"
# A stream says what it knows and ends; tests of what comes later open their own.
LIVE_SECONDS = 0

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in use: threads and live servers each open it, which an in-memory database cannot give them.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_FOLDER / "test.sqlite3")}
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    DATABASES["default"]["OPTIONS"]["init_command"] = pragmas
