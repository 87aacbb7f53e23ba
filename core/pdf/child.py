"""The child process: limits itself, then renders. Knows neither Django nor the database.

Reads one JSON order from standard input and writes one JSON line and the PDF's bytes to standard output.
"""

import ctypes
import json
import mimetypes
import resource
import signal
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Never looked up: the fetcher serves it from the static folders. A scheme of our own would not resolve "/static/…".
ORIGIN = "https://evenhand.invalid"
ALLOWED_SUFFIXES = {".css", ".svg", ".png", ".jpg", ".jpeg", ".woff", ".woff2", ".ttf", ".otf"}


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


def render(order: dict) -> tuple[int, bytes]:
    """Return the number of pages and the PDF."""
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
    options = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
    made = document.render(**options)
    target = BytesIO()
    made.write_pdf(target, **options)
    return len(made.pages), target.getvalue()


def main() -> None:
    """Do the one order."""
    order = json.loads(sys.stdin.buffer.read())
    limit(order)
    head: dict[str, object]
    data = b""
    try:
        pages, data = render(order)
        head = {"pages": pages}
    except (RecursionError, MemoryError) as error:
        head = {"error": f"too deep or too large: {type(error).__name__}"}
    except Exception as error:  # noqa: BLE001 - the parent gets the type, never the text
        head = {"error": type(error).__name__}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + data)


if __name__ == "__main__":
    main()
