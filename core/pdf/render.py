"""HTML to PDF in a child process that can reach nothing but our static files and is stopped when it takes too much.

The child is forked by a process of our own that has imported WeasyPrint already and knows no secret (``zygote.py``).
That one is started like any other program, so it also works inside Celery's daemon workers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from core.errors import Refused

from .pressroom import DiedInside, TooSlow, press

LONGEST_INPUT = 1_500_000
DEEPEST_NESTING = 120
WALL_SECONDS = 200
CPU_SECONDS = 150
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


def render(
    html: str, *, beat: Callable[[], None] = lambda: None, laid_out: Callable[[int], None] = lambda pages: None
) -> Pdf:
    """Make a PDF of a whole HTML page, tagged for screen readers (PDF/UA). The same page gives the same bytes.

    Only static files are loaded. ``beat`` is called every two seconds and may raise to stop the work, ``laid_out``
    hears how many pages there are. Raises ``PdfFailed`` for input that is too long or too deep, and when the child
    needs too much time or memory.
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
    try:
        said, data = press.make(order, seconds=WALL_SECONDS, beat=beat, laid_out=laid_out)
    except TooSlow as error:
        raise PdfFailed("Making the PDF took too long.") from error
    except DiedInside as error:
        raise PdfFailed("Making the PDF took more time or memory than a document may.") from error
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
