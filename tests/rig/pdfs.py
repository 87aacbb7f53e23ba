"""Compiling a packet in a test, and reading what it says."""

from collections.abc import Callable
from io import BytesIO

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
        return PdfReader(BytesIO(file.read()))


def words_of(reader: PdfReader) -> str:
    """All text of the document, its white space folded."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
