"""The other ways in, closed by a setting: at the door, and for sessions that are under way."""

from dataclasses import replace

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from accounts.services import invite_person
from core.models import OutboxMessage
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture
def required(configured, settings):
    """``required("everybody")``"""

    def of(who: str) -> None:
        settings.COMPANY_SIGN_IN = replace(configured, required_for=who)

    return of


def by_password(user: User) -> bool:
    client = Client()
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return client.get("/preferences/").status_code == 200


@pytest.mark.parametrize(("who", "admins", "others"), [("nobody", 1, 1), ("all-but-admins", 1, 0), ("everybody", 0, 0)])
def test_passwords_open_only_for_whom_they_may(required, ada, iris, who, admins, others):
    required(who)
    assert (by_password(ada), by_password(iris)) == (bool(admins), bool(others))


def test_a_closed_door_answers_like_a_wrong_password(required, client, iris):
    required("all-but-admins")
    answers = [client.post("/sign-in/", {"login": iris.email, "password": word}) for word in (PASSWORD, "wrong")]
    assert all("do not belong together" in answer.content.decode() for answer in answers)


def test_the_companys_door_stays_open(required, acme, client, iris):
    required("everybody")
    acme.has("i1", email="iris@example.org")
    acme.come(client, "i1")
    assert client.get("/preferences/").context["user"] == iris


@pytest.mark.parametrize("who", ["all-but-admins", "everybody"])
def test_a_session_from_another_door_ends_with_the_next_request(required, client, iris, who):
    client.force_login(iris)
    assert client.get("/preferences/").status_code == 200
    required(who)
    answer = client.get("/preferences/")
    assert answer.url == "/sign-in/?next=/preferences/"
    assert "_auth_user_id" not in client.session
    assert "You were signed out: people come in through Acme now." in client.get(answer.url).content.decode()


def test_a_session_from_another_provider_ends_too(required, acme, client, iris):
    acme.has("i1", email="iris@example.org")
    acme.come(client, "i1")
    session = client.session
    (record,) = session["account_authentication_methods"]
    session["account_authentication_methods"] = [record | {"provider": "https://earlier.example"}]
    session.save()
    required("everybody")
    assert client.get("/preferences/").status_code == 302


def test_who_is_no_admin_any_more_loses_the_admins_door(required, client, ada, rosa):
    User.objects.filter(pk=rosa.pk).update(access_level="admin")
    required("all-but-admins")
    client.force_login(rosa)
    assert client.get("/preferences/").status_code == 200
    User.objects.filter(pk=rosa.pk).update(access_level="member")
    assert client.get("/preferences/").status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_invitation_leads_to_the_company_and_sets_no_password(required, client, ada, link_in_mail, method):
    nora = invite_person(email="nora@example.org", name="Nora New", access_level="member", by=ada)
    required("all-but-admins")
    page = getattr(client, method)(link_in_mail(), {"password1": PASSWORD, "password2": PASSWORD})
    assert "Sign in with Acme" in page.content.decode()
    nora.refresh_from_db()
    assert not nora.has_usable_password()
    assert not nora.invitations.get().accepted_at


def test_no_link_for_a_new_password_is_mailed(required, client, iris, run_jobs):
    required("all-but-admins")
    client.post("/password/forgotten/", {"email": iris.email})
    run_jobs("accounts.mail_reset_link")
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("nobody", ["Sign in with Acme", "or with a password", 'name="password"'], []),
        ("all-but-admins", ["Sign in with Acme", "admins also with a password", 'name="password"'], []),
        ("everybody", ["Sign in with Acme"], ['name="password"', "with a password"]),
    ],
)
def test_the_sign_in_page_shows_the_open_doors(required, client, db, who, shown, hidden):
    required(who)
    page = client.get("/sign-in/").content.decode()
    assert [words for words in shown if words not in page] == []
    assert [words for words in hidden if words in page] == []


def test_preferences_offer_a_password_only_to_whom_it_opens_something(required, acme, client, iris):
    acme.has("i1", email="iris@example.org")
    acme.come(client, "i1")
    assert "Change password" in client.get("/preferences/").content.decode()
    required("everybody")
    assert "Change password" not in client.get("/preferences/").content.decode()
    assert SocialAccount.objects.get().user == iris
