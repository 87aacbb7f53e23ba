"""The UIDs of calendar entries that this installation sends out, by which it knows them again."""

import re
from urllib.parse import urlsplit

from django.conf import settings

from core.models.base import UID_ALPHABET, UID_LENGTH


def host() -> str:
    """Return the host that UIDs end in, so that two installations never share one."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def entry_uid(kind: str, uid: str) -> str:
    """Return the UID of the entry of the thing with the public id ``uid``; ``kind``: what it is, in lower case."""
    return f"{kind}-{uid}@{host()}"


def own_pattern() -> str:
    """Return the pattern of every UID of ours, with the kind and the public id as its groups."""
    return rf"([a-z]+)-([{UID_ALPHABET}]{{{UID_LENGTH}}})@{re.escape(host())}"


def own_entry(text: str) -> tuple[str, str] | None:
    """Return kind and public id of what an entry with the UID ``text`` is about; ``None`` if it is none of ours."""
    found = re.fullmatch(own_pattern(), text.strip())
    return (found[1], found[2]) if found else None
