"""Log lines without the secrets of one-time links: long random parts of an address are cut short."""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

# A token has at least 32 characters of the URL-safe alphabet; ids (12) and words in paths are shorter.
TOKEN = re.compile(r"(?<=/)[\w-]{32,}(?=[/\s?\"']|$)")


def without_tokens(text: str) -> str:
    """Return the text with every token in a path replaced by its first four characters and a mark."""
    return TOKEN.sub(lambda found: f"{found[0][:4]}[cut]", text)


class Lines(logging.Formatter):
    """The formatter of our own log lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line, then cut the tokens."""
        return without_tokens(super().format(record))


class AccessLog(Logger):
    """Gunicorn's access log: ``--logger-class config.logs.AccessLog``."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        """Give the parts of a line, the tokens cut."""
        parts = super().atoms(*args)
        return {name: without_tokens(part) if isinstance(part, str) else part for name, part in parts.items()}
