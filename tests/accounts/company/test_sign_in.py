"""From our button through a real provider and back: what is sent, what is kept, and where it ends."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from tests.rig.company import CLIENT_ID, CLIENT_SECRET

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _ada_of_acme(acme, ada):
    acme.has("a1", email="ADA@example.org")


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_who_is_here_comes_in(client, acme, ada):
    answer = acme.come(client, "a1")
    assert answer.status_code == 302
    assert answer.url == "/preferences/"
    assert client.get("/preferences/").context["user"] == ada


def test_the_provider_is_asked_for_a_code_with_pkce_state_and_nonce(client, acme, company, settings):
    url = urlsplit(acme.begin(client))
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{company.issuer}/authorize"
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT_ID
    assert asked["redirect_uri"] == f"{settings.BASE_URL}/sign-in/company/return/"
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_every_sign_in_has_its_own_secrets(client, acme):
    first, second = (parse_qs(urlsplit(acme.begin(client)).query) for _ in range(2))
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_the_code_is_exchanged_with_its_verifier_and_no_secret_stands_in_an_address(client, acme, company):
    acme.come(client, "a1")
    token = next(asked for asked in company.asked if asked["path"] == "/token")
    assert len(token["code_verifier"]) >= 43
    assert CLIENT_SECRET not in str([asked["query"] for asked in company.asked])
    assert "access_token" not in str([asked["query"] for asked in company.asked])


@pytest.mark.parametrize("offered", [["client_secret_post"], ["client_secret_basic", "client_secret_post"], []])
def test_the_secret_goes_the_way_that_the_provider_takes(client, acme, company, offered):
    company.discovery = {"token_endpoint_auth_methods_supported": offered}
    acme.come(client, "a1")
    assert is_signed_in(client)


def test_what_the_request_asks_for_is_not_sent_on(client, acme):
    page = client.post("/sign-in/company/?scope=admin&auth_params=nonce%3Dmine%26prompt%3Dnone&process=connect")
    assert not {"admin", "mine", "prompt"} & set(page.content.decode().replace("=", "&").split("&"))
    assert "nonce" in page.content.decode()


def test_no_token_and_no_claims_are_stored(client, acme, ada):
    acme.come(client, "a1")
    link = SocialAccount.objects.get()
    assert (link.user, link.uid, link.extra_data) == (ada, "a1", {})
    assert not SocialToken.objects.exists()
    kept = str(dict(client.session))
    assert not any(word in kept for word in ("eyJ", "access_token", "id_token", "code_verifier"))


def test_the_session_remembers_that_the_company_vouched(client, acme, company):
    acme.come(client, "a1")
    (record,) = client.session["account_authentication_methods"]
    assert (record["method"], record["provider"], record["uid"]) == ("socialaccount", company.issuer, "a1")


def test_signing_in_begins_a_new_session(client, acme):
    acme.begin(client)
    before = client.session.session_key
    acme.come(client, "a1")
    assert client.session.session_key != before


def test_somebody_else_in_the_same_browser_takes_their_place(client, acme, iris, ada):
    url = acme.begin(client)
    client.force_login(iris)
    fresh = Client()
    back = acme.back(acme.begin(fresh), "a1")
    fresh.force_login(iris)
    fresh.get(back)
    assert fresh.session["_auth_user_id"] == str(ada.pk)
    assert url


def test_next_is_kept_over_the_whole_way(client, acme):
    assert acme.come(client, "a1", next="/password/change/").url == "/password/change/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_never_leads_elsewhere(client, acme, target):
    assert acme.come(client, "a1", next=target).url == "/preferences/"


def test_who_is_signed_in_needs_no_provider(client, acme, company, ada):
    client.force_login(ada)
    assert client.post("/sign-in/company/").url == "/preferences/"
    assert company.asked == []


def test_a_sign_in_is_begun_by_a_post_with_our_token():
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/sign-in/company/").status_code == 405
    assert strict.post("/sign-in/company/").status_code == 403


def test_the_pages_on_the_way_are_kept_nowhere_and_allow_forms_to_ourselves_only(client, acme):
    for answer in (client.post("/sign-in/company/"), client.get("/sign-in/company/return/?code=c&state=s")):
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "form-action 'self'" in answer["Content-Security-Policy"].split("; ")


def test_the_button_stands_on_the_sign_in_page_only_when_it_is_configured(client, settings):
    assert "Sign in with Acme" in client.get("/sign-in/").content.decode()
    settings.COMPANY_SIGN_IN = None
    assert "/sign-in/company/" not in client.get("/sign-in/").content.decode()
    assert client.post("/sign-in/company/").status_code == 404
    assert client.get("/sign-in/company/return/").status_code == 404


def test_too_many_tries_are_slowed_down(client, acme):
    answers = [client.post("/sign-in/company/").status_code for _ in range(31)]
    assert answers[:30] == [200] * 30
    assert answers[30] == 429


# --- What ends on a page of ours -------------------------------------------------------------------------------------


def test_an_address_works_once(client, acme):
    back = acme.back(acme.begin(client), "a1")
    client.get(back)
    client.logout()
    answer = client.get(back)
    assert answer.status_code == 400
    assert "has run out" in answer.content.decode()
    assert not is_signed_in(client)


def test_an_address_works_in_the_browser_in_which_it_began(client, acme):
    back = acme.back(acme.begin(client), "a1")
    other = Client()
    acme.begin(other)
    assert other.get(back).status_code == 400
    assert not is_signed_in(other)


def test_a_sign_in_runs_out_after_ten_minutes(client, acme):
    with time_machine.travel(0) as clock:
        begun = acme.begin(client)
        clock.shift(601)
        answer = client.get(acme.back(begun, "a1"))
    assert answer.status_code == 400
    assert not is_signed_in(client)


def test_a_code_that_was_used_is_refused(client, acme, company):
    back = acme.back(acme.begin(client), "a1")
    client.get(back)
    client.logout()
    code, state = parse_qs(urlsplit(back).query)["code"][0], parse_qs(urlsplit(acme.begin(client)).query)["state"][0]
    answer = client.get(f"/sign-in/company/return/?code={code}&state={state}")
    assert answer.status_code == 400
    assert "has run out" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_code_of_another_sign_in_is_refused_by_its_verifier(client, acme):
    victims = parse_qs(urlsplit(acme.back(acme.begin(client), "a1")).query)["code"][0]
    thief = Client()
    state = parse_qs(urlsplit(acme.begin(thief)).query)["state"][0]
    assert thief.get(f"/sign-in/company/return/?code={victims}&state={state}").status_code == 400
    assert not is_signed_in(thief)


def test_who_cancels_is_told_so(client, acme):
    answer = client.get(acme.back(acme.begin(client), "a1", act="deny"))
    assert answer.status_code == 403
    assert "was cancelled" in answer.content.decode()


def test_another_error_of_the_provider_is_told_in_our_words(client, acme, caplog):
    state = parse_qs(urlsplit(acme.begin(client)).query)["state"][0]
    answer = client.get(f"/sign-in/company/return/?error=server_error&error_description=<b>Call+me</b>&state={state}")
    assert answer.status_code == 502
    assert "does not hold" in answer.content.decode()
    assert "Call" not in answer.content.decode()
    assert "server_error" in caplog.text


def test_an_answer_that_names_another_issuer_is_refused(client, acme):
    back = acme.back(acme.begin(client), "a1")
    assert client.get(f"{back}&iss=https://other.example").status_code == 502
    assert not is_signed_in(client)


def test_a_provider_that_is_gone(client, acme, company, settings):
    settings.COMPANY_SIGN_IN = replace(settings.COMPANY_SIGN_IN, issuer="http://127.0.0.1:9")
    answer = client.post("/sign-in/company/")
    assert answer.status_code == 504
    assert "does not answer" in answer.content.decode()


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
def test_a_provider_that_is_out_of_order(client, acme, company, path):
    back = acme.back(acme.begin(client), "a1")
    company.broken = {path}
    assert client.get(back).status_code == 502
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
def test_a_provider_that_is_too_slow(client, acme, company, settings, path):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    back = acme.back(acme.begin(client), "a1")
    company.silent = {path}
    assert client.get(back).status_code == 504
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
def test_a_provider_that_sends_us_elsewhere_is_not_followed(client, acme, company, path):
    back = acme.back(acme.begin(client), "a1")
    company.moved = {path: f"{company.issuer}/elsewhere"}
    assert client.get(back).status_code == 502
    assert not is_signed_in(client)
    assert "/elsewhere" not in [asked["path"] for asked in company.asked]


def test_neither_pages_nor_log_lines_hold_a_secret(client, acme, company, caplog):
    caplog.set_level("DEBUG")
    company.id_token_claims = {"nonce": "another"}
    back = acme.back(acme.begin(client), "a1")
    answer = client.get(back)
    query = parse_qs(urlsplit(back).query)
    secrets = [query["code"][0], query["state"][0], CLIENT_SECRET, "eyJ", *company.tokens]
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("accounts", "django")))
    assert "WrongNonceError" in ours
    for secret in secrets:
        assert secret not in ours
        assert secret not in answer.content.decode()
