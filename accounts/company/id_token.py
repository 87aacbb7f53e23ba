"""Whether an ID token is the provider's, for us, for this sign-in, and now (OpenID Connect Core 3.1.3.7)."""

import secrets
from typing import Any

import jwt

ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)] + ["EdDSA"]
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
# Clocks differ a little.
LEEWAY = 60


def verify(token: str, *, keys: dict[str, Any], issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """Return the claims of a token that holds. Raises ``jwt.PyJWTError`` that names what does not."""
    claims = jwt.decode(
        token,
        _key_for(token, keys),
        algorithms=ALGORITHMS,
        audience=client_id,
        issuer=issuer,
        leeway=LEEWAY,
        options={"require": NEEDED},
    )
    if claims.get("azp", client_id) != client_id or (isinstance(claims["aud"], list) and len(claims["aud"]) > 1):
        raise jwt.InvalidAudienceError("The token is meant for others as well.")
    if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise WrongNonceError("The token belongs to another sign-in.")
    return claims


class WrongNonceError(jwt.InvalidTokenError):
    """The token was made for another sign-in than the one that this browser began."""


def _key_for(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The one published key that may have signed the token, bound to its own algorithm where it names one."""
    header = jwt.get_unverified_header(token)
    signing = [key for key in keys.get("keys", []) if key.get("use", "sig") == "sig"]
    named = [key for key in signing if key.get("kid") == header["kid"]] if "kid" in header else signing
    if header["alg"] not in ALGORITHMS or len(named) != 1:
        raise jwt.InvalidKeyError("No published key may have signed the token, or more than one.")
    return jwt.PyJWK.from_dict(named[0], algorithm=named[0].get("alg", header["alg"]))
