"""Whom the company's provider vouches for is asked for no second step here; whoever types a password is."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _admins_need_one(settings):
    settings.SECOND_FACTOR = "admins"


@pytest.fixture
def ada_over_there(acme, ada):
    acme.has("a1", email=ada.email)
    return ada


def by_password(user) -> str:
    """Where a sign-in by password leads, followed once."""
    client = Client()
    answer = client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return answer.url if "code" in answer.url else client.get("/").url


def test_who_has_a_second_step_here_is_asked_by_password_only(acme, client, ada_over_there):
    TOTP.activate(ada_over_there, generate_totp_secret())
    acme.come(client, "a1")
    assert client.get("/preferences/").context["user"] == ada_over_there
    assert by_password(ada_over_there) == "/sign-in/code/"


def test_an_admin_without_one_is_led_to_it_by_password_only(acme, client, ada_over_there):
    acme.come(client, "a1")
    assert client.get("/people/").status_code == 200
    assert by_password(ada_over_there) == "/preferences/second-step/"


def test_what_the_company_vouched_for_is_no_proof_for_somebody_else(acme, client, ada_over_there, iris):
    TOTP.activate(iris, generate_totp_secret())
    acme.come(client, "a1")
    client.logout()
    answer = client.post("/sign-in/", {"login": iris.email, "password": PASSWORD})
    assert answer.url == "/sign-in/code/"
