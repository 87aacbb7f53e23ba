"""The company's provider as django-allauth knows it, made stricter: nonce, PKCE, pinned issuer, safe endpoints only."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from .failures import BadAnswer

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def company() -> Any:
    """Return the company of the settings; behind the door of the views there is one."""
    return settings.COMPANY_SIGN_IN


def company_app() -> SocialApp:
    """Return the settings as django-allauth wants them; its id is the issuer, so that links are by issuer."""
    configured = company()
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=configured.issuer,
        name=configured.name,
        client_id=configured.client_id,
        secret=configured.client_secret,
        settings={
            "server_url": configured.issuer.rstrip("/") + "/.well-known/openid-configuration",
            "oauth_pkce_enabled": True,
            "scope": list(configured.scopes),
        },
    )


def fetch_json(url: str, **headers: str) -> dict[str, Any]:
    """Return the JSON object at an address. Raises ``requests.RequestException`` and ``BadAnswer``."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(url, headers=headers)
        answer.raise_for_status()
        found = answer.json()
    if not isinstance(found, dict):
        raise BadAnswer("no JSON object")
    return found


class CompanyEndpoints(OpenIDConnectOAuth2Adapter):
    """The addresses that the provider's discovery document names."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The document, fetched once per request; only that of the configured issuer, and only with safe addresses."""
        if not hasattr(self, "_openid_config"):
            config = fetch_json(self.get_provider().server_url)
            if config.get("issuer") != company().issuer:
                raise BadAnswer("the document is of another issuer")
            endpoints = [config.get(name) for name in ENDPOINTS] + [config.get("userinfo_endpoint") or config["issuer"]]
            if not all(isinstance(url, str) and self._is_safe(url) for url in endpoints):
                raise BadAnswer("an endpoint is missing or not safe")
            self._openid_config = config
        return self._openid_config

    @property
    def basic_auth(self) -> bool:
        """Whether the secret goes into a header: what the standard assumes, unless a form field is offered."""
        return "client_secret_post" not in self.openid_config.get("token_endpoint_auth_methods_supported", [])

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the one address that the provider has on its list, whatever the request calls us."""
        return settings.BASE_URL + reverse("company_return")

    @staticmethod
    def _is_safe(url: str) -> bool:
        parts, issuer = urlsplit(url), urlsplit(company().issuer)
        return parts.scheme == "https" or (parts.scheme, parts.netloc) == (issuer.scheme, issuer.netloc)


class CompanyProvider(OpenIDConnectProvider):
    """Begins a sign-in: what is asked for comes from the settings, nothing of it from the request."""

    oauth2_adapter_class = CompanyEndpoints

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Return where to go afterwards, and a nonce: sent to the provider, and kept with the state."""
        nonce = secrets.token_urlsafe(32)
        return {
            "process": AuthProcess.LOGIN,
            "next_url": get_next_redirect_url(request),
            "scope": self.get_scope(),
            "auth_params": {"nonce": nonce},
            "nonce": nonce,
        }
