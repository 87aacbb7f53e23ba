"""Which private networks people's calendars may be read from, as the environment says."""

import ipaddress

import environ
from django.core.exceptions import ImproperlyConfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_networks(env: environ.Env) -> list[Network]:
    """Return the networks in ``CALENDAR_NETWORKS``. Raises ``ImproperlyConfigured`` for what is none."""
    try:
        return [
            ipaddress.ip_network(text.strip()) for text in env.list("CALENDAR_NETWORKS", default=[]) if text.strip()
        ]
    except ValueError as error:
        raise ImproperlyConfigured("CALENDAR_NETWORKS lists networks such as 10.2.0.0/16, with commas.") from error
