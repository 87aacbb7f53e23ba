"""`company`: a real OpenID Connect provider on a free port of this machine, built with Authlib, which can misbehave."""

import hmac
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, abort, redirect, request
from joserfc.jwk import RSAKey
from joserfc.jwt import encode
from jwt.utils import base64url_encode
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT_ID, CLIENT_SECRET = "evenhand", "a secret of client and provider"
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Acme sign-in</title><link rel="icon" href="data:,"></head><body><main>
<h1>Acme sign-in</h1><form method="post"><label for="person">Who are you?</label>
<select id="person" name="person">{options}</select>
<button name="act" value="allow">Go on</button> <button name="act" value="deny">Cancel</button></form></main></body>
</html>"""


@dataclass
class Client(ClientMixin):
    """The one client: ours."""

    redirect_uris: list[str] = field(default_factory=list)

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str | None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """What a code stands for until it is used."""

    value: str
    person: str
    scope: str
    redirect_uri: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Quiet(WSGIRequestHandler):
    """Writes no line for a request: the addresses hold codes."""

    def log_request(self, *args: Any) -> None:
        pass


class Company:
    """The provider: its people, what it was asked, and how it misbehaves. A plain one does everything by the book."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.client = Client()
        self.reset()
        self.server = make_server("127.0.0.1", 0, self._app(), threaded=True, request_handler=Quiet)
        self.issuer = f"http://127.0.0.1:{self.server.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        """Forget everything but the keys."""
        self.people: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.client.redirect_uris = []
        # How it misbehaves: other claims, another signature, another document, paths that break or never answer.
        self.id_token_claims: dict[str, Any] = {}
        self.without_claims: set[str] = set()
        self.without_in_key: set[str] = set()
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.userinfo_claims: dict[str, Any] = {}
        self.discovery: dict[str, Any] = {}
        self.broken: set[str] = set()
        self.silent: set[str] = set()
        self.moved: dict[str, str] = {}
        self.wake = threading.Event()

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None, kid: str = "first") -> str:
        """The claims as a token with the right signature, or with that of another key."""
        return encode({"alg": "RS256", "kid": kid}, claims, key or self.key)

    def signed_by_nobody(self, claims: dict[str, Any]) -> str:
        """The claims as a token with the algorithm `none`."""
        return jwt.encode(claims, "", algorithm="none")

    def signed_with_the_public_key(self, claims: dict[str, Any]) -> str:
        """The claims signed with HS256, whose secret is the public key that everybody can read."""
        # By hand, since libraries refuse to make such a token.
        parts = [base64url_encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "first"}, claims)]
        signature = hmac.digest(self.key.as_pem(private=False), b".".join(parts), "sha256")
        return b".".join([*parts, base64url_encode(signature)]).decode()

    def close(self) -> None:
        """End the server."""
        self.wake.set()
        self.server.shutdown()

    def _claims_of(self, subject: str) -> dict[str, Any]:
        return {"sub": subject} | self.people[subject]

    def _app(self) -> Flask:
        app = Flask("company")
        server = AuthorizationServer(app, query_client=self._client_called, save_token=self._save_token)
        server.register_grant(_grant(self), [_id_tokens(self), CodeChallenge(required=True)])
        app.before_request(self._misbehave)
        app.add_url_rule("/.well-known/openid-configuration", view_func=self._discovery)
        app.add_url_rule("/keys", view_func=self._keys)
        app.add_url_rule("/userinfo", view_func=self._userinfo)
        app.add_url_rule("/token", view_func=server.create_token_response, methods=["POST"])
        app.add_url_rule("/authorize", view_func=lambda: self._authorize(server), methods=["GET", "POST"])
        return app

    def _client_called(self, client_id: str) -> Client | None:
        return self.client if client_id == CLIENT_ID else None

    def _save_token(self, token: dict[str, Any], oauth_request: Any) -> None:
        self.tokens[token["access_token"]] = oauth_request.user

    def _misbehave(self) -> Any:
        self.asked.append({"path": request.path, "query": request.query_string.decode()} | request.form.to_dict())
        if request.path in self.silent:
            self.wake.wait(20)
        if request.path in self.moved:
            return redirect(self.moved[request.path], code=307)
        return Response("out of order", status=500) if request.path in self.broken else None

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "id_token_signing_alg_values_supported": ["RS256"],
        } | self.discovery

    def _keys(self) -> dict[str, Any]:
        key = self.key.as_dict(private=False)
        return {"keys": [{name: value for name, value in key.items() if name not in self.without_in_key}]}

    def _userinfo(self) -> dict[str, Any]:
        subject = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if subject is None:
            abort(401)
        return self._claims_of(subject) | self.userinfo_claims

    def _authorize(self, server: AuthorizationServer) -> Any:
        """The page on which a person says who they are; Authlib checks client, address, scope, nonce and challenge."""
        try:
            grant = server.get_consent_grant(end_user=None)
        except OAuth2Error as error:
            return Response(f"{error.error}: {error.description}", status=400)
        if request.method == "GET":
            return PAGE.format(options="".join(f"<option>{person}</option>" for person in self.people))
        if request.form["act"] == "deny":
            return redirect(f"{request.args['redirect_uri']}?error=access_denied&state={request.args['state']}")
        return server.create_authorization_response(grant_user=request.form["person"], grant=grant)


def _grant(company: Company) -> type[grants.AuthorizationCodeGrant]:
    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, oauth_request: Any) -> None:
            asked = oauth_request.payload
            company.codes[code] = Code(
                code,
                oauth_request.user,
                asked.scope,
                asked.redirect_uri,
                *(asked.data.get(name, "") for name in ("nonce", "code_challenge", "code_challenge_method")),
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return company.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del company.codes[authorization_code.value]

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.person

    return Grant


def _id_tokens(company: Company) -> OpenIDCode:
    class IdTokens(OpenIDCode):
        def exists_nonce(self, nonce: str, oauth_request: Any) -> bool:
            return any(code.nonce == nonce for code in company.codes.values())

        def encode_id_token(self, token: dict[str, Any], oauth_request: Any) -> str:
            now, code = int(time.time()), oauth_request.authorization_code
            claims = company._claims_of(oauth_request.user)
            claims |= {"iss": company.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": code.nonce}
            claims |= company.id_token_claims
            return company.sign({name: value for name, value in claims.items() if name not in company.without_claims})

    return IdTokens(require_nonce=True)


@pytest.fixture(scope="session")
def _company_process():
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    company = Company()
    yield company
    company.close()


@pytest.fixture
def company(_company_process):
    """A provider without people that knows nothing of earlier tests."""
    _company_process.reset()
    yield _company_process
    _company_process.wake.set()
