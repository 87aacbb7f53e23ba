"""Looking changes nothing, but for the record of who looked: what a GET may write, and where."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from core.models import AuditEvent
from scorecards.models import Exposure
from tests.permissions_world import ids_by_route
from tests.test_architecture import views

# What a GET may add rows to. Everything else stays as it is, whatever address is opened.
WRITTEN_BY_READING = {
    AuditEvent: "who read, downloaded or exported what",
    Exposure: "who was shown whose scorecard, which decides on the mark of independence",
}
PERSONAS = ["ada", "stan", "iris", "mara", "rosa"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ids(candidacy, rosa, mara, iris, ivan) -> dict[str, dict[str, str]]:
    return ids_by_route(candidacy, recruiter=rosa, manager=mara, panel=[iris, ivan])


def rows() -> dict[str, list[object]]:
    """Every row of every table that reading must leave alone."""
    kept = [model for model in apps.get_models() if model not in WRITTEN_BY_READING]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in kept}


def get_everything(user: User, ids: dict[str, dict[str, str]]) -> set[str]:
    """Open every address of the project once; the tables that are not as before."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    before = rows()
    for route in views(get_resolver().url_patterns):
        client.get(reverse(route, kwargs=ids.get(route)))
    after = rows()
    return {table for table in before if before[table] != after[table]}


@pytest.mark.slow
@pytest.mark.parametrize("persona", PERSONAS)
def test_opening_every_address_changes_no_row_but_the_record_of_reading(ids, request, persona):
    user = request.getfixturevalue(persona)
    assert get_everything(user, ids) == set()
    assert set(AuditEvent.objects.values_list("actor", flat=True)) <= {user.pk}


@pytest.mark.slow
def test_the_record_of_reading_says_what_was_opened(ids, mara):
    get_everything(mara, ids)
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs == {"document.downloaded", "scorecard.read"}
    assert Exposure.objects.filter(user=mara).count() == AuditEvent.objects.filter(verb="scorecard.read").count() == 2
