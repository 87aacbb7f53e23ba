"""How browsers are called, and codes are written, on a page."""

from collections.abc import Iterable
from urllib.parse import quote

BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def device_name(agent: str) -> str:
    """``Firefox on Windows`` from what a browser says of itself; a browser may say anything, so it is a hint only."""
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in agent), "")
    return f"{browser or 'A browser'} on {system}" if system else browser or "An unknown browser"


def in_groups(text: str, size: int) -> str:
    """``12345 67890``: easier to copy by hand."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def as_text_file(lines: Iterable[str]) -> str:
    """The address of a file that holds these lines, for a link that saves it: it never leaves the browser."""
    text = "Recovery codes for Evenhand, each good for one sign-in\n\n" + "\n".join(lines) + "\n"
    return f"data:text/plain;charset=utf-8,{quote(text)}"
