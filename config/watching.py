"""Who may read the server's figures."""

import environ
from django.core.exceptions import ImproperlyConfigured

SHORTEST = 32
MIDDLEWARE = "core.metrics.CountRequests"


def read_token(env: environ.Env, middleware: list[str]) -> str:
    """Return the token, and have requests counted if there is one. Raises ``ImproperlyConfigured`` for a short one."""
    token = env.str("METRICS_TOKEN", default="")
    if token and len(token) < SHORTEST:
        raise ImproperlyConfigured(f"METRICS_TOKEN must have at least {SHORTEST} random characters, or be left out.")
    if token:
        middleware.insert(1, MIDDLEWARE)
    return token
