"""Log lines without secrets: tokens of one-time links and of sign-ins are cut; errors are told without their words.

An event is one line, for people or as JSON, and carries the id of the request that it belongs to.
"""

import json
import logging
import os
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from gunicorn.glogging import Logger

from core import request_ids

FORMATS = ("line", "json")
SETTINGS_FILE = Path(__file__).resolve().parent.parent / ".env"

# A token has at least 32 characters of the URL-safe alphabet; ids (12) and words in paths are shorter. That of a
# calendar address has an ending.
TOKEN = re.compile(r"(?<=/)[\w-]{32,}(?=(?:\.ics)?(?:[/\s?\"']|$))")

# What a company's provider sends a person back with, in a whole address or in its query alone.
PARAMETER = re.compile(r"(?<![^?&])(code|state|session_state|nonce|id_token|access_token|id_token_hint)=[^&#\s\"']+")

# Of these the words tell what to repair, and they quote nobody.
TOLD_IN_FULL = (OSError, OperationalError)


def read_format(env: environ.Env) -> str:
    """Return one of ``FORMATS``. Raises ``ImproperlyConfigured`` for a format that there is not."""
    chosen = env.str("LOG_FORMAT", default="") or "line"
    if chosen not in FORMATS:
        raise ImproperlyConfigured("LOG_FORMAT must be line or json.")
    return chosen


def read_logging(env: environ.Env) -> dict[str, Any]:
    """Return Django's description of logging. Raises ``ImproperlyConfigured``."""
    chosen = read_format(env)
    line = "%(asctime)s %(levelname)s %(name)s%(reference)s %(message)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": "config.logs.Lines", "format": line},
            "json": {"()": "config.logs.Json"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": chosen}},
        "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
        "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
    }


def without_tokens(text: str) -> str:
    """Return the text with every token in a path cut after four characters, and those in a query cut away."""
    return PARAMETER.sub(r"\1=[cut]", TOKEN.sub(lambda found: f"{found[0][:4]}[cut]", text))


def request_of(record: logging.LogRecord) -> str:
    """The id of the request that a line belongs to. Django tells of refused ones when they are over, and names them."""
    return request_ids.current() or getattr(getattr(record, "request", None), "request_id", "")


class Lines(logging.Formatter):
    """The formatter of our own log lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line, then cut the tokens."""
        request_id = request_of(record)
        record.reference = f" [{request_id}]" if request_id else ""
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


class Json(Lines):
    """The same facts for a machine: one object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, logger, request and message; of an error its types and places; of an access its parts."""
        facts: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if request_id := request_of(record):
            facts["request"] = request_id
        facts["message"] = record.getMessage()
        if record.exc_info and record.exc_info[0]:
            facts["error"] = self.formatException(record.exc_info)
        facts |= getattr(record, "facts", {})
        return json.dumps(
            {key: without_tokens(value) if isinstance(value, str) else value for key, value in facts.items()}
        )


def format_before_django() -> str:
    """Read the same as Django's settings will, which gunicorn loads after its log, and in its workers only.

    The environment stays as it is: a worker that is started later reads the file anew.
    """

    class Apart(environ.FileAwareEnv):
        ENVIRON = dict(os.environ)

    Apart.read_env(SETTINGS_FILE, overwrite=False)
    return read_format(Apart())


class AccessLog(Logger):
    """Gunicorn's access log: ``--logger-class config.logs.AccessLog``."""

    def setup(self, cfg: Any) -> None:
        """Write gunicorn's own lines as JSON too, if that is chosen."""
        super().setup(cfg)
        self.is_json = format_before_django() == "json"
        if self.is_json:
            for handler in (*self.error_log.handlers, *self.access_log.handlers):
                handler.setFormatter(Json())

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Tell of one request: a line as gunicorn has it, or its parts."""
        if not self.is_json:
            super().access(resp, req, environ, request_time)
        elif self.access_log_enabled:
            parts = self.atoms(resp, req, environ, request_time)
            names = {
                "address": "h",
                "method": "m",
                "path": "U",
                "query": "q",
                "referer": "f",
                "agent": "a",
                "bytes": "B",
            }
            facts = {name: parts.get(atom) for name, atom in names.items()}
            facts |= {"request": parts.get("{x-request-id}o", ""), "status": int(parts["s"]), "ms": parts["M"]}
            self.access_log.info("%s %s %s", parts["m"], parts["U"], parts["s"], extra={"facts": facts})

    def atoms(self, *args: Any) -> dict[str, Any]:
        """Give the parts of a line, the tokens cut."""
        parts = super().atoms(*args)
        return {name: without_tokens(part) if isinstance(part, str) else part for name, part in parts.items()}
