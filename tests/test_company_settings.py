"""What of a company sign-in the environment may say: all of it, or nothing."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.company import read_company

WHOLE = {
    "OIDC_ISSUER": "https://id.example.org/realms/acme",
    "OIDC_CLIENT_ID": "evenhand",
    "OIDC_CLIENT_SECRET": "s3cret",
}


@pytest.fixture
def read(monkeypatch):
    def with_environment(**changes: str):
        for name, value in (WHOLE | changes).items():
            monkeypatch.setenv(name, value)
        return read_company(environ.Env())

    return with_environment


def test_nothing_is_nothing(read):
    assert read(**dict.fromkeys(WHOLE, "")) is None


def test_the_three_are_enough(read):
    company = read()
    assert (company.issuer, company.client_id, company.client_secret) == tuple(WHOLE.values())
    assert company.name == "your company"
    assert company.scopes == ("openid", "email", "profile")
    assert not company.maps_groups
    assert not company.trusts_addresses


@pytest.mark.parametrize("name", WHOLE)
def test_half_is_refused_with_what_is_missing(read, name):
    with pytest.raises(ImproperlyConfigured, match=f"half configured: set {name} too"):
        read(**{name: ""})


def test_groups_without_a_provider_are_refused(read):
    with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"):
        read(**dict.fromkeys(WHOLE, ""), OIDC_MEMBER_GROUPS="staff")


@pytest.mark.parametrize(
    "issuer", ["https://id.example.org", "https://id.example.org/", "http://127.0.0.1:8080", "http://localhost/x"]
)
def test_issuers_that_may_be(read, issuer):
    assert read(OIDC_ISSUER=issuer).issuer == issuer


@pytest.mark.parametrize(
    "issuer",
    [
        "http://id.example.org",
        "http://127.0.0.1.example.org",
        "id.example.org",
        "ftp://id.example.org",
        "https://",
        "https://id.example.org/?tenant=1",
        "https://id.example.org/#x",
        "https://user@id.example.org",
        "https://id.example.org/" + "a" * 200,
    ],
)
def test_issuers_that_may_not_be(read, issuer):
    with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUER must"):
        read(OIDC_ISSUER=issuer)


@pytest.mark.parametrize("who", ["nobody", "all-but-admins", "everybody"])
def test_whom_it_is_required_for(read, who):
    assert read(OIDC_REQUIRED_FOR=who).required_for == who


def test_it_is_required_for_somebody_only_where_it_is(read):
    with pytest.raises(ImproperlyConfigured, match="half configured"):
        read(**dict.fromkeys(WHOLE, ""), OIDC_REQUIRED_FOR="everybody")
    with pytest.raises(ImproperlyConfigured, match="OIDC_REQUIRED_FOR is one of"):
        read(OIDC_REQUIRED_FOR="admins")


def test_the_highest_level_of_somebodys_groups_counts(read):
    company = read(
        OIDC_ADMIN_GROUPS="runners", OIDC_RECRUITER_GROUPS="hirers,talent", OIDC_MEMBER_GROUPS="staff,hirers"
    )
    assert company.maps_groups
    assert company.level_of(["staff", "runners"]) == "admin"
    assert company.level_of(["hirers"]) == "recruiter"
    assert company.level_of(["staff"]) == "member"
    assert company.level_of(["Staff", ""]) is None
    assert company.level_of([]) is None


def test_the_secret_is_in_no_representation(read):
    assert "s3cret" not in repr(read())
