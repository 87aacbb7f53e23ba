"""The two halves of a sign-in through the company: sending the person there, and judging what they come back with."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from allauth.socialaccount import app_settings
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from .failures import BadAnswer, Declined, Ended, NoAnswer
from .id_token import verify
from .provider import CompanyEndpoints, CompanyProvider, company, company_app, fetch_json

LONGEST_NAME = 120
LONGEST_SUBJECT = app_settings.UID_MAX_LENGTH


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as the company's provider says; ``email`` is empty unless the provider has confirmed it."""

    issuer: str
    subject: str
    email: str
    name: str
    groups: tuple[str, ...]


def begin(request: HttpRequest) -> str:
    """Return the provider's address for a new sign-in. Raises ``ProviderFailure``."""
    with _failures_told():
        return CompanyProvider(request, app=company_app()).redirect_from_request(request).url


def finish(request: HttpRequest) -> tuple[Identity, SocialLogin]:
    """Return who came back from the provider, and the login for django-allauth. Raises ``ProviderFailure``."""
    provider = CompanyProvider(request, app=company_app())
    with _failures_told():
        state = _take_state(provider, request)
        id_token, userinfo = _exchange(provider.get_oauth2_adapter(request), request, state)
        identity = read_identity(id_token, userinfo)
    account = SocialAccount(provider=identity.issuer, uid=identity.subject)
    login = SocialLogin(account=account, provider=provider)
    login.state = {name: state[name] for name in ("process", "next") if name in state}
    return identity, login


def read_identity(id_token: dict[str, Any], userinfo: dict[str, Any]) -> Identity:
    """Return who the claims speak of. An address and its confirmation are never taken from two different sources.

    Raises ``BadAnswer`` for a subject that no row can hold.
    """
    configured, subject = company(), id_token["sub"]
    if not isinstance(subject, str) or not subject.isprintable() or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise BadAnswer("the subject is no name")
    sources = [source for source in (id_token, userinfo) if isinstance(source.get("email"), str)]
    confirmed = [source["email"] for source in sources if str(source.get("email_verified")).lower() == "true"]
    if configured.trusts_addresses:
        confirmed += [source["email"] for source in sources if "email_verified" not in source]
    groups = id_token.get(configured.groups_claim, userinfo.get(configured.groups_claim, []))
    groups = [groups] if isinstance(groups, str) else groups
    name = str(id_token.get("name") or userinfo.get("name") or "")
    return Identity(
        issuer=id_token["iss"],
        subject=subject,
        email=(confirmed or [""])[0].strip(),
        name=" ".join(name.replace("\0", " ").split())[:LONGEST_NAME],
        groups=tuple(map(str, groups)) if isinstance(groups, list) else (),
    )


def _take_state(provider: CompanyProvider, request: HttpRequest) -> dict[str, Any]:
    """Return what was kept when the sign-in began, and forget it."""
    try:
        state = provider.unstash_redirect_state(request, request.GET.get("state", ""))
    except PermissionDenied as error:
        raise Ended("no such state in this session") from error
    if request.GET.get("iss", provider.app.provider_id) != provider.app.provider_id:
        raise BadAnswer("the answer is of another issuer")
    if "error" in request.GET:
        told = request.GET["error"] if re.fullmatch(r"[a-z_]{1,40}", request.GET["error"]) else "an unknown error"
        raise (Declined if told == "access_denied" else BadAnswer)(told)
    return state


def _exchange(
    endpoints: CompanyEndpoints, request: HttpRequest, state: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the verified claims of the ID token, and those of the userinfo endpoint if there is one."""
    app, config = endpoints.get_provider().app, endpoints.openid_config
    answer = endpoints.get_access_token_data(
        request, app, endpoints.get_client(request, app), pkce_code_verifier=state["pkce_code_verifier"]
    )
    id_token = verify(
        str(answer.get("id_token", "")),
        keys=fetch_json(config["jwks_uri"]),
        issuer=app.provider_id,
        client_id=app.client_id,
        nonce=state["nonce"],
    )
    if not config.get("userinfo_endpoint"):
        return id_token, {}
    userinfo = fetch_json(config["userinfo_endpoint"], Authorization=f"Bearer {answer['access_token']}")
    if userinfo.get("sub") != id_token["sub"]:
        raise BadAnswer("userinfo is about another subject")
    return id_token, userinfo


@contextmanager
def _failures_told() -> Iterator[None]:
    """Turn what libraries raise into our failures."""
    try:
        yield
    except (requests.ConnectionError, requests.Timeout) as error:
        raise NoAnswer(type(error).__name__) from error
    except OAuth2Error as error:
        used_up = "invalid_grant" in str(error)
        raise (Ended if used_up else BadAnswer)("the code was not exchanged") from error
    except (requests.RequestException, jwt.PyJWTError) as error:
        raise BadAnswer(type(error).__name__) from error
