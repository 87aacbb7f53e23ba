"""Compiling a packet in a test, and reading what it says."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from core.models import Packet


class QuietJob:
    """Stands for the worker's job: takes the reports and keeps them."""

    def __init__(self) -> None:
        self.reports: list[tuple[int | None, str]] = []

    def report(self, progress: int | None = None, note: str = "") -> None:
        self.reports.append((progress, note))


def compiled(packet: Packet, function: Callable[..., None]) -> PdfReader:
    """Let the job's function compile ``packet`` and open the file."""
    function(QuietJob(), packet_id=packet.pk)
    packet.refresh_from_db()
    with packet.file.open("rb") as file:
        return read(file.read())


def read(data: bytes) -> PdfReader:
    """Open the bytes of a document."""
    return PdfReader(BytesIO(data))


def words_of(reader: PdfReader) -> str:
    """All text of the document, its white space folded."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags_of(reader: PdfReader) -> set[str]:
    """The kinds of structure that a tagged document has: ``/H1``, ``/P``, ``/Table`` …"""
    found: set[str] = set()
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        node: Any = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if "/S" in node:
                found.add(str(node["/S"]))
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def bookmarks_of(reader: PdfReader) -> list[tuple[int, str]]:
    """The bookmarks in their order, each with its depth from 0."""

    def walk(entries: list[Any], depth: int) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for entry in entries:
            found += walk(entry, depth + 1) if isinstance(entry, list) else [(depth, str(entry.title))]
        return found

    return walk(reader.outline, 0)
