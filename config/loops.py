"""How much the solver may do for a plan of interviews: settings of the operator."""

import environ
from django.core.exceptions import ImproperlyConfigured


def read_effort(env: environ.Env) -> dict[str, int]:
    """Return the ``seconds`` and ``workers`` of ``LOOP_SECONDS`` and ``LOOP_WORKERS``.

    Raises ``ImproperlyConfigured``.
    """
    effort = {"seconds": env.int("LOOP_SECONDS", default=20), "workers": env.int("LOOP_WORKERS", default=2)}
    if not (1 <= effort["seconds"] <= 120 and 1 <= effort["workers"] <= 2):
        raise ImproperlyConfigured("LOOP_SECONDS is a number from 1 to 120, LOOP_WORKERS is 1 or 2.")
    return effort
