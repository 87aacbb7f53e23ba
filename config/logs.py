"""Log lines without secrets: tokens of one-time links and of sign-ins are cut; errors are told without their words."""

import logging
import re
import traceback
from typing import Any

from django.db import OperationalError
from gunicorn.glogging import Logger

# A token has at least 32 characters of the URL-safe alphabet; ids (12) and words in paths are shorter. That of a
# calendar address has an ending.
TOKEN = re.compile(r"(?<=/)[\w-]{32,}(?=(?:\.ics)?(?:[/\s?\"']|$))")

# What a company's provider sends a person back with, in a whole address or in its query alone.
PARAMETER = re.compile(r"(?<![^?&])(code|state|session_state|nonce|id_token|access_token|id_token_hint)=[^&#\s\"']+")

# Of these the words tell what to repair, and they quote nobody.
TOLD_IN_FULL = (OSError, OperationalError)


def without_tokens(text: str) -> str:
    """Return the text with every token in a path cut after four characters, and those in a query cut away."""
    return PARAMETER.sub(r"\1=[cut]", TOKEN.sub(lambda found: f"{found[0][:4]}[cut]", text))


class Lines(logging.Formatter):
    """The formatter of our own log lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line, then cut the tokens."""
        return without_tokens(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Write type and place of an error and of what led to it. Its words may quote a row: somebody's notes."""
        error: BaseException | None = ei[1]
        parts: list[str] = []
        while error is not None:
            places = "".join(traceback.format_tb(error.__traceback__))
            words = f": {error}" if isinstance(error, TOLD_IN_FULL) else ""
            parts.append(f"{places}{type(error).__module__}.{type(error).__qualname__}{words}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(reversed(parts))


class AccessLog(Logger):
    """Gunicorn's access log: ``--logger-class config.logs.AccessLog``."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        """Give the parts of a line, the tokens cut."""
        parts = super().atoms(*args)
        return {name: without_tokens(part) if isinstance(part, str) else part for name, part in parts.items()}
