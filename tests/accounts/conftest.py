import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.services import CalendarLogin, add_calendar
from core.models import OutboxMessage
from tests.accounts.strangers import NOW, file


@pytest.fixture(autouse=True)
def _no_rate_limit_from_other_tests(db):
    cache.clear()


@pytest.fixture(autouse=True)
def _stand_alone(settings):
    """Accounts works without the apps above, which own the page after sign-in."""
    settings.LOGIN_REDIRECT_URL = "preferences_edit"


@pytest.fixture
def as_user(client):
    """A client signed in as somebody: ``as_user(ada)``."""

    def sign_in(user) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def link_in_mail():
    """The path of the link in the newest mail of the outbox."""

    def find() -> str:
        text = OutboxMessage.objects.latest("pk").text
        return re.findall(r"https?://[^/\s]+(/\S+)", text)[-1]

    return find


@pytest.fixture
def clock():
    """A clock that stands still until it is moved."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def calendar(clock, iris, stranger, loopback):
    """A calendar of Iris at the stranger's."""
    stranger.answer = lambda asked: asked.say(200, file(23, 24), ETag='"1"')
    return add_calendar(kind="ics", name="Work", login=CalendarLogin(stranger.root + "secret-path.ics"), by=iris)
