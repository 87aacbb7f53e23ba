"""The pages about people: who gets them, what they show, what stays typed."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services
from accounts.models import User
from core import audit
from tests.factories import UserFactory

ADMIN_PAGES = ["/people/", "/people/new/", "/audit-trail/"]


@pytest.fixture
def ada_page(as_user, ada):
    return as_user(ada)


def count_queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ADMIN_PAGES)
def test_admins_only(as_user, ada, rosa, iris, client, path):
    assert client.get(path).status_code == 302
    assert as_user(ada).get(path).status_code == 200
    for person in (rosa, iris):
        assert as_user(person).get(path).status_code == 403


@pytest.mark.parametrize("act", ["deactivate", "reactivate", "invite-again"])
def test_acts_are_posts_of_admins(as_user, ada, rosa, iris, act):
    path = f"/people/{iris.uid}/{act}/"
    assert as_user(rosa).post(path).status_code == 403
    assert as_user(ada).get(path).status_code == 405
    assert as_user(ada).post(path).status_code == 302


def test_an_unknown_person_is_not_there(ada_page):
    assert ada_page.get("/people/unknown/").status_code == 404


def test_the_list_costs_the_same_for_one_and_three(ada_page):
    one = count_queries(ada_page, "/people/")
    UserFactory.create_batch(3)
    assert count_queries(ada_page, "/people/") == one


def test_search_and_narrowing(ada_page, ada, iris, ivan):
    User.objects.filter(pk=ivan.pk).update(is_active=False)
    services.invite_person(email="new@example.org", name="Nia Newman", access_level="member", by=ada)

    def names(query: str) -> set[str]:
        return {person.name for person in ada_page.get(f"/people/{query}").context["page"]}

    assert names("?q=iris@") == {"Iris Ito"}
    assert names("?show=inactive") == {"Ivan Ivanov"}
    assert names("?show=invited") == {"Nia Newman"}
    assert names("?show=active") == {"Ada Adler", "Iris Ito"}
    assert len(names("?show=nonsense")) == 4


def test_a_wrong_invitation_keeps_every_word(ada_page, ada):
    values = {"email": ada.email, "name": "Somebody Else", "access_level": "recruiter"}
    page = ada_page.post("/people/new/", values)
    assert page.status_code == 422
    assert page.context["form"].errors["email"] == [services.AlreadyHere.message]
    assert "Somebody Else" in page.content.decode()
    assert User.objects.count() == 1


def test_only_the_known_fields_count(ada_page):
    values = {"email": "eve@example.org", "name": "Eve", "access_level": "member", "is_demo": "on", "password": "x"}
    ada_page.post("/people/new/", values)
    eve = User.objects.get(email="eve@example.org")
    assert not eve.is_demo
    assert not eve.has_usable_password()


def test_the_last_admin_is_told_why(ada_page, ada):
    page = ada_page.post(f"/people/{ada.uid}/", {"name": ada.name, "access_level": "member"})
    assert page.context["form"].errors["access_level"] == [services.LastAdmin.message]


def test_preferences_change_only_the_own_person(as_user, iris, ivan):
    client = as_user(iris)
    values = {
        "name": "Iris I.",
        "timezone": "Asia/Kathmandu",
        "theme": "dark",
        "paper": "letter",
        "uid": ivan.uid,
        "access_level": "admin",
    }
    assert client.post("/preferences/", values).status_code == 302
    iris.refresh_from_db()
    assert (iris.name, iris.timezone, iris.theme, iris.access_level) == (
        "Iris I.",
        "Asia/Kathmandu",
        "dark",
        "member",
    )


def test_a_zone_that_does_not_exist_is_refused(as_user, iris):
    page = as_user(iris).post(
        "/preferences/", {"name": "Iris I.", "timezone": "Europe/Atlantis", "theme": "dark", "paper": "a4"}
    )
    assert "timezone" in page.context["form"].errors
    assert "Iris I." in page.content.decode()
    iris.refresh_from_db()
    assert iris.timezone == "Europe/Berlin"


def test_a_zone_with_an_old_name_stays_choosable(as_user, iris):
    User.objects.filter(pk=iris.pk).update(timezone="US/Eastern")
    values = {"name": "Iris", "timezone": "US/Eastern", "theme": "auto", "paper": "a4"}
    assert as_user(iris).post("/preferences/", values).status_code == 302


def test_times_are_shown_in_the_own_zone(ada_page, ada):
    event = audit.record("person.invited", by=ada, obj=ada)
    User.objects.filter(pk=ada.pk).update(timezone="Asia/Kathmandu")
    page = ada_page.get("/audit-trail/").content.decode()
    assert timezone.localtime(event.at, ada.__class__(timezone="Asia/Kathmandu").zone).strftime("%H:%M:%S") in page


def test_the_invitation_page_signs_in_and_hides_its_address(client, ada, link_in_mail, settings):
    services.invite_person(email="new@example.org", name="Nia Newman", access_level="member", by=ada)
    path = link_in_mail()
    for _ in range(2):
        page = client.get(path)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "strict-origin"
        assert page.headers["Cache-Control"] == "no-store, private"
    differs = client.post(path, {"password1": "a new long password", "password2": "another one entirely"})
    assert "not the same" in differs.content.decode()
    answer = client.post(path, {"password1": "a new long password", "password2": "a new long password"})
    assert answer.status_code == 302
    assert client.get("/preferences/").status_code == 200
    assert client.get(path).status_code == 410


def test_an_invitation_in_other_hands_signs_nobody_else_in(as_user, iris, ada, link_in_mail):
    services.invite_person(email="new@example.org", name="Nia Newman", access_level="member", by=ada)
    client = as_user(iris)
    client.post(link_in_mail(), {"password1": "a new long password", "password2": "a new long password"})
    assert client.get("/preferences/").context["user"].name == "Nia Newman"


def test_names_cannot_carry_markup(ada_page, ada):
    services.invite_person(email="x@example.org", name="<script>alert(1)</script>", access_level="member", by=ada)
    assert "<script>alert" not in ada_page.get("/people/").content.decode()


def test_too_many_tries_get_their_own_page(client, ada):
    cache.clear()
    for _ in range(35):
        page = client.post("/sign-in/", {"login": "x@example.org", "password": "x"})
    assert page.status_code == 429
    assert "Too many tries" in page.content.decode()
