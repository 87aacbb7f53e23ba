"""Rendering one document: limits itself, then renders. Knows neither Django nor the database."""

import ctypes
import gc
import json
import mimetypes
import os
import resource
import signal
import sys
import unicodedata
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# Never looked up: the fetcher serves it from the static folders. A scheme of our own would not resolve "/static/…".
ORIGIN = "https://evenhand.invalid"
ALLOWED_SUFFIXES = {".css", ".svg", ".png", ".jpg", ".jpeg", ".woff", ".woff2", ".ttf", ".otf"}
# A layout makes many objects that live until it ends: looking for dead ones seldom saves a tenth of the time.
COLLECT_EVERY = 50_000
BLOCKS = ("p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "caption", "blockquote")
# What Unicode calls the letters that are written from right to left: Hebrew and the like, Arabic and the like.
FROM_RIGHT = {"R", "AL"}


def limit(order: dict) -> None:
    """Set what this process may use, and let it die with its parent."""
    resource.setrlimit(resource.RLIMIT_CPU, (order["cpu_seconds"], order["cpu_seconds"] + 2))
    resource.setrlimit(resource.RLIMIT_AS, (order["memory_bytes"], order["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_bytes"], order["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def find_static(url: str, *, prefix: str, roots: list[str]) -> Path:
    """Return the static file behind a URL; raises ``ValueError`` for everything that is not one."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != ORIGIN or not parts.path.startswith(prefix):
        raise ValueError("Only static files may be loaded.")
    name = unquote(parts.path[len(prefix) :]).lstrip("/")
    for root in map(Path, roots):
        path = (root / name).resolve()
        if path.is_relative_to(root.resolve()) and path.suffix in ALLOWED_SUFFIXES and path.is_file():
            return path
    raise ValueError("There is no such static file.")


def render(order: dict, tell: Callable[[int], None] = lambda pages: None) -> tuple[int, bytes]:
    """Return the number of pages and the PDF; ``tell`` hears the number as soon as the pages are laid out."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticOnly(URLFetcher):
        """Denies every protocol, file and host, except our static files."""

        def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
            path = find_static(url, prefix=order["static_url"], roots=order["static_roots"])
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    fetcher = StaticOnly()
    base = f"{ORIGIN}/"
    document = HTML(string=order["html"], base_url=base, url_fetcher=fetcher)
    turn_where_written_so(document.etree_element)
    options = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
    made = document.render(**options)
    tell(len(made.pages))
    target = BytesIO()
    made.write_pdf(target, **options)
    return len(made.pages), target.getvalue()


def turn_where_written_so(page: Any) -> None:
    """Set each block whose first letter is of a script that runs from right to left in that direction, as ``dir=auto``
    does in a browser; WeasyPrint does not know that value.
    """
    for block in page.iter():
        if block.tag in BLOCKS and _first_direction(block) in FROM_RIGHT:
            block.set("dir", "rtl")


def _first_direction(block: Any) -> str:
    letters = (unicodedata.bidirectional(letter) for text in block.itertext() for letter in text)
    return next((kind for kind in letters if kind in {"L", *FROM_RIGHT}), "L")


def work(orders: int, answers: int) -> None:
    """Read one JSON order from a descriptor, write lines of JSON to the other: pages laid out, then how it ended.

    The last line says how many bytes of PDF follow it.
    """
    with os.fdopen(orders, "rb") as source:
        order = json.loads(source.read())
    limit(order)
    gc.set_threshold(COLLECT_EVERY, 20, 100)
    with os.fdopen(answers, "wb") as target:

        def say(**said: object) -> None:
            target.write(json.dumps(said).encode() + b"\n")
            target.flush()

        data = b""
        try:
            pages, data = render(order, lambda pages: say(laid_out=pages))
            say(pages=pages, bytes=len(data))
        except (RecursionError, MemoryError) as error:
            say(error=f"too deep or too large: {type(error).__name__}", bytes=0)
        except Exception as error:  # noqa: BLE001 - the parent gets the type, never the text
            say(error=type(error).__name__, bytes=0)
        target.write(data)
