"""Who may read the server's figures, and where traces of its work go."""

import os
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SHORTEST = 32
MIDDLEWARE = "core.metrics.CountRequests"
TRACING = "config.tracing.TraceRequests"


def read_token(env: environ.Env, middleware: list[str]) -> str:
    """Return the token, and have requests counted if there is one. Raises ``ImproperlyConfigured`` for a short one."""
    token = env.str("METRICS_TOKEN", default="")
    if token and len(token) < SHORTEST:
        raise ImproperlyConfigured(f"METRICS_TOKEN must have at least {SHORTEST} random characters, or be left out.")
    if token:
        middleware.insert(1, MIDDLEWARE)
    return token


def read_collector(env: environ.Env, middleware: list[str]) -> str:
    """Return the collector's address, and have requests traced if there is one.

    Raises ``ImproperlyConfigured`` for what is no address.
    """
    address = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
    if not address:
        return ""
    if not _is_address(address):
        raise ImproperlyConfigured(
            "OTEL_EXPORTER_OTLP_ENDPOINT must be an address such as http://localhost:4318, or be left out."
        )
    # The SDK reads the environment alone; either may stand in a file.
    os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address
    os.environ["OTEL_EXPORTER_OTLP_HEADERS"] = env.str("OTEL_EXPORTER_OTLP_HEADERS", default="")
    middleware.insert(1, TRACING)
    return address


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and text.split() == [text]
    except ValueError:
        return False
