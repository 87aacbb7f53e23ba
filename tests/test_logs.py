"""No log line carries the secret of a one-time link."""

import logging

import pytest

from accounts.tokens import new_token
from config.logs import Lines, without_tokens


def test_tokens_in_addresses_are_cut():
    for _ in range(50):
        token, _ = new_token()
        for line in (f"GET /invitations/{token}/ HTTP/1.1", f"Gone: /invitations/{token}/", f'"/invitations/{token}"'):
            assert token not in without_tokens(line)
            assert "/invitations/" in without_tokens(line)


def test_reset_keys_are_cut():
    path = "/password/new/2n-cvx3yz-0123456789abcdef0123456789abcdef/"
    assert "0123456789" not in without_tokens(f"GET {path} HTTP/1.1")


@pytest.mark.parametrize(
    "line", ["GET /people/abcdefghjkmn/ HTTP/1.1", "GET /static/js/save-state.js", "Job abcdefghjkmn failed"]
)
def test_ordinary_lines_stay(line):
    assert without_tokens(line) == line


def test_every_line_of_ours_goes_through_it(settings):
    assert settings.LOGGING["formatters"]["line"]["()"] == "config.logs.Lines"
    token, _ = new_token()
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (f"/invitations/{token}/",), None)
    assert token not in Lines("%(message)s").format(record)
