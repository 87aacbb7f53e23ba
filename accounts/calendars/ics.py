"""Reading the file at an ICS address, unless it is the same as before."""

from dataclasses import dataclass

from .web import Web, refuse_status

LONGEST_TAG = 200


@dataclass(frozen=True)
class Seen:
    """By what a calendar is known to be unchanged: the two headers of a file, or the marks of a CalDAV server."""

    etag: str = ""
    modified: str = ""
    marks: str = ""


def read_ics(web: Web, address: str, seen: Seen) -> tuple[bytes | None, Seen]:
    """Return the file, ``None`` if it is as it was ``seen``, and what to know it by. Raises ``CalendarUnreadable``."""
    headers = {"Accept": "text/calendar, */*;q=0.5"}
    if seen.etag:
        headers["If-None-Match"] = seen.etag
    if seen.modified:
        headers["If-Modified-Since"] = seen.modified
    answer = web.ask("GET", address, headers=headers)
    if answer.status == 304 and (seen.etag or seen.modified):
        return None, seen
    if answer.status != 200:
        refuse_status(answer)
    return answer.body, Seen(_tag(answer.headers.get("etag", "")), _tag(answer.headers.get("last-modified", "")))


def _tag(value: str) -> str:
    """A header to send back, unless it is longer than one is."""
    return value if len(value) <= LONGEST_TAG and value.isascii() and value.isprintable() else ""
