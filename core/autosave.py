"""Saving while people type: what a page sends, in which order it counts, and what the page is answered.

A page has a client id and numbers its saves. It names the revision that it knows; what others saved after that is not
overwritten. Every app that saves this way keeps ``revision`` and ``saved_by`` with its row.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import JsonResponse

from core.errors import Refused

CLIENT = re.compile(r"[A-Za-z0-9-]{1,40}")
CLIENTS_KEPT = 20


class InvalidChanges(Refused):
    """Some fields were refused and nothing was written. ``errors``: field path → sentence."""

    message = "Some entries could not be saved. What is wrong stands beside each of them."

    def __init__(self, errors: dict[str, str]) -> None:
        """Take the sentences by field path, for instance ``ratings.k3v….level``."""
        self.errors = errors
        super().__init__()


class Conflict(Refused):
    """The same fields were saved elsewhere meanwhile.

    ``server``: field path → the text stored there now; ``people``: field path → who wrote it, where it was another.
    """

    message = "This was changed on another device or in another tab. Choose which text to keep."

    def __init__(self, server: dict[str, Any], revision: int, people: dict[str, str] | None = None) -> None:
        """Take the stored values of the fields in question, and the revision they stand at."""
        self.server = server
        self.revision = revision
        self.people = people or {}
        super().__init__()


@dataclass(frozen=True)
class Saved:
    """The answer to a save: the revision stored now, when, whether it was a repetition, and what else changed since.

    ``elsewhere``: field path → value, for fields that another page saved after this page's base revision.
    ``rearranged``: whether parts with fields came, went or moved there.
    """

    revision: int
    at: datetime | None
    replayed: bool = False
    elsewhere: dict[str, Any] = field(default_factory=dict)
    rearranged: bool = False


def check_client(base_revision: Any, client_id: Any, seq: Any) -> None:
    """Raise ``InvalidChanges`` for anything but two whole numbers and a client's id."""
    numbers = all(isinstance(number, int) and not isinstance(number, bool) for number in (base_revision, seq))
    named = isinstance(client_id, str) and CLIENT.fullmatch(client_id)
    if not numbers or base_revision < 0 or not named:
        raise InvalidChanges({"": "The save could not be read. Load the page again; your words are kept."})


def with_client(saved_by: dict[str, int], client_id: str, seq: int) -> dict[str, int]:
    """Return ``saved_by`` with one more save; the pages that saved last are kept."""
    ordered = sorted((saved_by | {client_id: seq}).items(), key=lambda entry: entry[1])
    return dict(ordered[-CLIENTS_KEPT:])


def sent_changes(body: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a save consists of, as keywords of the service; ``None`` if something is missing."""
    names = ("changes", "base_revision", "client_id", "seq")
    return {name: body[name] for name in names} if all(name in body for name in names) else None


def answer_save(save: Callable[[], Saved]) -> JsonResponse:
    """Answer what ``save`` did: 200 saved, 409 conflict or refused for good, 422 refused by field."""
    try:
        saved = save()
    except InvalidChanges as error:
        return JsonResponse({"kind": "invalid", "errors": error.errors, "message": error.message}, status=422)
    except Conflict as error:
        said = {"kind": "conflict", "server": error.server, "revision": error.revision, "people": error.people}
        return JsonResponse(said, status=409)
    except Refused as error:
        return JsonResponse({"kind": getattr(error, "kind", "refused"), "message": error.message}, status=409)
    at = saved.at.isoformat() if saved.at else None
    said = {"revision": saved.revision, "saved_at": at, "replayed": saved.replayed, "elsewhere": saved.elsewhere}
    return JsonResponse(said | ({"rearranged": True} if saved.rearranged else {}))


UNREADABLE = {"kind": "unreadable", "message": "The save could not be read."}
