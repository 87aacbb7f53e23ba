"""A company whose provider is asked in earnest: the test client is the browser here, `requests` the one over there."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

from config.company import CompanySignIn
from tests.rig.company import CLIENT_ID, CLIENT_SECRET, Company

RETURN = "/sign-in/company/return/"


class Acme:
    """What a person does at the provider, from our button to the address that leads back to us."""

    def __init__(self, company: Company) -> None:
        self.company = company

    def begin(self, client: Client, **posted: str) -> str:
        """Press our button; the provider's address."""
        page = client.post("/sign-in/company/", posted)
        assert page.status_code == 200, page.status_code
        return unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())[1])

    def back(self, url: str, person: str, act: str = "allow") -> str:
        """Say who one is over there; the path and query of the address that leads back."""
        assert requests.get(url, timeout=10).status_code == 200
        answer = requests.post(url, {"person": person, "act": act}, timeout=10, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    def come(self, client: Client, person: str, **posted: str):
        """The whole way; our last answer."""
        return client.get(self.back(self.begin(client, **posted), person))

    def has(self, subject: str, *, email: str, groups: list[str] | None = None, **claims: object) -> None:
        """Let the company employ somebody."""
        told = {"email": email, "email_verified": True, "name": f"{subject.title()} of Acme"} | claims
        self.company.people[subject] = told | ({} if groups is None else {"groups": groups})


@pytest.fixture
def configured(company, settings) -> CompanySignIn:
    """The settings of a company without a mapping of groups."""
    company.client.redirect_uris = [settings.BASE_URL + RETURN]
    settings.COMPANY_SIGN_IN = CompanySignIn(company.issuer, CLIENT_ID, CLIENT_SECRET, name="Acme")
    return settings.COMPANY_SIGN_IN


@pytest.fixture
def acme(company, configured) -> Acme:
    return Acme(company)
