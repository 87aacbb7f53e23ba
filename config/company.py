"""Company sign-in (OpenID Connect) as the environment describes it: whole, or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LONGEST_ISSUER = 200
REQUIRED_FOR = ("nobody", "all-but-admins", "everybody")


@dataclass(frozen=True)
class CompanySignIn:
    """The company's provider, and which of its groups have which access level here."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "your company"
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    trusts_addresses: bool = False
    required_for: str = "nobody"
    groups_claim: str = "groups"
    admin_groups: frozenset[str] = frozenset()
    recruiter_groups: frozenset[str] = frozenset()
    member_groups: frozenset[str] = frozenset()

    @property
    def maps_groups(self) -> bool:
        """Whether the company's groups decide who comes in, and with which access level."""
        return bool(self.admin_groups | self.recruiter_groups | self.member_groups)

    def level_of(self, groups: Iterable[str]) -> str | None:
        """Return the highest access level that one of the groups has, ``None`` without any."""
        levels = {"admin": self.admin_groups, "recruiter": self.recruiter_groups, "member": self.member_groups}
        return next((level for level, mapped in levels.items() if mapped.intersection(groups)), None)


def read_company(env: environ.Env) -> CompanySignIn | None:
    """Return the company sign-in of the environment, or ``None``. Raises ``ImproperlyConfigured`` for half of one."""
    needed = {
        "OIDC_ISSUER": env.str("OIDC_ISSUER", default=""),
        "OIDC_CLIENT_ID": env.str("OIDC_CLIENT_ID", default=""),
        "OIDC_CLIENT_SECRET": env.str("OIDC_CLIENT_SECRET", default=""),
    }
    groups = {
        "admin_groups": frozenset(env.list("OIDC_ADMIN_GROUPS", default=[])),
        "recruiter_groups": frozenset(env.list("OIDC_RECRUITER_GROUPS", default=[])),
        "member_groups": frozenset(env.list("OIDC_MEMBER_GROUPS", default=[])),
    }
    required_for = env.str("OIDC_REQUIRED_FOR", default="") or "nobody"
    if not any(needed.values()) and not any(groups.values()) and required_for == "nobody":
        return None
    if missing := [name for name, value in needed.items() if not value]:
        raise ImproperlyConfigured(f"Company sign-in is half configured: set {', '.join(missing)} too, or nothing.")
    issuer = needed["OIDC_ISSUER"]
    _check_issuer(issuer)
    if required_for not in REQUIRED_FOR:
        raise ImproperlyConfigured(f"OIDC_REQUIRED_FOR is one of {', '.join(REQUIRED_FOR)}.")
    return CompanySignIn(
        issuer=issuer,
        client_id=needed["OIDC_CLIENT_ID"],
        client_secret=needed["OIDC_CLIENT_SECRET"],
        name=env.str("OIDC_NAME", default="") or "your company",
        scopes=tuple(env.str("OIDC_SCOPES", default="openid email profile").split()),
        trusts_addresses=env.bool("OIDC_TRUST_ADDRESSES", default=False),
        required_for=required_for,
        groups_claim=env.str("OIDC_GROUPS_CLAIM", default="groups"),
        **groups,
    )


def _check_issuer(issuer: str) -> None:
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://; http:// is for this machine only.")
    if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc or len(issuer) > LONGEST_ISSUER:
        raise ImproperlyConfigured("OIDC_ISSUER must be the plain address that the provider calls its issuer.")
