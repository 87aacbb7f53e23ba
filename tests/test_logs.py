"""No log line carries the secret of a one-time link, nor of a sign-in through the company."""

import logging
import re
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, OperationalError
from gunicorn.config import Config

from accounts.tokens import new_token
from config.logs import AccessLog, Json, Lines, without_tokens


def test_tokens_in_addresses_are_cut():
    for _ in range(50):
        token, _ = new_token()
        assert token not in without_tokens(f"GET /calendar/feed/{token}.ics HTTP/1.1")
        for line in (f"GET /invitations/{token}/ HTTP/1.1", f"Gone: /invitations/{token}/", f'"/invitations/{token}"'):
            assert token not in without_tokens(line)
            assert "/invitations/" in without_tokens(line)


def test_reset_keys_are_cut():
    path = "/password/new/2n-cvx3yz-0123456789abcdef0123456789abcdef/"
    assert "0123456789" not in without_tokens(f"GET {path} HTTP/1.1")


@pytest.mark.parametrize("name", ["code", "state", "session_state", "id_token", "access_token", "nonce"])
def test_what_a_provider_sends_back_is_cut(name):
    secret = f"{new_token()[0]}.with%2Fsigns~"
    path = f"/sign-in/company/return/?iss=x&{name}={secret}&more=1"
    for line in (f"GET {path} HTTP/1.1", f'"https://interviews.example.org{path}"', path.partition("?")[2]):
        cut = without_tokens(line)
        assert secret not in cut
        assert f"{name}=[cut]&more=1" in cut
    assert secret not in without_tokens(f"GET /sign-in/company/return/?{name}={secret} HTTP/1.1")
    assert secret not in without_tokens(f"{name}={secret}")


def test_the_access_log_holds_no_code_and_no_state():
    config = Config()
    config.set("accesslog", "-")
    code, query = new_token()[0], f"code={new_token()[0]}&state={new_token()[0]}"
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/sign-in/company/return/?{query}",
        "PATH_INFO": "/sign-in/company/return/",
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://interviews.example.org/sign-in/company/return/?code={code}",
    }
    answer = SimpleNamespace(status="302 Found", headers=[], sent=0)
    atoms = AccessLog(config).atoms(answer, SimpleNamespace(headers=[]), environ, timedelta(seconds=1))
    line = str(atoms)
    assert "/sign-in/company/return/?code=[cut]&state=[cut]" in line
    assert not any(part.partition("=")[2] in line for part in [*query.split("&"), f"code={code}"])


@pytest.mark.parametrize(
    "line",
    ["GET /people/abcdefghjkmn/ HTTP/1.1", "GET /static/js/save-state.js", "Job abcdefghjkmn failed", "postcode=1"],
)
def test_ordinary_lines_stay(line):
    assert without_tokens(line) == line


def test_every_line_of_ours_goes_through_it(settings):
    assert {named["()"] for named in settings.LOGGING["formatters"].values()} == {
        "config.logs.Lines",
        "config.logs.Json",
    }
    token, _ = new_token()
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (f"/invitations/{token}/",), None)
    assert token not in Lines("%(message)s").format(record)


def logged(error: Exception, cause: Exception | None = None) -> str:
    try:
        raise error from cause
    except Exception:  # noqa: BLE001
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Server error", (), sys.exc_info())
    return Lines("%(message)s").format(record)


def test_an_error_is_told_without_the_words_that_may_quote_a_row():
    row = "Failing row contains (12, She froze at the whiteboard.)"
    line = logged(IntegrityError(row), KeyError("Noted by Iris"))
    assert "django.db.utils.IntegrityError" in line
    assert "test_logs.py" in line
    assert "builtins.KeyError" in line
    assert "at the whiteboard" not in line
    assert "Iris" not in line


def test_what_an_operator_can_repair_is_told_in_full():
    assert "connection refused" in logged(OperationalError("connection refused"))


@pytest.mark.parametrize(
    "path", ["/none%0A2026-01-01%20WARNING%20forged/", "/none%0D%0Aforged/", "/none%1B[31mforged/"]
)
def test_a_request_cannot_write_a_line_of_its_own(client, iris, caplog, path):
    client.force_login(iris)
    with caplog.at_level(logging.WARNING, logger="django.request"):
        assert client.get(path).status_code == 404
    forms = [Lines("%(asctime)s %(message)s"), Json()]
    lines = [form.format(record) for record in caplog.records for form in forms]
    assert any("forged" in line for line in lines)
    assert [line for line in lines if re.search(r"[\x00-\x1f]", line.partition("\n  File")[0])] == []
