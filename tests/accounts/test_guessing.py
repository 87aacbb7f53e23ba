"""What an attacker without an account tries: telling accounts apart, guessing, links used twice, leading elsewhere."""

import re

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.models import User
from accounts.tokens import ResetTokens
from core.models import AuditEvent
from tests.accounts.test_second_factors import at_once, code_of, is_signed_in, sign_in, sign_in_with_code, with_app
from tests.factories.accounts import PASSWORD, UserFactory

NEW = {"password1": "a new long password", "password2": "a new long password"}
ELSEWHERE = ["https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "javascript:alert(1)"]


# Nobody learns who is here


@pytest.fixture
def accounts(ada, iris, ivan) -> dict[str, str]:
    """An address of each kind."""
    services.deactivate_person(person=ivan, by=ada)
    services.invite_person(email="nia@example.org", name="Nia", access_level="member", by=ada)
    with_app(iris)
    known, demo = UserFactory(), UserFactory(is_demo=True)
    return {
        "known": known.email,
        "second step": iris.email,
        "deactivated": ivan.email,
        "invited": "nia@example.org",
        "demonstration": demo.email,
        "unknown": "nobody@example.org",
    }


def without_the_address(page: bytes, address: str) -> str:
    random = r'(csrfmiddlewaretoken" value="|nonce=")[^"]+'
    return re.sub(random, r"\1", page.decode().replace(address, "…"))


def test_a_wrong_password_gets_the_same_answer_and_the_same_work(accounts, monkeypatch, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *words: hashed.append(1) or encode(*words))
    answers, work = {}, {}
    for kind, address in accounts.items():
        cache.clear()
        hashed.clear()
        with CaptureQueriesContext(connection) as captured:
            answer = Client().post("/sign-in/", {"login": address, "password": "wrong"})
        answers[kind] = (answer.status_code, len(captured), without_the_address(answer.content, address))
        work[kind] = len(hashed)
    assert len(set(answers.values())) == 1
    assert work == dict.fromkeys(accounts, 1)


def test_refused_tries_are_on_record_without_what_was_typed(iris):
    for address in (iris.email.upper(), "nobody@example.org"):
        Client().post("/sign-in/", {"login": address, "password": "wrong"})
    assert list(refusals("person.sign_in_refused")) == [("accounts.user", iris.uid, None, {}), ("", "", None, {})]
    with_app(iris)
    client = Client()
    sign_in(client, iris)
    client.post("/sign-in/code/", {"code": "000000"})
    assert list(refusals("second_factor.refused")) == [("accounts.user", iris.uid, None, {})]


def test_tries_that_only_wait_are_not_on_record(iris):
    for _ in range(9):
        Client().post("/sign-in/", {"login": iris.email, "password": "wrong"})
    assert refusals("person.sign_in_refused").count() == 5


def refusals(verb: str):
    events = AuditEvent.objects.filter(verb=verb).order_by("pk")
    return events.values_list("object_type", "object_uid", "actor", "data")


def test_the_hasher_of_production_is_argon2():
    from config import settings as production

    assert production.PASSWORD_HASHERS[0].endswith(Argon2PasswordHasher.__name__)


def test_a_forgotten_password_gets_the_same_answer_and_the_same_work(accounts):
    answers = {}
    for kind, address in accounts.items():
        cache.clear()
        client = Client()
        with CaptureQueriesContext(connection) as captured:
            answer = client.post("/password/forgotten/", {"email": address})
        answers[kind] = (answer.status_code, answer.url, len(captured), client.get(answer.url).content)
    assert len(set(answers.values())) == 1


# Tries are counted


def test_tries_at_one_account_are_counted_when_made_at_once(iris, transactional_db):
    def guess() -> bool:
        return (
            b"do not belong together" in Client().post("/sign-in/", {"login": iris.email, "password": "wrong"}).content
        )

    assert at_once(*[guess] * 12).count(True) <= 5
    client = Client()
    sign_in(client, iris)
    assert not is_signed_in(client), "the right password waits too, or it could be told from the wrong ones"


def test_the_trusted_proxys_word_counts_and_what_the_client_forged_before_it_does_not(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    codes = [
        Client()
        .post(
            "/sign-in/",
            {"login": f"person{number}@example.org", "password": "x"},
            headers={"X-Forwarded-For": f"10.9.9.{number}, 10.0.0.1"},
        )
        .status_code
        for number in range(35)
    ]
    assert codes[-1] == 429


def test_many_names_do_not_push_out_the_tries_at_one(client, iris):
    for _ in range(6):
        sign_in(client, iris, "wrong")
    for number in range(700):
        cache.set(f"allauth:rl:{number}", [1.0], 300)
    assert "Too many tries" in sign_in(client, iris).content.decode()


# Links work once


def mailed_link(user: User) -> str:
    return ResetTokens().make_token(user)


@pytest.mark.django_db(transaction=True)
def test_a_link_for_a_new_password_used_twice_at_once_works_once(iris):
    key = mailed_link(iris)

    def use(password: str) -> str:
        try:
            services.reset_password(person=iris, key=key, password=password)
        except services.ResetLinkNotValid:
            return "refused"
        return password

    answers = at_once(lambda: use("one long password"), lambda: use("two long passwords"))
    assert answers.count("refused") == 1
    iris.refresh_from_db()
    assert iris.check_password(next(answer for answer in answers if answer != "refused"))


def test_a_page_that_stood_open_while_the_link_was_used_says_so(client, iris, run_jobs, link_in_mail):
    client.post("/password/forgotten/", {"email": iris.email})
    run_jobs("accounts.mail_reset_link")
    path = link_in_mail()
    late = Client()
    form = late.get(path).url
    assert client.post(client.get(path).url, NEW).status_code == 302
    assert "This link has ended" in late.post(form, NEW, follow=True).content.decode()


@pytest.mark.parametrize("key", ["", "x", "set-password", "None", "null", "0-0", "😀"])
def test_missing_and_made_up_keys_set_no_password(iris, key):
    with pytest.raises(services.ResetLinkNotValid):
        services.reset_password(person=iris, key=key, password="a new long password")


def test_a_link_is_for_one_person_and_one_purpose(iris, ivan, ada):
    with pytest.raises(services.ResetLinkNotValid):
        services.reset_password(person=ivan, key=mailed_link(iris), password="a new long password")
    with pytest.raises(services.LinkNotValid):
        services.accept_invitation(token=mailed_link(iris), password="a new long password")
    for token in ("", "null", "None"):
        with pytest.raises(services.LinkNotValid):
            services.find_invitation(token=token)


def test_a_link_ends_after_its_time(iris, monkeypatch, settings):
    key = mailed_link(iris)
    settings.PASSWORD_RESET_TIMEOUT = -1
    with pytest.raises(services.ResetLinkNotValid):
        services.reset_password(person=iris, key=key, password="a new long password")


def test_a_new_password_by_a_link_signs_out_everywhere_and_is_told(client, iris, run_jobs, link_in_mail):
    device = Client()
    sign_in(device, iris)
    client.post("/password/forgotten/", {"email": iris.email})
    run_jobs("accounts.mail_reset_link")
    client.post(client.get(link_in_mail()).url, NEW)
    assert device.get("/preferences/").status_code == 302
    assert not is_signed_in(client)


def test_a_new_password_by_a_link_does_not_pass_by_the_second_step(client, iris, run_jobs, link_in_mail):
    with_app(iris)
    client.post("/password/forgotten/", {"email": iris.email})
    run_jobs("accounts.mail_reset_link")
    client.post(client.get(link_in_mail()).url, NEW)
    assert not is_signed_in(client)
    answer = client.post("/sign-in/", {"login": iris.email, "password": NEW["password1"]})
    assert answer.url == "/sign-in/code/"
    assert not is_signed_in(client)


def test_a_new_password_ends_a_sign_in_half_done(client, iris):
    secret = with_app(iris)
    sign_in(client, iris)
    services.reset_password(person=iris, key=mailed_link(iris), password="a new long password")
    client.post("/sign-in/code/", {"code": code_of(secret)})
    assert not is_signed_in(client)


# Nobody is led elsewhere


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_next_leads_elsewhere(iris, target):
    secret = with_app(iris)
    client, more = Client(), {"next": target}
    answers = [sign_in(client, iris, **more), client.post("/sign-in/code/", {"code": code_of(secret), **more})]
    assert is_signed_in(client)
    client.get(f"/sign-in/again/?next={target}")
    answers += [client.post("/sign-in/again/", {"password": PASSWORD, **more})]
    key = f"/preferences/second-step/app/?next={target}"
    answers += [client.get(key), client.get(f"/sign-in/?next={target}"), client.post("/sign-out/", more)]
    answers += [
        Client().get(f"/preferences/?next={target}"),
        Client().post("/sign-in/passkey/", {"credential": "{}", **more}),
    ]
    for answer in answers:
        where = answer.url.split("?")[0]
        assert where.startswith("/"), where
        assert not where.startswith(("//", "/\\")), where


def test_the_way_on_is_kept_through_the_second_step(client, iris):
    secret = with_app(iris)
    sign_in(client, iris, next="/preferences/devices/")
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).url == "/preferences/devices/"


# Nobody grants above themselves


def test_only_admins_give_access_levels(as_user, rosa, iris, mara):
    for person in (rosa, mara, iris):
        client = as_user(person)
        values = {"name": "X", "access_level": "admin", "email": "x@example.org"}
        assert client.post(f"/people/{person.uid}/", values).status_code == 403
        assert client.post("/people/new/", values).status_code == 403
        client.post(
            "/preferences/", {"name": "X", "timezone": "UTC", "theme": "auto", "paper": "a4", "access_level": "admin"}
        )
    assert not User.objects.filter(access_level="admin").exists()


def test_a_new_password_ends_other_sessions_also_in_the_list(iris):
    here, there = Client(), Client()
    sign_in(here, iris)
    sign_in(there, iris)
    here.post("/password/change/", {"oldpassword": PASSWORD, **NEW})
    assert there.get("/preferences/").status_code == 302
    assert len(here.get("/preferences/devices/").context["devices"]) == 1


def test_a_code_alone_is_not_enough(iris):
    secret = with_app(iris)
    client = Client()
    client.post("/sign-in/code/", {"code": code_of(secret)})
    assert not is_signed_in(client)
    sign_in_with_code(client, iris, code_of(secret))
    assert is_signed_in(client)
