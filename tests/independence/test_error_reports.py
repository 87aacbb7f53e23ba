"""What an error leaves behind when a page of somebody's scorecard breaks: the 500 page, log lines, the access log."""

import logging
from io import StringIO
from unittest import mock

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from gunicorn.config import Config

from config.logs import AccessLog
from scorecards.models import Rating, Scorecard
from tests.independence.worlds import CANARY, World, steady_ids, travelled, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def card():
    """Ivan's draft, full of his words."""
    with travelled(), steady_ids("shared"):
        world = World()
        yield write(world.technical, world.others[0], level=4, words=CANARY)


@pytest.fixture
def lines():
    """Everything that is logged, as the settings format it."""
    gathered = StringIO()
    handler = logging.StreamHandler(gathered)
    form = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(import_string(form["()"])(form["format"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield gathered
    root.removeHandler(handler)


def quoting(card: Scorecard):
    """An error whose words quote the scorecard, with the scorecard in its frames too."""

    def fails(*args: object, **kwargs: object) -> None:
        summary = card.summary
        raise ValueError(f"cannot print {summary!r}")

    return fails


def broken_page(card: Scorecard, failure) -> tuple[int, str]:
    """Open Ivan's own scorecard page as he does, and have it break."""
    client = Client(raise_request_exception=False)
    client.force_login(card.panelist.user)
    with mock.patch("scorecards.views.interview.render", failure):
        answer = client.get(reverse("scorecard_edit", args=[card.panelist.interview.uid]))
    return answer.status_code, answer.content.decode()


def test_the_page_that_broke_and_what_is_logged_quote_nobody(card, lines, settings, mailoutbox):
    assert settings.DEBUG is False
    assert CANARY in card.summary
    status, page = broken_page(card, quoting(card))
    assert status == 500
    assert CANARY not in page
    assert "ValueError" in lines.getvalue(), "the error is logged"
    assert "scorecard" in lines.getvalue()
    assert CANARY not in lines.getvalue()
    assert mailoutbox == []


def test_a_row_that_the_database_refuses_is_not_quoted(card, lines):
    """PostgreSQL answers a broken constraint with the whole row."""

    def refused(*args: object, **kwargs: object) -> None:
        Rating.objects.filter(scorecard=card).update(level=9)

    status, page = broken_page(card, refused)
    assert status == 500
    assert "IntegrityError" in lines.getvalue()
    assert CANARY not in page + lines.getvalue()


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_would_quote_the_row(card):
    with pytest.raises(IntegrityError) as error:
        Rating.objects.filter(scorecard=card).update(level=9)
    assert connection.vendor == "postgresql"
    assert CANARY in str(error.value), "else the test above proves nothing"


def test_the_access_log_names_the_address_and_not_what_was_sent(card):
    path = reverse("scorecard_save", args=[card.panelist.interview.uid])
    body = f'{{"changes": {{"summary": "{CANARY}"}}}}'
    environ = {
        "REQUEST_METHOD": "POST", "RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_REFERER": f"http://testserver{path}", "HTTP_USER_AGENT": "Chromium", "wsgi.input": StringIO(body),
    }  # fmt: skip
    config = Config()
    response = mock.Mock(status="200 OK", sent=100, response_length=100, headers=[("X-Words", CANARY)])
    request = mock.Mock(headers=[("COOKIE", CANARY)])
    atoms = AccessLog(config).atoms(
        response, request, environ, mock.Mock(seconds=0, microseconds=5, total_seconds=lambda: 0.1)
    )
    line = config.access_log_format % atoms
    assert path in line
    assert CANARY not in line


def test_the_formatter_would_be_needed(card):
    """The oracle: Python's own formatter quotes the words."""
    try:
        quoting(card)()
    except ValueError as error:
        plain = logging.Formatter().formatException((ValueError, error, error.__traceback__))
    assert CANARY in plain
