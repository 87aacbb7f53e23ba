"""An ID token that does not hold lets nobody in, whatever else the provider says."""

import time

import pytest
from joserfc.jwk import RSAKey

from accounts.models import User

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _ada_of_acme(acme, ada):
    acme.has("a1", email="ada@example.org")


@pytest.fixture
def refusal(client, acme, caplog):
    """Goes the whole way, must not arrive, and hands out the reason in the log."""

    def go() -> str:
        answer = acme.come(client, "a1")
        assert answer.status_code == 502
        assert "_auth_user_id" not in client.session
        lines = [record.getMessage() for record in caplog.records if record.name == "accounts.views.company"]
        return lines[-1].removeprefix("A company sign-in failed: BadAnswer ")

    return go


NOW = int(time.time())
LIES = {
    "another nonce": ({"nonce": "of-another-sign-in"}, "(WrongNonceError)"),
    "an empty nonce": ({"nonce": ""}, "(WrongNonceError)"),
    "another audience": ({"aud": "somebody-else"}, "(InvalidAudienceError)"),
    "more than one audience": ({"aud": ["evenhand", "somebody-else"]}, "(InvalidAudienceError)"),
    "another authorized party": ({"azp": "somebody-else"}, "(InvalidAudienceError)"),
    "another issuer": ({"iss": "https://other.example"}, "(InvalidIssuerError)"),
    "an end an hour ago": ({"exp": NOW - 3600}, "(ExpiredSignatureError)"),
    "a time of issue in an hour": ({"iat": NOW + 3600}, "(ImmatureSignatureError)"),
    "a beginning in an hour": ({"nbf": NOW + 3600}, "(ImmatureSignatureError)"),
    "a subject that is a number": ({"sub": 12}, "(InvalidSubjectError)"),
    "a subject without letters": ({"sub": ""}, "(the subject is no name)"),
    "a subject with a zero character": ({"sub": "a1\0"}, "(the subject is no name)"),
    "a subject longer than a row": ({"sub": "a" * 192}, "(the subject is no name)"),
}


@pytest.mark.parametrize("lie", LIES)
def test_claims_that_do_not_hold(company, refusal, lie):
    claims, reason = LIES[lie]
    company.id_token_claims = claims
    company.userinfo_claims = {"sub": claims["sub"]} if "sub" in claims else {}
    assert refusal() == reason


@pytest.mark.parametrize("claim", ["nonce", "aud", "iss", "exp", "iat", "sub"])
def test_claims_that_are_missing(company, refusal, claim):
    company.without_claims = {claim}
    assert refusal() == "(MissingRequiredClaimError)"


def test_a_signature_by_another_key(company, refusal):
    other = RSAKey.generate_key(2048, {"kid": "first"})
    company.sign = lambda claims: company.signed(claims, other)
    assert refusal() == "(InvalidSignatureError)"


def test_a_key_that_is_not_published(company, refusal):
    other = RSAKey.generate_key(2048)
    company.sign = lambda claims: company.signed(claims, other, kid="second")
    assert refusal() == "(InvalidKeyError)"


def test_no_signature(company, refusal):
    company.sign = company.signed_by_nobody
    assert refusal() == "(InvalidKeyError)"


def test_a_signature_made_with_the_public_key(company, refusal):
    company.sign = company.signed_with_the_public_key
    assert refusal() == "(InvalidKeyError)"


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_no_token_at_all(company, refusal, token):
    company.sign = lambda claims: token
    assert refusal() == "(DecodeError)"


def test_userinfo_about_somebody_else(company, refusal):
    company.userinfo_claims = {"sub": "b2"}
    assert refusal() == "(userinfo is about another subject)"


@pytest.mark.parametrize("field", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
def test_endpoints_that_are_not_safe(client, company, field):
    company.discovery = {field: "http://elsewhere.example/"}
    assert client.post("/sign-in/company/").status_code == 502


@pytest.mark.parametrize("document", [{"issuer": "https://other.example"}, {"token_endpoint": None}, {"jwks_uri": 7}])
def test_a_document_that_is_not_the_providers_own(client, company, document):
    company.discovery = document
    assert client.post("/sign-in/company/").status_code == 502


def test_a_provider_without_userinfo_is_fine(client, acme, company, ada):
    company.discovery = {"userinfo_endpoint": None}
    acme.come(client, "a1")
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_key_that_names_no_algorithm_takes_the_tokens_own(client, acme, company, ada):
    company.without_in_key = {"alg", "use"}
    acme.come(client, "a1")
    assert User.objects.get(pk=client.session["_auth_user_id"]) == ada
