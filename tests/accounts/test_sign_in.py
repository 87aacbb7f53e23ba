"""Signing in and out: who may, who may not, and that nobody learns who is here."""

import pytest
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import User
from core.models import Job, OutboxMessage
from tests.factories.accounts import PASSWORD

FORGOTTEN = "/password/forgotten/"
NEW_PASSWORD = "a new long password"


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_sign_in_with_any_letters(client, ada):
    response = sign_in(client, "ADA@Example.org", next="/preferences/")
    assert response.status_code == 302
    assert response.url == "/preferences/"
    assert is_signed_in(client)


@pytest.mark.parametrize(("email", "password"), [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_wrong_password_and_unknown_address_get_the_same_answer(client, ada, email, password):
    response = sign_in(client, email, password)
    assert response.status_code == 200
    assert "do not belong together" in response.content.decode()
    assert not is_signed_in(client)


def test_an_unknown_address_costs_a_hash_as_well(db, monkeypatch):
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    assert authenticate(None, email="nobody@example.org", password="guess") is None
    assert hashed == ["guess"]


def test_who_was_deactivated_cannot_sign_in(client, ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    sign_in(client, ada.email)
    assert not is_signed_in(client)


def test_demonstration_people_sign_in_only_in_a_demonstration(client, ada, settings):
    User.objects.filter(pk=ada.pk).update(is_demo=True)
    sign_in(client, ada.email)
    assert not is_signed_in(client)
    settings.DEMO = True
    sign_in(client, ada.email)
    assert is_signed_in(client)
    settings.DEMO = False
    assert client.get("/preferences/").status_code == 302


def test_a_sign_in_on_an_open_page_ends_where_it_is_said_who_it_is(client, ada, iris):
    asked = client.get("/sign-in/done/", follow=True)
    assert asked.redirect_chain == [("/sign-in/?next=/sign-in/done/", 302)]
    assert sign_in(client, ada.email, next="/sign-in/done/").url == "/sign-in/done/"
    page = client.get("/sign-in/done/").content.decode()
    assert f'data-signed-in="{ada.uid}"' in page
    out = client.post("/sign-out/", {"next": "/sign-in/?next=/sign-in/done/"}, follow=True)
    assert not is_signed_in(client)
    assert 'name="next" value="/sign-in/done/"' in out.content.decode()
    sign_in(client, iris.email, next="/sign-in/done/")
    assert f'data-signed-in="{iris.uid}"' in client.get("/sign-in/done/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_next_never_leads_elsewhere(client, ada, target):
    response = sign_in(client, ada.email, next=target)
    assert response.status_code == 302
    assert "evil" not in response.url
    assert "javascript" not in response.url


def test_many_wrong_tries_are_slowed_down(client, ada):
    for _ in range(6):
        response = sign_in(client, ada.email, "wrong")
    assert "Too many tries" in response.content.decode()


def test_nobody_signs_up(client, db):
    response = client.post("/sign-up/", {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert "By invitation only" in response.content.decode()
    assert not User.objects.exists()


def test_sign_out_is_a_post(as_user, ada):
    client = as_user(ada)
    assert client.get("/sign-out/").status_code == 200
    assert is_signed_in(client)
    client.post("/sign-out/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_forgotten_password_says_and_does_the_same_for_every_address(client, ada, email):
    response = client.post(FORGOTTEN, {"email": email})
    assert response.status_code == 302
    assert Job.objects.get().name == "accounts.mail_reset_link"
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(("email", "mails"), [("ADA@example.org", 1), ("nobody@example.org", 0)])
def test_forgotten_password_mails_only_who_is_here(client, ada, run_jobs, email, mails):
    client.post(FORGOTTEN, {"email": email})
    run_jobs("accounts.mail_reset_link")
    assert OutboxMessage.objects.filter(to=ada.email, is_secret=True).count() == mails


def mail_link(client, user, run_jobs, link_in_mail) -> str:
    client.post(FORGOTTEN, {"email": user.email})
    run_jobs("accounts.mail_reset_link")
    return link_in_mail()


def test_a_reset_link_sets_a_password_once(client, ada, run_jobs, link_in_mail):
    path = mail_link(client, ada, run_jobs, link_in_mail)
    page = client.get(path, follow=True)
    assert "Set a new password" in page.content.decode()
    client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    ada.refresh_from_db()
    assert ada.check_password(NEW_PASSWORD)
    assert "This link has ended" in Client().get(path, follow=True).content.decode()


@pytest.mark.parametrize("change", [{"session_epoch": 1}, {"is_active": False}, {"email": "other@example.org"}])
def test_a_reset_link_ends_when_the_person_changes(client, ada, run_jobs, link_in_mail, change):
    path = mail_link(client, ada, run_jobs, link_in_mail)
    User.objects.filter(pk=ada.pk).update(**change)
    assert "This link has ended" in client.get(path, follow=True).content.decode()


def test_changing_the_password_ends_other_sessions(client, ada):
    other = Client()
    other.force_login(ada)
    client.force_login(ada)
    passwords = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/password/change/", passwords).url == "/preferences/"
    assert client.get("/preferences/").status_code == 200
    assert other.get("/preferences/").status_code == 302


def test_tries_are_counted_where_all_processes_see_them(db, settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    cache.set("tries", 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache")
        assert cursor.fetchone() == (1,)


def test_a_forged_proxy_header_gives_no_fresh_tries(client, ada):
    for number in range(6):
        response = client.post(
            "/sign-in/",
            {"login": ada.email, "password": "wrong"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )
    assert "Too many tries" in response.content.decode()
