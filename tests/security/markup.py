"""What a page's markup must not hold under our policy: anything inline, anything from elsewhere."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href", "hx-get", "hx-post"}
# Links that a person follows may lead elsewhere; nothing is loaded from there.
FOLLOWED = {"a"}


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if tag == "style" or "style" in names:
            self.found.append(f"<{tag}> brings its own style")
        if tag == "script" and "src" not in names:
            self.found.append("a script stands in the page")
        if tag in {"base", "iframe", "object", "embed", "frame"}:
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag}> has {name}" for name in names if name.startswith(("on", "hx-on"))]
        for name in names.keys() & ADDRESSES:
            self._look(tag, names[name])

    def _look(self, tag: str, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in {"javascript", "data", "vbscript"}:
            self.found.append(f"<{tag}> leads to {parts.scheme}:")
        if (parts.netloc or parts.scheme in {"http", "https"}) and tag not in FOLLOWED:
            self.found.append(f"<{tag}> loads from {parts.netloc}")


def forbidden(html: str) -> list[str]:
    """What of it stands in ``html``, in words; empty for a clean page."""
    finder = _Finder()
    finder.feed(html)
    return finder.found
