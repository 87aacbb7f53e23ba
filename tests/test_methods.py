"""Methods that no page is made for are answered 405, whoever asks and whatever for."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from hiring.models import Candidacy
from tests.permissions_world import ids_by_route
from tests.test_architecture import views

OTHERS = ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "BREW"]


@pytest.fixture
def addresses(candidacy: Candidacy, rosa: User, mara: User, iris: User, ivan: User) -> list[str]:
    """One address of every route."""
    ids = ids_by_route(candidacy, recruiter=rosa, manager=mara, panel=[iris, ivan])
    return [reverse(route, kwargs=ids.get(route)) for route in views(get_resolver().url_patterns)]


@pytest.mark.parametrize("method", OTHERS)
def test_no_route_knows_another_method(addresses, ada, method):
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    answers = {address: client.generic(method, address) for address in addresses}
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 405} == {}
    assert len(answers) > 80
