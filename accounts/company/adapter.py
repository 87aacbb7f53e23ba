"""How django-allauth's social accounts behave here: one provider, from the settings; nobody signs up by them."""

import secrets
from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from .provider import CompanyProvider, company_app


class CompanyAdapter(DefaultSocialAccountAdapter):
    """Whoever comes in is found or added by our own service before django-allauth signs them in."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> CompanyProvider:
        """Return the company's provider, the only one; the database names none."""
        return CompanyProvider(request, app=company_app())

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return false: django-allauth never adds a person by itself."""
        return False

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """Return 256 random bits."""
        return secrets.token_urlsafe(32)

    def get_requests_session(self) -> requests.Session:
        """Return a session with a time-out that follows no redirect, so that no secret goes to another address."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session
