"""HTML to PDF in a child process that can reach nothing but our static files and is stopped when it takes too much.

The child is a fresh Python with a small environment, so it also works inside Celery's daemon workers.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from core.errors import Refused

CHILD = Path(__file__).with_name("child.py")
LONGEST_INPUT = 1_500_000
DEEPEST_NESTING = 120
WALL_SECONDS = 120
CPU_SECONDS = 90
MEMORY_BYTES = 1_500_000_000
LARGEST_FILE_BYTES = 60_000_000
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))


class PdfFailed(Refused):
    """The document could not be made; the message says why."""

    message = "The PDF could not be made."


@dataclass(frozen=True)
class Pdf:
    """A finished document."""

    data: bytes
    pages: int


def render(html: str) -> Pdf:
    """Make a PDF of a whole HTML page, tagged for screen readers (PDF/UA).

    Only static files are loaded. Raises ``PdfFailed`` for input that is too long or too deep, and when the child needs
    too much time or memory.
    """
    if len(html) > LONGEST_INPUT:
        raise PdfFailed("This document is too long to be printed. Shorten the longest texts.")
    if _depth(html) > DEEPEST_NESTING:
        raise PdfFailed("This document is nested too deeply to be printed.")
    order = {
        "html": html,
        "static_url": settings.STATIC_URL,
        "static_roots": _static_roots(),
        "cpu_seconds": CPU_SECONDS,
        "memory_bytes": MEMORY_BYTES,
        "file_bytes": LARGEST_FILE_BYTES,
    }
    return _read_answer(_run_child(json.dumps(order).encode()))


def _run_child(order: bytes) -> bytes:
    # No secret of ours reaches the child: it gets its own small environment.
    environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
    try:
        child = subprocess.run(
            [sys.executable, "-P", str(CHILD)],
            input=order,
            capture_output=True,
            timeout=WALL_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed("Making the PDF took too long.") from error
    if child.returncode != 0:
        raise PdfFailed("Making the PDF took more time or memory than a document may.")
    return child.stdout


def _read_answer(answer: bytes) -> Pdf:
    head, _, data = answer.partition(b"\n")
    said = json.loads(head)
    if "error" in said:
        raise PdfFailed(f"The PDF could not be made ({said['error']}).")
    return Pdf(data=data, pages=said["pages"])


def _static_roots() -> list[str]:
    roots = [str(settings.STATIC_ROOT)] if settings.STATIC_ROOT else []
    for finder in get_finders():
        storages = getattr(finder, "storages", None) or {}
        roots += [str(storage.location) for storage in storages.values()]
    return roots


class _DepthMeter(HTMLParser):
    depth = deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.depth = max(0, self.depth - 1)


def _depth(html: str) -> int:
    meter = _DepthMeter()
    meter.feed(html)
    return meter.deepest
